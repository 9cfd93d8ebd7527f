import { expect, test } from 'vitest';
import { armLabel } from '../../src/config/armNames';
import { readExperiment } from '../../src/config/experiment';
import { compareReceipt, makeReceipt } from '../../src/config/receipt';
import { formatRecord, parseFile } from '../../src/config/recordFile';
import { type RunRecord, recordCurves } from '../../src/config/runRecord';
import type { Experiment } from '../../src/config/types';
import type { DeviceInfo } from '../../src/engine/types';
import { Curves } from '../../src/store/curves';
import { csvParts, toCsv } from '../../src/store/exportCsv';
import { methodsSentences, methodsText } from '../../src/store/exportMethods';
import { armCurves, pageRecord, runCurves } from '../../src/store/exportRecord';

const device: DeviceInfo = { adapter: 'test · adapter', executor: 'fused', backend: 'webgpu' };
const experiment = readExperiment({
  task: { id: 'pathological', options: { dim: 2 } },
  arms: [
    { id: 'a1', label: '=HYPERLINK("x")', optimizer: { id: 'adam' }, clipNorm: 0.5 },
    {
      id: 'a2',
      optimizer: {
        id: 'hub',
        options: { temperature: 0.1 },
        parts: { designed: { id: 'sgd' }, learned: { id: 'celo', checkpoint: 'celo' } },
      },
    },
  ],
  seeds: { first: 7, count: 3 },
  steps: 40,
  interventions: [{ step: 5, armId: 'a2', path: 'parts.designed.learningRate', value: 0.25 }],
});

/** Curves as they arrive: the second arm's last seed diverges at step 20. */
function train(steps: number, at = 1): Curves {
  const curves = new Curves(3);
  const loss = (arm: number) =>
    Float32Array.from({ length: (steps + 1) * 3 }, (_, i) => {
      const [step, seed] = [Math.floor(i / 3), i % 3];
      if (arm === 1 && seed === 2 && step >= 20) return Number.NaN;
      return at * (1 + 0.1 * seed) * Math.exp(-step / (10 + 5 * arm));
    });
  const arms = experiment.arms.map(({ id }, arm) => ({ armId: id, loss: loss(arm) }));
  curves.append({ firstStep: 0, count: steps + 1, elapsedMs: 1234, arms });
  return curves;
}

const page = (curves: Curves) => ({ version: '0.1.0', experiment, device, curves });

test('the page’s record has every loss, survives a file, and its receipt matches the page', () => {
  const curves = train(40);
  const record = pageRecord(page(curves));
  expect(record.arms[0].loss[1][0]).toBe(Math.fround(1.1));
  expect(record.arms[1]).toMatchObject({ steps: 40, divergedStep: [null, null, 20], wallMs: 1234 });
  expect(record.arms[1].loss[2].slice(19, 22)).toEqual([expect.any(Number), null, null]);
  const opened = parseFile(formatRecord(record));
  expect(opened.record).toEqual(record);
  expect(opened.experiment).toEqual(experiment);
  const receipt = makeReceipt(runCurves(page(curves)));
  expect(opened.receipt).toEqual(receipt);
  for (const source of [armCurves(experiment, curves), recordCurves(opened.record!)]) {
    expect(compareReceipt(receipt!, source).map(({ verdict }) => verdict)).toEqual(['matches', 'matches']);
  }
  const other = armCurves(experiment, train(40, 1.2));
  expect(compareReceipt(receipt!, other)[0]).toMatchObject({ verdict: 'departs', step: 1 });
});

test('an arm that has not begun is in the record, and compared with nothing', () => {
  const curves = new Curves(3);
  const record = pageRecord(page(curves));
  expect(parseFile(formatRecord(record)).record).toEqual(record);
  expect(makeReceipt(runCurves(page(curves)))).toBeNull();
  const receipt = makeReceipt(runCurves(page(train(40))))!;
  expect(compareReceipt(receipt, armCurves(experiment, curves))[0]).toMatchObject({
    upTo: 0,
    complete: false,
  });
});

test('a table has one line per arm, seed and step, empty where there is no loss', () => {
  const lines = toCsv(pageRecord(page(train(40)))).split('\n');
  expect(lines[0]).toBe('arm_id,arm,seed,step,loss,metric');
  expect(lines).toHaveLength(1 + 2 * 3 * 41 + 1);
  expect(lines.at(-1)).toBe('');
  expect(lines).toContain(`a2,${armLabel(experiment.arms[1])},9,20,,`);
  // The shortest digits that give 1.1 in float32 back, and no formula for a spreadsheet to run.
  expect(lines).toContain(`a1,"'=HYPERLINK(""x"")",8,0,1.10000002,`);
  expect(Math.fround(1.10000002)).toBe(Math.fround(1.1));
});

test('a table has the metric where it follows from the loss, and where it was recorded', () => {
  const siren = readExperiment({
    task: { id: 'siren' },
    arms: [{ id: 'a', optimizer: { id: 'adam' } }],
    seeds: { count: 1 },
  });
  const arm = {
    id: 'a',
    label: 'Adam',
    seeds: [0],
    steps: 1,
    loss: [[0.5, null]],
    divergedStep: [1],
    wallMs: 1,
  };
  const record: RunRecord = { version: '1', experiment: siren, ...device, arms: [arm] };
  const metricOf = (csv: string) => csv.split('\n')[1].split(',').at(-1);
  expect(metricOf(toCsv({ ...record, arms: [{ ...arm, metric: [[31.25, null]] }] }))).toBe('31.25');
  expect([...csvParts(record)]).toHaveLength(2);
});

