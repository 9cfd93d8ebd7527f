import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { checkEdit } from '../../src/config/optionEdit';
import type { Experiment } from '../../src/config/types';
import type { Executor, ExecutorSetup, LaneSnapshot } from '../../src/engine/executor';
import { TrainingSession } from '../../src/engine/session';

/** An option set by the reader, as the engine does it. */
function set(session: TrainingSession, armId: string, path: string, value: number): void {
  const { experiment, change } = checkEdit(session.experiment, { armId, path, value });
  session.edit(experiment, [change]);
}

/** Every update adds the learning rate in force, so a lane's loss is the sum of all it was trained with. */
async function summing(plan: ExecutorSetup): Promise<Executor> {
  const lanes = plan.arms.length * plan.seeds.length;
  const sums = new Float32Array(lanes);
  let configs = plan.arms;
  const rate = (lane: number) =>
    configs[Math.floor(lane / plan.seeds.length)].optimizer.options.learningRate as number;
  return {
    kind: 'portable',
    lanes,
    bytes: 0,
    async run(firstStep, count, active = sums.map((_, lane) => lane) as unknown as number[]) {
      const loss = new Float32Array(count * lanes);
      for (let row = 0; row < count; row++) {
        for (const lane of active) {
          loss[row * lanes + lane] = sums[lane];
          sums[lane] += rate(lane);
        }
      }
      return { firstStep, count, loss };
    },
    evaluate: async (step) => ({ firstStep: step, count: 1, loss: sums.slice() }),
    readGrads: async () => new Float32Array(lanes),
    readParams: async () => sums.slice(),
    readLane: async (lane) => sums.slice(lane, lane + 1),
    divergedSteps: () => new Array(lanes).fill(null),
    configure: (arms) => {
      configs = arms;
    },
    snapshot: async (step) =>
      Array.from(
        sums,
        (sum): LaneSnapshot => ({ step, divergedStep: null, params: Float32Array.of(sum), state: {} }),
      ),
    restore: async (snapshots) =>
      snapshots.forEach((snapshot, lane) => {
        if (snapshot) sums[lane] = snapshot.params[0];
      }),
    dispose: () => {},
  };
}

const change = (step: number, value: number, armId = 'a') => ({ step, armId, path: 'learningRate', value });

const experiment = (edit: object = {}): Experiment =>
  readExperiment({
    task: { id: 'pathological', options: { dim: 1 } },
    arms: [
      { id: 'a', optimizer: { id: 'adam', options: { learningRate: 1 } } },
      { id: 'b', optimizer: { id: 'sgd', options: { learningRate: 1 } } },
    ],
    seeds: { first: 0, count: 1 },
    steps: 8,
    ...edit,
  });

/** Trains to `limit` in chunks of `most`; losses by arm and step. */
async function train(
  session: TrainingSession,
  limit = Infinity,
  most = 64,
  curves: Record<string, number[]> = {},
) {
  while (!session.finished && session.laggingStep < limit) {
    const { chunk } = await session.advance(most, limit);
    for (const { armId, loss } of chunk.arms) {
      curves[armId] ??= [];
      loss.forEach((value, row) => {
        curves[armId][chunk.firstStep + row] = value;
      });
    }
  }
  return curves;
}

test('an intervention is in force from the update of its step, whatever the chunks', async () => {
  const planned = experiment({ interventions: [change(3, 2), change(5, 4), change(5, 3, 'b')] });
  for (const most of [1, 2, 64]) {
    const session = await TrainingSession.open(summing, planned);
    const { a, b } = await train(session, Infinity, most);
    // Updates 0 to 2 at rate 1, 3 and 4 at 2, from 5 on at 4.
    expect(a).toEqual([0, 1, 2, 3, 5, 7, 11, 15, 19]);
    expect(b).toEqual([0, 1, 2, 3, 4, 5, 8, 11, 14]);
  }
});

test('planned changes are told once, with what they replace', async () => {
  const session = await TrainingSession.open(summing, experiment({ interventions: [change(3, 2)] }));
  const first = await session.advance(64, Infinity);
  expect(first.count).toBe(3);
  expect(first.changed).toEqual([]);
  const second = await session.advance(64, Infinity);
  expect(second.changed).toEqual([{ ...change(3, 2), from: 1 }]);
});

