import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { compareReceipt, makeReceipt, type Receipt } from '../../src/config/receipt';
import { type RunRecord, recordCurves } from '../../src/config/runRecord';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import { createScripting } from '../../src/engine/scripting';

const { run } = createScripting('0.1.0', document.baseURI);

const experiment = readExperiment({
  task: { id: 'pathological', options: { dim: 50, startNorm: 2 } },
  arms: [
    { id: 'a1', optimizer: { id: 'adam', options: { learningRate: 0.003 } } },
    { id: 'a2', optimizer: { id: 'adamax', options: { learningRate: 0.05 } } },
  ],
  seeds: { first: 3, count: 3 },
  steps: 150,
  interventions: [{ step: 40, armId: 'a1', path: 'learningRate', value: 0.03 }],
});

const receiptOf = (record: RunRecord): Receipt => makeReceipt({ ...record, arms: recordCurves(record) })!;

test('a link opened twice on one adapter gives equal receipts, and another learning rate departs', async () => {
  const first = await run(experiment, { executor: 'fused' });
  const link = encodeLink(first.experiment, receiptOf(first));
  const { experiment: sent, receipt } = decodeLink(link);
  const second = await run(link, { executor: 'fused' });
  expect(receiptOf(second)).toEqual(receipt);
  expect(second.arms.map(({ loss }) => loss)).toEqual(first.arms.map(({ loss }) => loss));
  expect(compareReceipt(receipt!, recordCurves(second)).map(({ verdict }) => verdict)).toEqual([
    'matches',
    'matches',
  ]);

  const arms = [
    sent.arms[0],
    {
      ...sent.arms[1],
      optimizer: {
        ...sent.arms[1].optimizer,
        options: { ...sent.arms[1].optimizer.options, learningRate: 0.06 },
      },
    },
  ];
  const other = await run({ ...sent, arms }, { executor: 'fused' });
  const [same, changed] = compareReceipt(receipt!, recordCurves(other));
  expect(same.verdict).toBe('matches');
  expect(changed).toMatchObject({ verdict: 'departs', complete: true });
  // And a nudge does not excuse it.
  const nudged = await run({ ...sent, arms }, { executor: 'fused', nudges: true });
  expect(compareReceipt(receipt!, recordCurves(other), recordCurves(nudged))[1].verdict).toBe('departs');
});

test('the portable executor agrees with a receipt of the fused one, until it honestly departs', async () => {
  const fused = await run(experiment, { executor: 'fused' });
  const portable = await run(experiment, { executor: 'portable' });
  const verdicts = compareReceipt(receiptOf(fused), recordCurves(portable));
  const nudged = await run(experiment, { executor: 'portable', nudges: true });
  expect(nudged.arms.map(({ loss }) => loss)).not.toEqual(portable.arms.map(({ loss }) => loss));
  const excused = compareReceipt(receiptOf(fused), recordCurves(portable), recordCurves(nudged));
  expect(excused.map(({ verdict }) => verdict)).not.toContain('departs');
  for (const verdict of verdicts) {
    // Rounding is amplified where the waves grow dense; before, two float32 executors differ by less than a level.
    if (verdict.verdict === 'departs') expect(verdict.step).toBeGreaterThan(10);
    else expect(['matches', 'within rounding']).toContain(verdict.verdict);
  }
});
