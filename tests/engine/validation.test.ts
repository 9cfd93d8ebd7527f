/** Validation in the portable executor and through a session, on labelled pictures. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { ConfigError } from '../../src/core/errors';
import { prngKey } from '../../src/core/prng';
import { type Examples, joinExamples, type PictureData } from '../../src/data/pictures';
import type { ExecutorSetup } from '../../src/engine/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { TrainingSession } from '../../src/engine/session';
import { digits } from '../../src/tasks/digits';
import { atOnce } from '../../src/tasks/network/classifier';
import type { Tf } from '../../src/tasks/types';
import { cpuTf, dataFor } from '../contract/subjects';

await digits.prepare?.();

let tf: Tf;
beforeAll(async () => {
  tf = await cpuTf();
});

const experiment = (validateEvery?: number) =>
  readExperiment({
    task: {
      id: 'digits',
      options: { source: 'own', hidden: '6', batch: 16 },
      data: { hash: '1'.repeat(64), name: 'bars.npz' },
    },
    arms: [
      { id: 'a', optimizer: { id: 'adam', options: { learningRate: 0.02 } } },
      { id: 'b', optimizer: { id: 'sgd', options: { learningRate: 0.5 } } },
    ],
    seeds: { first: 3, count: 2 },
    steps: 45,
    validateEvery,
  });

const factory = (setup: ExecutorSetup) => createPortableExecutor(tf, setup);
const open = (validateEvery?: number) =>
  TrainingSession.open(factory, experiment(validateEvery), dataFor('digits'));

/** All that a session tells until its end. */
async function train(session: TrainingSession, most = 100) {
  const chunks = [];
  while (!session.finished) chunks.push((await session.advance(most, 1000)).chunk);
  const params = await session.executor.readParams();
  return { chunks, params };
}

describe('Validation', () => {
  test('comes with the history of each arm, at multiples and at the end', async () => {
    const session = await open(20);
    const { chunks } = await train(session);
    for (const index of [0, 1]) {
      const seen = chunks.flatMap(({ arms }) => arms[index].validations ?? []);
      expect(seen.map(({ step }) => step)).toEqual([0, 20, 40, 45]);
      expect(seen.every(({ loss, accuracy }) => loss.length === 2 && accuracy.length === 2)).toBe(true);
      const last = seen.at(-1)!;
      for (const seed of [0, 1]) {
        const params = await session.executor.readLane(index * 2 + seed);
        const expected = session.task.validation!.reference(params);
        // float32 sums over six pictures; near 0 the largest output is all there is to round.
        expect(Math.abs(last.loss[seed] - expected.loss)).toBeLessThan(1e-6 + 2e-5 * expected.loss);
        expect(last.accuracy[seed]).toBeCloseTo(expected.accuracy, 6);
      }
      // Bars at three heights are soon told apart.
      expect(Math.min(...last.accuracy)).toBeGreaterThan(Math.min(...seen[0].accuracy) - 1e-6);
    }
    session.dispose();
  });

  test('changes no bit of the training, and leaves nothing behind', async () => {
    const without = await open();
    const { chunks, params } = await train(without);
    expect(chunks.every(({ arms }) => arms.every(({ validations }) => validations === undefined))).toBe(true);
    const session = await open(10);
    await session.advance(1, 1000);
    const before = tf.memory().numTensors;
    await session.advance(20, 1000);
    expect(tf.memory().numTensors).toBe(before);
    expect((await train(session, 7)).params).toEqual(params);
    without.dispose();
    session.dispose();
  });

  test('may be switched on within a run, which goes on where it was', async () => {
    const session = await open();
    await session.advance(15, 1000);
    expect(await session.rebuild(experiment(20))).toEqual([]);
    const { chunks } = await train(session);
    expect(chunks[0].firstStep).toBe(15);
    expect(chunks.flatMap(({ arms }) => (arms[0].validations ?? []).map(({ step }) => step))).toEqual([
      20, 40, 45,
    ]);
    session.dispose();
  });

  test('is asked for at least ten steps apart, and of tasks that hold examples out', () => {
    expect(experiment(0)).toEqual(experiment());
    expect(experiment().validateEvery).toBeUndefined();
    expect(() => experiment(9)).toThrow(ConfigError);
    expect(() => experiment(9)).toThrow(/at least 10 steps, got 9/);
    const other = { task: { id: 'pathological' }, arms: [{ id: 'a', optimizer: { id: 'sgd' } }] };
    expect(() => readExperiment({ ...other, validateEvery: 50 })).toThrow(/holds no examples out/);
  });

  test('of many held-out pictures goes batch by batch, whose mean it is', async () => {
    const data = dataFor('digits') as PictureData;
    const many = joinExamples(new Array<Examples>(10).fill(data.split.training));
    const set = { ...data, split: { ...data.split, validation: many } };
    const make = (own: PictureData) => digits.create({ ...experiment().task.options }, own);
    const [task, once] = [
      make(set),
      make({ ...set, split: { ...set.split, validation: data.split.training } }),
    ];
    const params = task.init(prngKey(5));
    const { loss, accuracy } = task.portable(tf).validation!(tf.tensor2d(params, [1, params.length]));
    const reference = task.validation!.reference(params);
    expect(Math.abs(loss.dataSync()[0] - reference.loss)).toBeLessThan(2e-5 * reference.loss);
    expect(accuracy.dataSync()[0]).toBeCloseTo(reference.accuracy, 6);
    // The same 54 over and over: three batches of 180 are all of them.
    expect(reference.loss).toBeCloseTo(once.validation!.reference(params).loss, 12);
  });

  test('goes in batches that together are all, where that can be, and are small', () => {
    expect([1000, 5000, 540, 7, 1].map((count) => atOnce(count, 784))).toEqual([125, 125, 135, 7, 1]);
    expect(atOnce(5000, 3072)).toBe(40);
    // A prime number of examples: the last few are left out.
    expect(atOnce(1009, 30)).toBe(250);
    expect(atOnce(10, 2 ** 20)).toBe(1);
  });
});