test('the value that a slider replaces is the one in force, of a planned change too', async () => {
  const session = await TrainingSession.open(summing, experiment({ interventions: [change(4, 0.5)] }));
  const { learningRate: first } = session.experiment.arms[0].optimizer.options;
  expect(session.valueNow('a', 'learningRate')).toBe(first);
  while (session.step < 6) await session.advance(1, 6);
  expect(session.valueNow('a', 'learningRate')).toBe(0.5);
  set(session, 'a', 'learningRate', 0.25);
  expect(session.valueNow('a', 'learningRate')).toBe(0.25);
});

test('a slider moved within a run is recorded, and its recipe gives the same curves', async () => {
  const session = await TrainingSession.open(summing, experiment());
  const curves = await train(session, 3);
  set(session, 'a', 'learningRate', 5);
  set(session, 'a', 'learningRate', 2);
  await train(session, 6, 64, curves);
  set(session, 'b', 'clipNorm', 1);
  await train(session, Infinity, 64, curves);
  const { experiment: recipe, notes } = session.recipe;
  expect(notes).toEqual([]);
  expect(recipe.interventions).toEqual([change(3, 2), { step: 6, armId: 'b', path: 'clipNorm', value: 1 }]);
  expect(recipe.arms[0].optimizer.options.learningRate).toBe(1);
  expect(session.experiment.arms[0].optimizer.options.learningRate).toBe(2);
  expect(readExperiment(recipe)).toEqual(recipe);
  expect(await train(await TrainingSession.open(summing, recipe))).toEqual(curves);
});

test('a slider moved before the first step is no intervention', async () => {
  const session = await TrainingSession.open(summing, experiment());
  set(session, 'a', 'learningRate', 2);
  expect((await train(session)).a.slice(0, 3)).toEqual([0, 2, 4]);
  expect(session.recipe.experiment.interventions).toBeUndefined();
  expect(session.recipe.experiment.arms[0].optimizer.options.learningRate).toBe(2);
});

test('an arm that catches up gets its own interventions at their steps', async () => {
  const planned = experiment({ interventions: [change(2, 3)] });
  const whole = await train(await TrainingSession.open(summing, planned));
  const session = await TrainingSession.open(summing, experiment({ arms: [planned.arms[1]] }));
  const curves = await train(session, 5);
  expect(await session.rebuild(planned)).toEqual(['a']);
  expect(await train(session, Infinity, 64, curves)).toEqual(whole);
});

test('after the loss of a device the interventions since the checkpoint are made again at their steps', async () => {
  const session = await TrainingSession.open(summing, experiment({ interventions: [change(4, 2)] }));
  const curves = await train(session, 2);
  await session.takeCheckpoint();
  await train(session, 6, 64, curves);
  set(session, 'a', 'learningRate', 7);
  await train(session, 7, 64, curves);
  await session.recover();
  expect(session.step).toBe(2);
  for (const list of Object.values(curves)) list.length = 2;
  const again = await train(session, Infinity, 64, curves);
  expect(again.a).toEqual([0, 1, 2, 3, 4, 6, 8, 15, 22]);
});

test('plans for later steps may change within a run, a changed past starts the arm anew', async () => {
  const session = await TrainingSession.open(
    summing,
    experiment({ interventions: [change(2, 2), change(6, 3)] }),
  );
  await train(session, 4);
  const later = experiment({ interventions: [change(2, 2), change(7, 5)] });
  expect(session.rewritten(later)).toEqual([]);
  session.edit(later, []);
  expect(session.recipe.experiment.interventions).toEqual([change(2, 2), change(7, 5)]);
  const past = experiment({ interventions: [change(1, 2)] });
  expect(session.rewritten(past)).toEqual(['a']);
  expect(await session.rebuild(past)).toEqual(['a']);
  expect([session.stepOf('a'), session.stepOf('b')]).toEqual([0, 4]);
  expect((await train(session)).a).toEqual([0, 1, 3, 5, 7, 9, 11, 13, 15]);
});

test('a changed plan of length is said, for schedules depend on it', async () => {
  const session = await TrainingSession.open(summing, experiment());
  await train(session);
  await session.rebuild(experiment({ steps: 12 }));
  expect(session.recipe.notes).toEqual(['The planned length was changed at step 8.']);
});
