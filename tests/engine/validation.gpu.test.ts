/** Validation in the fused executor, by a task made for it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import { type Examples, joinExamples, type PictureData } from '../../src/data/pictures';
import { openGpu, openTf } from '../../src/engine/backend';
import type { Executor, ExecutorSetup } from '../../src/engine/executor';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { digits } from '../../src/tasks/digits';
import type { Tf } from '../../src/tasks/types';
import { dataFor } from '../contract/subjects';
import { arm, quadratic, setupOf } from './setups';
import { validatedQuadratic } from './validated';

await digits.prepare?.();

let device: GPUDevice;
let tf: Tf;
beforeAll(async () => {
  device = (await openGpu()).device;
  tf = await openTf('cpu');
});

const arms = [arm('a', 'adam', { learningRate: 0.01 }), arm('b', 'sgd', { learningRate: 0.01 })];
const setup = (validateEvery: number, task = validatedQuadratic()): ExecutorSetup => ({
  ...setupOf(task, arms, [1, 2, 3]),
  validateEvery,
});

/** Everything told of held-out examples in 90 steps and the end, in chunks of a size, and where the lanes end. */
async function train(executor: Executor, chunk = 90, active?: readonly number[]) {
  const rows = [];
  for (let step = 0; step < 90; step += chunk) {
    const { validations = [] } = await executor.run(step, Math.min(chunk, 90 - step), active);
    rows.push(...validations);
  }
  const { validations: last = [] } = await executor.evaluate(90);
  const params = await executor.readParams();
  executor.dispose();
  return { rows: [...rows, ...last], params };
}

const fused = (...wanted: Parameters<typeof setup>) => createFusedExecutor(device, setup(...wanted));

describe('Validation', () => {
  test('is told of every so many steps and of the end, as the portable form does', async () => {
    const { rows } = await train(await fused(20));
    const portable = await train(await createPortableExecutor(tf, setup(20)));
    expect(rows.map(({ step }) => step)).toEqual([0, 20, 40, 60, 80, 90]);
    rows.forEach(({ loss, accuracy }, index) => {
      const expected = portable.rows[index];
      // float32 sums of 68 squares
      loss.forEach((value, lane) => {
        expect(Math.abs(value - expected.loss[lane])).toBeLessThan(1e-5 * expected.loss[lane]);
      });
      accuracy.forEach((value, lane) => {
        expect(value).toBeCloseTo(expected.accuracy[lane], 6);
      });
    });
  });

  test('changes no bit of the training', async () => {
    const { params } = await train(await fused(0));
    expect((await train(await fused(10))).params).toEqual(params);
    expect((await train(await fused(10, quadratic()))).params).toEqual(params);
  });

  test('says the same whatever the chunks', async () => {
    const whole = await train(await fused(20));
    expect((await train(await fused(20), 7)).rows).toEqual(whole.rows);
  });

  test('is of the parameters that the step sets out from', async () => {
    const executor = await fused(10);
    await executor.run(0, 10);
    const task = validatedQuadratic();
    const params = await executor.readParams();
    const { validations } = await executor.run(10, 1);
    const { size } = task.layout;
    validations![0].loss.forEach((loss, lane) => {
      const expected = task.validation!.reference(params.slice(lane * size, (lane + 1) * size)).loss;
      expect(Math.abs(loss - expected)).toBeLessThan(1e-5 * expected);
    });
    executor.dispose();
  });

  test('says nothing of lanes that do not train, and nothing at all where it is off', async () => {
    const { rows } = await train(await fused(30), 90, [0, 4]);
    expect([...rows[1].loss].map(Number.isNaN)).toEqual([false, true, true, true, false, true]);
    expect((await train(await fused(0))).rows).toEqual([]);
    expect((await train(await fused(20, quadratic()))).rows).toEqual([]);
  });

  test('of labelled pictures is that of double precision, for every lane', async () => {
    const data = dataFor('digits') as PictureData;
    const validation = joinExamples(new Array<Examples>(10).fill(data.split.training));
    const options = { ...optionDefaults(digits.options), source: 'own', hidden: '6', batch: 16 };
    const task = digits.create(options, { ...data, split: { ...data.split, validation } });
    const run = async (every: number) => {
      const executor = await createFusedExecutor(device, setup(every, task));
      const { validations = [] } = await executor.run(0, 31);
      const params = await executor.readParams();
      const { validations: last = [] } = await executor.evaluate(31);
      executor.dispose();
      return { validations, params, last };
    };
    const { validations, params, last } = await run(10);
    expect(validations.map(({ step }) => step)).toEqual([0, 10, 20, 30]);
    expect((await run(0)).params).toEqual(params);
    const { size } = task.layout;
    for (let lane = 0; lane < 6; lane++) {
      const own = task.validation!.reference(params.slice(lane * size, (lane + 1) * size));
      // float32 sums over 540 pictures
      expect(Math.abs(last[0].loss[lane] - own.loss)).toBeLessThan(1e-6 + 2e-5 * own.loss);
      expect(last[0].accuracy[lane]).toBeCloseTo(own.accuracy, 5);
    }
  });
});
