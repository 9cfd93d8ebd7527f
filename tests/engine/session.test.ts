import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { changedOptions, checkEdit } from '../../src/config/optionEdit';
import type { Experiment } from '../../src/config/types';
import type { Executor, ExecutorSetup, LaneSnapshot } from '../../src/engine/executor';
import { sameProblem, sameStructure } from '../../src/engine/sameness';
import { TrainingSession } from '../../src/engine/session';

/** An executor whose parameters count updates; lane `wild` diverges at step `at`. */
function counting(log: string[], diverges: { armId: string; at: number } | null = null) {
  return async (plan: ExecutorSetup): Promise<Executor> => {
    const seeds = plan.seeds.length;
    const lanes = plan.arms.length * seeds;
    const counts = new Array(lanes).fill(0);
    const diverged: (number | null)[] = new Array(lanes).fill(null);
    let configs = plan.arms;
    const row = (step: number, active: readonly number[]) =>
      Float32Array.from({ length: lanes }, (_, lane) => {
        const wild = configs[Math.floor(lane / seeds)].id === diverges?.armId && step >= diverges.at;
        if (active.includes(lane) && wild && diverged[lane] === null) diverged[lane] = step;
        return active.includes(lane) && diverged[lane] === null ? counts[lane] : Number.NaN;
      });
    return {
      kind: 'portable',
      lanes,
      bytes: 0,
      async run(firstStep, count, active = counts.map((_, lane) => lane)) {
        log.push(`run ${firstStep}+${count} [${active.join()}]`);
        const rows: Float32Array[] = [];
        for (let step = firstStep; step < firstStep + count; step++) {
          rows.push(row(step, active));
          for (const lane of active) if (diverged[lane] === null) counts[lane]++;
        }
        const loss = new Float32Array(count * lanes);
        rows.forEach((values, index) => loss.set(values, index * lanes));
        return { firstStep, count, loss };
      },
      async evaluate(step) {
        log.push(`evaluate ${step}`);
        return {
          firstStep: step,
          count: 1,
          loss: row(
            step,
            counts.map((_, lane) => lane),
          ),
        };
      },
      readGrads: async () => new Float32Array(lanes),
      readParams: async () => Float32Array.from(counts) as Float32Array<ArrayBuffer>,
      readLane: async (lane) => Float32Array.of(counts[lane]) as Float32Array<ArrayBuffer>,
      divergedSteps: () => diverged,
      configure: (arms) => {
        configs = arms;
      },
      snapshot: async (step) =>
        counts.map(
          (count, lane): LaneSnapshot => ({
            step,
            divergedStep: diverged[lane],
            params: Float32Array.of(count) as Float32Array<ArrayBuffer>,
            state: {},
          }),
        ),
      restore: async (snapshots) => {
        snapshots.forEach((snapshot, lane) => {
          if (!snapshot) return;
          counts[lane] = snapshot.params[0];
          diverged[lane] = snapshot.divergedStep;
        });
      },
      dispose: () => log.push('dispose'),
    };
  };
}

const experiment = (edit: object = {}): Experiment =>
  readExperiment({
    task: { id: 'pathological', options: { dim: 1 } },
    arms: [
      { id: 'a', optimizer: { id: 'adam' } },
      { id: 'b', optimizer: { id: 'sgd' } },
    ],
    seeds: { first: 0, count: 2 },
    steps: 10,
    ...edit,
  });

test('a run records one loss per step and the loss after the last update', async () => {
  const log: string[] = [];
  const session = await TrainingSession.open(counting(log), experiment());
  const first = await session.advance(6, Number.POSITIVE_INFINITY);
  const second = await session.advance(6, Number.POSITIVE_INFINITY);
  expect(first.chunk).toMatchObject({ firstStep: 0, count: 6 });
  expect(second.chunk).toMatchObject({ firstStep: 6, count: 5 });
  expect([...second.chunk.arms[1].loss]).toEqual([6, 6, 7, 7, 8, 8, 9, 9, 10, 10]);
  expect(session.finished).toBe(true);
  expect(log).toEqual(['run 0+6 [0,1,2,3]', 'run 6+4 [0,1,2,3]', 'evaluate 10']);
});

test('a new arm catches up alone before all go on together', async () => {
  const log: string[] = [];
  const session = await TrainingSession.open(counting(log), experiment());
  await session.advance(4, Number.POSITIVE_INFINITY);
  const { arms } = experiment();
  const fresh = await session.rebuild({ ...experiment(), arms: [{ ...arms[1], id: 'c' }, ...arms] });
  expect(fresh).toEqual(['c']);
  expect(session.laggingStep).toBe(0);
  expect(session.step).toBe(4);
  const caught = await session.advance(64, Number.POSITIVE_INFINITY);
  expect(caught.chunk.arms.map((arm) => arm.armId)).toEqual(['c']);
  const together = await session.advance(2, Number.POSITIVE_INFINITY);
  expect(together.chunk.arms.map((arm) => arm.armId)).toEqual(['c', 'a', 'b']);
  expect([...together.chunk.arms[1].loss]).toEqual([4, 4, 5, 5]);
  expect(log.slice(1)).toEqual(['dispose', 'run 0+4 [0,1]', 'run 4+2 [0,1,2,3,4,5]']);
});

