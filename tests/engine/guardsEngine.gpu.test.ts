import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import type { Experiment } from '../../src/config/types';
import { Engine } from '../../src/engine/engine';
import type { EngineEvent, RunMark } from '../../src/engine/types';
import { handCheckpoint } from '../helpers/handTheta';

/** Runs an experiment to its end in this thread, where hand-made weights are known; returns what the page is told. */
async function runToEnd(experiment: Experiment): Promise<EngineEvent[]> {
  const engine = new Engine();
  const events: EngineEvent[] = [];
  await engine.open({ executor: 'fused' }, (event) => events.push(event));
  await engine.load(experiment);
  await engine.start();
  const finished = () => events.some((event) => event.type === 'status' && event.status.state === 'finished');
  await expect.poll(finished, { timeout: 120_000, interval: 20 }).toBe(true);
  await engine.close();
  return events;
}

const marksOf = (events: readonly EngineEvent[]): RunMark[] =>
  events.flatMap((event) => (event.type === 'mark' ? [event.mark] : []));

const curveOf = (events: readonly EngineEvent[], armId: string): number[] => {
  const curve: number[] = [];
  for (const event of events) {
    if (event.type !== 'history') continue;
    const arm = event.chunk.arms.find((candidate) => candidate.armId === armId);
    arm?.loss.forEach((value, row) => {
      curve[event.chunk.firstStep + row] = value;
    });
  }
  return curve;
};

test('a learned optimizer that goes to NaN on an LTC is shown as diverged at its step; Min-Loss Reinit restarts it', async () => {
  const learned = { id: 'celo', checkpoint: handCheckpoint('celo', 1e5) };
  const events = await runToEnd(
    readExperiment({
      task: { id: 'ltc-sine', options: { constraint: 'explicit', unfolds: 2, length: 16 } },
      arms: [
        { id: 'bare', optimizer: learned },
        { id: 'guarded', optimizer: { id: 'min-loss-reinit', parts: { learned }, options: { limit: 1 } } },
      ],
      seeds: { first: 1, count: 1 },
      steps: 60,
    }),
  );
  const bare = curveOf(events, 'bare');
  const guarded = curveOf(events, 'guarded');
  const at = bare.findIndex(Number.isNaN);
  expect(at).toBeGreaterThan(0);
  expect(bare.slice(at).every(Number.isNaN)).toBe(true);
  const marks = marksOf(events);
  expect(marks.filter(({ armId }) => armId === 'bare')).toMatchObject([
    { kind: 'diverged', seed: 0, step: at, text: 'seed 1 diverged' },
  ]);
  const [restart] = marks.filter(({ armId }) => armId === 'guarded');
  expect(restart).toMatchObject({
    kind: 'reinit',
    seed: 0,
    step: at,
    text: 'seed 1 restarted from its lowest loss',
  });
  expect(guarded.slice(0, at)).toEqual(bare.slice(0, at));
  expect(guarded[at]).toBeNaN();
  // It goes on from the lowest loss, with the batch it was seen on.
  expect(guarded[at + 1]).toBe(Math.min(...bare.slice(0, at)));
  const history = events.flatMap((event) => (event.type === 'history' ? event.chunk.arms : []));
  const reports = history.flatMap(({ armId, events: own }) => (armId === 'guarded' ? (own ?? []) : []));
  expect(reports).toEqual([{ seed: 0, step: at, action: 'reinit' }]);
});

test('what HUB measures reaches the page, layer by layer, for every seed', async () => {
  const hub = (layer: string) => ({
    id: 'hub',
    options: { layer },
    parts: {
      designed: { id: 'adam' },
      learned: { id: 'celo', checkpoint: handCheckpoint('celo', 100) },
    },
  });
  const events = await runToEnd(
    readExperiment({
      task: { id: 'ltc-sine', options: { unfolds: 1, length: 12 } },
      arms: [
        { id: 'tensors', optimizer: hub('tensor') },
        { id: 'plain', optimizer: { id: 'adam' } },
        { id: 'modules', optimizer: hub('module') },
      ],
      seeds: { first: 1, count: 2 },
      steps: 5,
    }),
  );
  const last = events.findLast((event) => event.type === 'probes');
  expect(last?.step).toBe(4);
  expect(last?.arms.map(({ armId }) => armId)).toEqual(['tensors', 'modules']);
  const total = new Set(last!.arms.map(({ layers }) => layers.reduce((sum, { size }) => sum + size, 0)));
  expect(total.size).toBe(1);
  for (const { names, layers, seeds, values } of last!.arms) {
    expect(values).toHaveLength(seeds * layers.length * names.length);
    expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
    for (let seed = 0; seed < 2; seed++) {
      layers.forEach(({ size }, index) => {
        const row = values.subarray((seed * layers.length + index) * names.length);
        expect(row[names.indexOf('count')]).toBe(size);
        // The shares of a layer sum to 1.
        expect(row[names.indexOf('meanSigma')] * size).toBeCloseTo(1, 4);
      });
    }
  }
});
