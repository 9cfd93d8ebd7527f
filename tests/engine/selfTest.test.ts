import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOptions } from '../../src/core/option';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { wrongLoss } from '../../src/engine/selfTest';
import { tasks } from '../../src/tasks';
import { createTask } from '../../src/tasks/createTask';
import type { TaskInstance, Tf } from '../../src/tasks/types';
import { cpuTf } from '../contract/subjects';

let tf: Tf;
beforeAll(async () => {
  tf = await cpuTf();
});

/** Loss and gradient at the start of seed 1, step 0, by the portable executor, in float32 like a kernel's. */
function computed(task: TaskInstance): { readonly loss: number; readonly grads: Float32Array } {
  const portable = task.portable(tf);
  const start = task.init(foldIn(prngKey(1), Purpose.init));
  const result = portable.lossAndGrads(tf.tensor2d(start, [1, start.length]) as Tensor2D, [
    foldIn(foldIn(prngKey(1), Purpose.batch), 0),
  ]);
  return { loss: result.loss.dataSync()[0], grads: Float32Array.from(result.grads.dataSync()) };
}

const problems = await Promise.all(
  tasks.map(async (task) => ({
    id: task.id,
    task: await createTask(task, readOptions(task.options, task.selfTest, 'selfTest')),
  })),
);

describe.each(problems)('the self-test of $id', ({ id, task }) => {
  test('takes what float32 gives', () => {
    const { loss, grads } = computed(task);
    expect(wrongLoss(task, loss, grads)).toBeNull();
  });

  test('notices a loss that is off by a hundredth, or no number', () => {
    const { loss, grads } = computed(task);
    for (const wrong of [1.01 * loss, 0.99 * loss, 0, Number.NaN])
      expect(wrongLoss(task, wrong, grads)).toMatch(/^loss .* instead of/);
  });

  test('notices any one entry of the gradient that is off by a hundredth of its tensor', () => {
    const { loss, grads } = computed(task);
    const whole = Math.hypot(...grads);
    for (const { name, offset, size } of task.layout.segments) {
      const own = Math.hypot(...grads.subarray(offset, offset + size));
      // Of a large tensor a few hundred; fewer where a loss takes tenths of a second.
      const stride = Math.ceil(size / (id === 'fine-tuning' ? 5 : 300));
      for (let i = offset; i < offset + size; i += stride) {
        const error = 0.01 * own + 1e-5 * whole;
        for (const wrong of [grads[i] + error, grads[i] - error])
          expect(wrongLoss(task, loss, grads.with(i, wrong))).toMatch(`gradient along ${name} `);
        expect(wrongLoss(task, loss, grads.with(i, Number.NaN))).toMatch(/^gradient /);
      }
    }
  });

  test('notices a gradient that is missing, turned around or twice as long', () => {
    const { loss, grads } = computed(task);
    for (const factor of [0, -1, 2])
      expect(
        wrongLoss(
          task,
          loss,
          grads.map((g) => factor * g),
        ),
      ).toMatch(/^gradient .* instead of/);
  });
});