test('an arm of another structure starts anew, one with another option goes on', async () => {
  const session = await TrainingSession.open(counting([]), experiment());
  await session.advance(3, 3);
  const { arms } = experiment();
  const changed = { ...experiment(), arms: [{ ...arms[0], optimizer: arms[1].optimizer }, arms[1]] };
  expect(sameStructure(experiment(), changed)).toBe(false);
  expect(await session.rebuild(changed)).toEqual(['a']);
  expect([session.stepOf('a'), session.stepOf('b')]).toEqual([0, 3]);
  const { experiment: tuned } = checkEdit(changed, { armId: 'b', path: 'learningRate', value: 0.5 });
  expect(sameStructure(changed, tuned)).toBe(true);
  expect(changedOptions(changed, tuned)).toMatchObject([{ armId: 'b', path: 'learningRate', value: 0.5 }]);
});

test('a diverged arm is reported once per lane and ends, the other finishes', async () => {
  const session = await TrainingSession.open(counting([], { armId: 'b', at: 3 }), experiment());
  const first = await session.advance(5, Number.POSITIVE_INFINITY);
  expect(first.diverged).toEqual([
    { armId: 'b', seed: 0, step: 3 },
    { armId: 'b', seed: 1, step: 3 },
  ]);
  const second = await session.advance(64, Number.POSITIVE_INFINITY);
  expect(second.diverged).toEqual([]);
  expect(second.chunk.arms.map((arm) => arm.armId)).toEqual(['a']);
  expect(session.finished).toBe(true);
});

test('recovery goes back to the checkpoint and the same rows come again', async () => {
  const session = await TrainingSession.open(counting([]), experiment());
  await session.advance(3, 3);
  await session.takeCheckpoint();
  const lost = await session.advance(2, 5);
  await session.recover();
  expect(session.step).toBe(3);
  const again = await session.advance(2, 5);
  expect(again.chunk).toEqual(lost.chunk);
});

test('a longer plan reopens a finished run', async () => {
  const session = await TrainingSession.open(counting([]), experiment());
  await session.advance(64, Number.POSITIVE_INFINITY);
  expect(session.finished).toBe(true);
  await session.rebuild(experiment({ steps: 12 }));
  expect(session.finished).toBe(false);
  const { chunk } = await session.advance(64, Number.POSITIVE_INFINITY);
  expect(chunk).toMatchObject({ firstStep: 10, count: 3 });
});

test('a shorter plan than what was made leaves the run as it is', async () => {
  const session = await TrainingSession.open(counting([]), experiment());
  await session.advance(64, Number.POSITIVE_INFINITY);
  await session.rebuild(experiment({ steps: 4 }));
  expect(session.finished).toBe(true);
  expect(session.recipe).toMatchObject({ experiment: { steps: 10 }, notes: [] });
});

test('a plan shortened to less than was made ends the run where it is', async () => {
  const session = await TrainingSession.open(counting([]), experiment());
  await session.advance(6, 6);
  await session.rebuild(experiment({ steps: 4 }));
  const { chunk } = await session.advance(64, Number.POSITIVE_INFINITY);
  expect(chunk).toMatchObject({ firstStep: 6, count: 1 });
  expect(session.finished).toBe(true);
  expect(session.recipe).toMatchObject({
    experiment: { steps: 6 },
    notes: ['The planned length was changed at step 6.'],
  });
});

test('a plan changed within the run is told of arms that go by it, at the first step it was, and of no others', async () => {
  const planning = (steps: number) =>
    experiment({
      steps,
      arms: [
        { id: 'a', optimizer: { id: 'sgd' } },
        { id: 'b', optimizer: { id: 'sgd', options: { schedule: 'cosine' } } },
      ],
    });
  const session = await TrainingSession.open(counting([]), planning(10));
  await session.rebuild(planning(12));
  await session.advance(6, 6);
  expect(session.recipe).toMatchObject({ notes: [] });
  expect(session.recipe.replanned).toBeUndefined();
  await session.rebuild(planning(20));
  await session.rebuild(planning(12));
  expect(session.recipe.replanned).toBeUndefined();
  await session.rebuild(planning(20));
  await session.advance(2, 8);
  await session.rebuild(planning(30));
  expect(session.recipe.replanned).toEqual({ b: 6 });
  expect(session.recipe.notes.at(-1)).toMatch(/neither repeated nor compared/);
});

test('a failed rebuild loses nothing', async () => {
  let fail = false;
  const make = counting([]);
  const session = await TrainingSession.open(async (plan) => {
    if (fail) throw new Error('out of memory');
    return make(plan);
  }, experiment());
  await session.advance(3, 3);
  fail = true;
  const { arms } = experiment();
  await expect(session.rebuild({ ...experiment(), arms: [arms[0]] })).rejects.toThrow('out of memory');
  expect(session.experiment.arms).toHaveLength(2);
  const { chunk } = await session.advance(1, 4);
  expect([...chunk.arms[0].loss]).toEqual([3, 3]);
});

test('seeds and task options make another problem, arms and target do not', () => {
  expect(sameProblem(experiment(), experiment({ target: 1, steps: 20 }))).toBe(true);
  expect(sameProblem(experiment(), experiment({ seeds: { first: 1, count: 2 } }))).toBe(false);
  expect(sameProblem(experiment(), experiment({ task: { id: 'pathological', options: { dim: 2 } } }))).toBe(
    false,
  );
});

test('an unknown arm or option path is refused by name', () => {
  expect(() => checkEdit(experiment(), { armId: 'z', path: 'learningRate', value: 1 })).toThrow(/no arm "z"/);
  expect(() => checkEdit(experiment(), { armId: 'a', path: 'learningRat', value: 1 })).toThrow(
    /no option "learningRat"/,
  );
  expect(() => checkEdit(experiment(), { armId: 'a', path: '__proto__', value: 1 })).toThrow(/no option/);
  expect(() => checkEdit(experiment(), { armId: 'a', path: 'parts.x.learningRate', value: 1 })).toThrow(
    /no option/,
  );
});
