/** Validation in curves, records, tables, methods and receipts. */
import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { compareReceipt, describeVerdict, makeReceipt } from '../../src/config/receipt';
import { formatRecord, parseFile } from '../../src/config/recordFile';
import { recordCurves } from '../../src/config/runRecord';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import type { DeviceInfo } from '../../src/engine/types';
import { Curves, SparseSeries } from '../../src/store/curves';
import { toCsv } from '../../src/store/exportCsv';
import { methodsText } from '../../src/store/exportMethods';
import { armCurves, pageRecord, runCurves } from '../../src/store/exportRecord';
import { looked } from '../../src/store/recordCurves';
import { runRow } from '../../src/ui/plots/runRows';

const device: DeviceInfo = { adapter: 'test · adapter', executor: 'fused', backend: 'webgpu' };
const experiment = readExperiment({
  task: { id: 'digits' },
  arms: [{ id: 'a1', optimizer: { id: 'adam' } }],
  seeds: { first: 0, count: 3 },
  steps: 40,
  validateEvery: 20,
});

const row = (step: number, loss: readonly number[], accuracy: readonly number[]) => ({
  step,
  loss: Float32Array.from(loss),
  accuracy: Float32Array.from(accuracy),
});

/** Best in the middle of the run, and the last seed diverges after it. */
function train(last = 0.5): Curves {
  const curves = new Curves(3);
  curves.append({
    firstStep: 0,
    count: 41,
    elapsedMs: 1000,
    arms: [
      {
        armId: 'a1',
        loss: Float32Array.from({ length: 123 }, (_, i) =>
          i % 3 === 2 && i > 90 ? Number.NaN : 1 / (1 + i),
        ),
        validations: [
          row(0, [2.3, 2.4, 2.5], [0.1, 0.2, 0.1]),
          row(20, [0.4, 0.3, 0.6], [0.9, 0.95, 0.8]),
          row(40, [last, 0.6, Number.NaN], [0.85, 0.9, Number.NaN]),
        ],
      },
    ],
  });
  return curves;
}

const page = (curves: Curves) => ({ version: '0.2.0', experiment, device, curves });

test('A sparse series finds its rows by step, and takes one that comes again in its place', () => {
  const series = new SparseSeries(1);
  for (const step of [0, 20, 40, 45, 20, 40]) series.put(step, Float32Array.of(step / 10), 0);
  expect(series.length).toBe(4);
  expect([-1, 0, 19, 20, 44, 45, 1000].map((step) => series.rowAt(step))).toEqual([-1, 0, 0, 1, 2, 3, 3]);
  expect([0, 1, 2, 3].map((at) => series.stepAt(at))).toEqual([0, 20, 40, 45]);
  expect(series.median.at(2)).toBe(4);
});

test('The curve has medians over seeds, of which a diverged one has nothing right', () => {
  const { validation } = train().arms.get('a1')!;
  expect(Array.from(validation!.accuracy.median.values)).toEqual([0.1, 0.9, 0.85].map(Math.fround));
  expect(validation!.loss.median.at(2)).toBe(Math.fround(0.6));
  expect(train().arms.get('a1')!.series('accuracy')!.length).toBe(3);
});

test('The run table tells the last and the best', () => {
  const figures = runRow('a1', 'Adam', train().arms.get('a1'), 0.1, 3);
  expect(figures.accuracy).toBeCloseTo(0.85, 6);
  expect(figures.bestAccuracy).toBeCloseTo(0.9, 6);
  expect(figures.validationLoss).toBeCloseTo(0.6, 6);
  expect(figures.bestValidationLoss).toBeCloseTo(0.4, 6);
  expect(runRow('a1', 'Adam', undefined, 0.1, 3).accuracy).toBeNaN();
});

test('A record holds it, survives a file and is looked at again', () => {
  const record = pageRecord(page(train()));
  expect(record.arms[0].validation!.steps).toEqual([0, 20, 40]);
  expect(record.arms[0].validation!.accuracy[2]).toEqual([0.1, 0.8, null].map((x) => x && Math.fround(x)));
  const opened = parseFile(formatRecord(record)).record!;
  expect(opened).toEqual(record);
  const curves = new Curves(3);
  for (const chunk of looked(opened).chunks) curves.append(chunk);
  expect(pageRecord(page(curves)).arms[0].validation).toEqual(record.arms[0].validation);
});

test.each([
  ['steps that do not rise', { steps: [0, 20, 20] }, /rising steps/],
  ['a step beyond the end', { steps: [0, 20, 41] }, /steps/],
  ['a curve too few', { loss: [[1, 1, 1]] }, /3 curves/],
  ['a value too few', { accuracy: [[1], [1], [1]] }, /accuracy/],
])('A record with %s is refused', (_, wrong, reason) => {
  const record = pageRecord(page(train()));
  const validation = { ...record.arms[0].validation!, ...wrong };
  const text = formatRecord({ ...record, arms: [{ ...record.arms[0], validation }] });
  expect(() => parseFile(text)).toThrow(reason);
});

test('A table has two columns more, filled at the steps where it was looked', () => {
  const lines = toCsv(pageRecord(page(train()))).split('\n');
  expect(lines[0]).toBe('arm_id,arm,seed,step,loss,metric,validation_loss,validation_accuracy');
  expect(lines[1]).toBe('a1,Adam,0,0,1,,2.29999995,0.100000001');
  expect(lines[2]).toMatch(/^a1,Adam,0,1,[\d.]+,,,$/);
  expect(lines[123]).toBe('a1,Adam,2,40,,,,');
});

test('Between the rows of a thinned record, validations have lines of their own', () => {
  const record = pageRecord(page(train()));
  const [arm] = record.arms;
  const thinned = { ...arm, every: 16, loss: arm.loss.map((curve) => [curve[0], curve[16], curve[32]]) };
  const steps = toCsv({ ...record, arms: [thinned] })
    .split('\n')
    .filter((line) => line.startsWith('a1,Adam,0,'));
  expect(steps.map((line) => line.split(',')[3])).toEqual(['0', '16', '20', '32', '40']);
  expect(steps[2]).toBe('a1,Adam,0,20,,,0.400000006,0.899999976');
});

test('The methods paragraph says that, how often and what', () => {
  expect(methodsText(pageRecord(page(train())))).toContain(
    'Loss and accuracy on a fixed set of examples that were not trained on were evaluated every 20 steps, without effect on the training; of these the median over seeds of the last accuracy was: Adam 85.0 % (loss 0.6) after 40 updates.',
  );
});

test('A receipt knows the last one, in a link too, and tells a run with another', () => {
  const receipt = makeReceipt(runCurves(page(train())))!;
  expect(receipt.arms[0]!.validation).toMatchObject({ accuracy: 8500 });
  const decoded = decodeLink(encodeLink(experiment, receipt));
  expect(decoded.receipt).toEqual(receipt);
  expect(decoded.experiment.validateEvery).toBe(20);
  const compared = (curves: Curves) => compareReceipt(receipt, armCurves(experiment, curves))[0];
  expect(compared(train())).toMatchObject({ verdict: 'matches' });
  expect(compareReceipt(receipt, recordCurves(pageRecord(page(train()))))[0].verdict).toBe('matches');
  const other = compared(train(0.8));
  expect(other).toMatchObject({ verdict: 'departs', quantity: 'validation', step: 40 });
  expect(describeVerdict(other)).toBe('departs at step 40 (validation loss by 33 %)');
  const nudged = armCurves(experiment, train(0.64));
  expect(compareReceipt(receipt, armCurves(experiment, train(0.65)), nudged)[0].verdict).toBe(
    'amplified rounding',
  );
});
