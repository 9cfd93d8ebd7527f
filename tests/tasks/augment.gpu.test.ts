/** Pictures moved on the GPU: a task whose gradient is its batch tells what the network is given. */
import { beforeAll, describe, expect, test } from 'vitest';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { augmentations } from '../../src/tasks/network/augment';
import { givenValues } from '../../src/tasks/network/given';
import type { TaskInstance } from '../../src/tasks/types';
import { arm, setupOf } from '../engine/setups';
import { batchAsGradient, examplePixels } from './movedPictures';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});

const SEEDS = [4, 5, 6];

/** The batch of a step, lane after lane. */
async function batches(task: TaskInstance, seeds: readonly number[], step: number): Promise<Float32Array> {
  const executor = await createFusedExecutor(device, setupOf(task, [arm('a', 'sgd')], seeds));
  await executor.evaluate(step);
  const grads = await executor.readGrads();
  executor.dispose();
  return grads;
}

const extents = [
  { height: 1, width: 1, channels: 1 },
  { height: 6, width: 5, channels: 1 },
  { height: 7, width: 9, channels: 3 },
  { height: 28, width: 28, channels: 1 },
  // More entries than the workgroups of a row have threads.
  { height: 36, width: 33, channels: 2 },
];
const cases = extents.flatMap((shape) => [true, false].map((bytes) => ({ ...shape, bytes })));

describe.each(cases)('Pictures of $height x $width x $channels, bytes: $bytes', ({ bytes, ...shape }) => {
  const rows = examplePixels(shape, 70, bytes);
  const tasks = {
    none: batchAsGradient(rows, shape, 65),
    shift: batchAsGradient(rows, shape, 65, { extents: shape, ...augmentations.shift }),
    turn: batchAsGradient(rows, shape, 65, { extents: shape, ...augmentations.turn }),
  };

  test.each(['none', 'shift', 'turn'] as const)('%s: as the reference has them', async (name) => {
    const { problem, task } = tasks[name];
    for (const step of [0, 3]) {
      const grads = await batches(task, SEEDS, step);
      let worst = 0;
      SEEDS.forEach((seed, lane) => {
        const key = foldIn(foldIn(prngKey(seed), Purpose.batch), step);
        givenValues(problem.given[0], key).forEach((value, i) => {
          worst = Math.max(worst, Math.abs(grads[lane * task.layout.size + i] - value));
        });
      });
      // Entries up to 1. Whole pixels: one rounding of x / 255. Turned: places below 64 to 2^-18 (sine and cosine to 1.2e-7 of
      // up to 18 pixels, and their roundings), times differences between neighbours of up to 1 along either axis.
      expect(worst).toBeLessThanOrEqual(name === 'turn' ? 2e-5 : 1.2e-7);
    }
  });

  test('a lane has the same bits alone and in company', async () => {
    const { task } = tasks.turn;
    const all = await batches(task, SEEDS, 2);
    const alone = await batches(task, [SEEDS[1]], 2);
    const { size } = task.layout;
    expect(new Uint32Array(alone.buffer)).toEqual(new Uint32Array(all.slice(size, 2 * size).buffer));
  });
});