test('a thinned record says at which steps it has losses', () => {
  const record = pageRecord(page(train(40)));
  const thin = {
    ...record,
    arms: record.arms.map((arm) => ({
      ...arm,
      every: 4,
      loss: arm.loss.map((curve) => curve.filter((_, i) => i % 4 === 0)),
    })),
  };
  expect(parseFile(formatRecord(thin)).record).toEqual(thin);
  const lines = toCsv(thin).split('\n');
  expect(lines.slice(1, 4).map((line) => line.split(',').at(-3))).toEqual(['0', '4', '8']);
});

/** A record of which every sentence has something to say. */
const full: RunRecord = {
  ...pageRecord(page(train(40))),
  tuning: [
    { armId: 'a1', rates: [0.0003, 0.001, 0.003], rate: 0.001, steps: 40, seeds: { first: 39, count: 3 } },
  ],
  notes: ['The planned length was changed at step 20.'],
};

test('the methods paragraph states what a repetition needs', () => {
  const text = methodsText(full, { selection: 'Grid of five.', link: 'https://example.org/#1abc' });
  for (const part of [
    'HUB Playground 0.1.0 (fused WGSL kernels, webgpu backend, adapter "test · adapter", float32)',
    '(pathological; ',
    'Each optimizer made 40 updates from 3 seeds (7 to 9), with equal initial parameters and equal draws',
    '"=HYPERLINK("x")": Adam (learning rate 0.001',
    'gradients clipped to a global norm of 0.5',
    'temperature 0.1',
    'of SGD',
    'and Celo (weights "Celo (published)", planned steps: whole run',
    `at step 5 learning rate of ${armLabel(experiment.arms[1])} to 0.25`,
    `${armLabel(experiment.arms[1])}, seed 9, at step 20`,
    'is the best of 3 tried (0.0003, 0.001, 0.003) by the median last loss after 40 updates over seeds 39 to 41, none of which is reported.',
    'changed at step 20. Grid of five. The experiment opens at https://example.org/#1abc',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test('every sentence of the methods paragraph comes from a field of the record', () => {
  const edit = (change: Partial<Experiment>) => ({ experiment: { ...full.experiment, ...change } });
  const arms = (change: Partial<RunRecord['arms'][number]>) => ({
    arms: full.arms.map((arm) => ({ ...arm, ...change })),
  });
  const others: Readonly<Record<string, Partial<RunRecord>>> = {
    version: { version: '9' },
    adapter: { adapter: 'other' },
    executor: { executor: 'portable' },
    backend: { backend: 'cpu' },
    'experiment.task': edit({
      task: { ...experiment.task, options: { ...experiment.task.options, dim: 3 } },
    }),
    'experiment.seeds': edit({ seeds: { first: 1, count: 3 } }),
    'experiment.steps': edit({ steps: 50 }),
    'experiment.target': edit({ target: 7 }),
    'experiment.arms': edit({ arms: experiment.arms.map((arm) => ({ ...arm, clipNorm: 2 })) }),
    'experiment.interventions': edit({ interventions: [] }),
    'arms.steps': arms({ steps: 4 }),
    'arms.loss': arms({ loss: [[1, 1]] }),
    'arms.divergedStep': arms({ divergedStep: [null, null, null] }),
    tuning: { tuning: [] },
    notes: { notes: [] },
  };
  const told = methodsSentences(full);
  const gone = (change: Partial<RunRecord>) => {
    const then = methodsSentences({ ...full, ...change });
    return told.flatMap((sentence, index) => (then.includes(sentence) ? [] : [index]));
  };
  const changed = Object.entries(others).map(([field, change]) => [field, gone(change)] as const);
  // No field is idle, and no sentence stays whatever the record says.
  for (const [field, sentences] of changed) expect(sentences, field).not.toEqual([]);
  expect([...new Set(changed.flatMap(([, sentences]) => sentences))].sort((a, b) => a - b)).toEqual([
    ...told.keys(),
  ]);
});

test('a run that was stopped is told as far as it came, and what was not tuned is not judged', () => {
  const [first, second] = full.arms;
  const at = (...steps: number[]) =>
    methodsText({
      ...full,
      tuning: [],
      arms: [first, second].map((arm, i) => ({ ...arm, steps: steps[i] })),
    });
  expect(at(11, 11)).toContain('Each optimizer is recorded for 11 of 40 planned updates from 3 seeds');
  expect(at(11, 4)).toContain(
    `Of 40 planned updates 11 of ${first.label}, 4 of ${second.label} are recorded from 3 seeds`,
  );
  // The change planned for step 5 did not come about.
  expect(at(11, 4)).not.toContain('Options were changed');
  expect(at(11, 11)).not.toMatch(/by hand|selected|left out|tried/);
});

test('one seed has no median', () => {
  const { interventions: _, ...plain } = experiment;
  const one = readExperiment({ ...plain, arms: [experiment.arms[0]], seeds: { first: 7, count: 1 } });
  const [arm] = full.arms;
  const text = methodsText({
    ...full,
    experiment: one,
    arms: [{ ...arm, loss: [arm.loss[0]], seeds: [7], divergedStep: [null] }],
  });
  expect(text).toContain('the training loss of the one seed');
  expect(text).not.toMatch(/median over|interquartile/);
});

test('a record says what was tuned, and keeps it over a file', () => {
  expect(parseFile(formatRecord(full)).record).toEqual(full);
  const wrong = { ...full, tuning: [{ ...full.tuning![0], armId: 'a9' }] };
  expect(() => parseFile(formatRecord(wrong))).toThrow(/tuning\[0\].armId/);
});
