/** The box of CutMix on the GPU: a task whose gradient is its mask. */
import { expect, test } from 'vitest';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { input, mul } from '../../src/network/expression';
import { given, map, reshape, sum } from '../../src/network/graph';
import { Model } from '../../src/network/layers/model';
import { ZEROS } from '../../src/network/starts';
import { networkTask } from '../../src/tasks/network';
import { boxMask, drawnBox } from '../../src/tasks/network/cutmix';
import { arm, setupOf } from '../engine/setups';

const { device } = await openGpu();
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

test.each([
  [28, 28],
  [1, 1],
  [5, 131],
  [256, 256],
])('has the same bits as the reference: %i x %i', async (height, width) => {
  const shape = [1, height, width, 1];
  const model = new Model();
  const w = model.at('').parameter('w', shape);
  const mask = given('box', shape);
  const task = networkTask({
    parameters: model.parameters,
    start: () => ZEROS,
    loss: reshape(sum(map(mul(input(0), input(1)), [w, mask]), [0, 1, 2, 3]), []),
    given: [{ kind: 'box', node: mask }],
  });
  const seeds = SEEDS.slice(0, height > 100 ? 4 : SEEDS.length);
  const executor = await createFusedExecutor(device, setupOf(task, [arm('a', 'sgd')], seeds));
  for (const step of [0, 7]) {
    await executor.evaluate(step);
    const grads = await executor.readGrads();
    seeds.forEach((seed, lane) => {
      const key = foldIn(foldIn(prngKey(seed), Purpose.batch), step);
      const expected = boxMask(drawnBox(key, height, width), height, width);
      expect(grads.slice(lane * expected.length, (lane + 1) * expected.length)).toEqual(expected);
    });
  }
  executor.dispose();
});
