/** The fused form of every registered task against its portable one: as in its self-test and by default. */
import { beforeAll, describe, expect, test } from 'vitest';
import { optionDefaults, readOptions } from '../../src/core/option';
import { openGpu, openTf } from '../../src/engine/backend';
import type { Executor } from '../../src/engine/executor';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { tasks } from '../../src/tasks';
import { createTask } from '../../src/tasks/createTask';
import type { Tf } from '../../src/tasks/types';
import { arm, setupOf } from '../engine/setups';

let device: GPUDevice;
let tf: Tf;
beforeAll(async () => {
  device = (await openGpu()).device;
  tf = await openTf('cpu');
});

const SEEDS = [1, 2, 3];

const networks = [
  { model: 'cnn', channels: 3, smoothing: 0.1, cutmix: true },
  { model: 'resnet', channels: 3, blocks: 2 },
  { model: 'resnet', channels: 4, norm: 'group' },
  { model: 'vit', patch: '4', depth: 1, width: 16, heads: 4, token: 'mean' },
  { model: 'vit', width: 48, heads: 3 },
];

const cases = await Promise.all(
  tasks.flatMap((task) =>
    [
      {
        name: `${task.id} as in its self-test`,
        options: readOptions(task.options, task.selfTest, 'selfTest'),
      },
      { name: `${task.id} by default`, options: optionDefaults(task.options) },
      // Other networks than the default, small: what a convolution, batch normalisation, attention and a box become.
      ...(task.id === 'digits' ? networks : []).map((options) => ({
        name: `digits ${JSON.stringify(options)}`,
        options: readOptions(task.options, { batch: 8, ...options }, 'options'),
      })),
    ].map(async ({ name, options }) => ({ name, task: await createTask(task, options) })),
  ),
);

/** Loss, metric and gradient of the starts of all lanes on the batches of a step. */
async function look(executor: Executor, step: number) {
  const { loss, metric = new Float32Array() } = await executor.evaluate(step);
  const grads = await executor.readGrads();
  executor.dispose();
  return { loss, metric, grads };
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each(cases)('$name', ({ task }) => {
  test.each([0, 3])(
    'computes loss, metric and gradient of step %i as the portable form does',
    async (step) => {
      const plans = setupOf(task, [arm('a', 'sgd')], SEEDS);
      const fused = await look(await createFusedExecutor(device, plans), step);
      const portable = await look(await createPortableExecutor(tf, plans), step);
      for (const name of ['loss', 'metric'] as const) {
        expect(fused[name].length).toBe(portable[name].length);
        // float32 sums of up to 1e5 terms
        portable[name].forEach((value, i) =>
          expect(Math.abs(fused[name][i] - value)).toBeLessThanOrEqual(2e-5 * Math.abs(value)),
        );
      }
      for (const lane of SEEDS.keys()) {
        for (const { offset, size } of task.layout.segments) {
          const start = lane * task.layout.size + offset;
          const [got, expected] = [fused.grads, portable.grads].map((all) =>
            all.subarray(start, start + size),
          );
          // As for LTC in docs/testing.md; what is small in the whole comes of sums that are not.
          const bound = 1e-4 * largest(expected) + 1e-6 * largest(portable.grads);
          expect(largest(got.map((value, i) => value - expected[i]))).toBeLessThanOrEqual(bound);
        }
      }
    },
  );
});
