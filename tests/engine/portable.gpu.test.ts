import { beforeAll, describe, expect, test } from 'vitest';
import { openGpu, openTf } from '../../src/engine/backend';
import type { Executor } from '../../src/engine/executor';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import type { TaskInstance, Tf } from '../../src/tasks/types';
import { arm, mlp, pathological, quadratic, setupOf } from './setups';

let device: GPUDevice;
let tf: Tf;
beforeAll(async () => {
  device = (await openGpu()).device;
  tf = await openTf('cpu');
});

const arms = () => [
  arm('a', 'adam', { learningRate: 1e-3 }),
  arm('b', 'adamw', { learningRate: 1e-3 }),
  arm('c', 'adamax', { learningRate: 1e-3 }),
  arm('d', 'sgd', { learningRate: 1e-4 }, 1),
];

async function train(
  executor: Executor,
  steps: number,
): Promise<{ loss: Float32Array; params: Float32Array; metric?: Float32Array }> {
  const { loss, metric } = await executor.run(0, steps);
  const params = await executor.readParams();
  executor.dispose();
  return { loss, params, ...(metric ? { metric } : {}) };
}

const tasks: Record<string, () => TaskInstance> = {
  quadratic,
  'one hidden layer': () => mlp(0, [3, 8, 2]),
  'wide network': () => mlp(0, [2, 100, 1]),
  'minibatch network': () => mlp(70),
  pathological,
};

describe.each(Object.entries(tasks))('on the %s task', (_name, make) => {
  test('fused and portable executors agree over twenty steps', async () => {
    const task = make();
    const fused = await train(await createFusedExecutor(device, setupOf(task, arms(), [1, 2])), 20);
    const portable = await train(await createPortableExecutor(tf, setupOf(task, arms(), [1, 2])), 20);
    // Float32 sums in another order: a few units in the last place of the loss, grown a little by training.
    fused.loss.forEach((value, i) =>
      expect(Math.abs(value - portable.loss[i])).toBeLessThan(1e-5 * (1 + Math.abs(value))),
    );
    fused.params.forEach((value, i) =>
      expect(Math.abs(value - portable.params[i])).toBeLessThan(1e-5 * (1 + Math.abs(value))),
    );
    expect(fused.metric?.length).toBe(portable.metric?.length);
    fused.metric?.forEach((value, i) =>
      expect(Math.abs(value - portable.metric![i])).toBeLessThan(1e-5 * (1 + value)),
    );
  });

  test('the gradient is the slope of the reference loss along random directions', async () => {
    const task = make();
    const executor = await createFusedExecutor(device, setupOf(task, [arm('a', 'sgd')], [4]));
    await executor.evaluate(3);
    const grads = await executor.readGrads();
    const params = Float64Array.from(await executor.readParams());
    executor.dispose();
    const { foldIn, prngKey, Purpose, normal } = await import('../../src/core/prng');
    const batchKey = foldIn(foldIn(prngKey(4), Purpose.batch), 3);
    for (let trial = 0; trial < 3; trial++) {
      const direction = normal(prngKey(100 + trial), params.length);
      const h = 1e-6;
      const at = (t: number) =>
        task.referenceLoss(
          params.map((value, i) => value + t * direction[i]),
          batchKey,
        );
      const slope = (at(h) - at(-h)) / (2 * h);
      const dot = direction.reduce((sum, d, i) => sum + d * grads[i], 0);
      const scale = Math.hypot(...grads) * Math.hypot(...direction);
      // Central differences in float64 err by about 1e-9; the gradient is float32.
      expect(Math.abs(dot - slope)).toBeLessThan(1e-5 * scale);
    }
  });
});

test('portable: a diverged lane stops, the others go on, and no tensor is left over', async () => {
  const task = quadratic();
  const before = tf.memory().numTensors;
  const executor = await createPortableExecutor(
    tf,
    setupOf(task, [arm('wild', 'sgd', { learningRate: 10 }), arm('calm', 'adam')], [1, 2]),
  );
  await executor.run(0, 40);
  const held = tf.memory().numTensors;
  await executor.run(40, 10);
  expect(tf.memory().numTensors).toBe(held);
  const diverged = executor.divergedSteps();
  expect(diverged[0]).toBeGreaterThan(10);
  expect(diverged.slice(2)).toEqual([null, null]);
  const snapshot = await executor.snapshot(50);
  await executor.run(50, 5);
  const straight = await executor.readParams();
  await executor.restore(snapshot);
  await executor.run(50, 5);
  expect(await executor.readParams()).toEqual(straight);
  executor.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
