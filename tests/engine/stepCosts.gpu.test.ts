import { expect, test } from 'vitest';
import { registerTheta } from '../../src/checkpoints/registry';
import type { ArmConfig } from '../../src/config/types';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { randomTheta } from '../optimizers/learned/randomTheta';
import { arm, pathological, setupOf } from './setups';

test.each([
  ['timestamps', true],
  ['the queue', false],
])('what a step costs, measured by %s, is told by part and changes no bit of the run', async (_, stamps) => {
  const { device } = await openGpu();
  if (stamps && !device.features.has('timestamp-query')) {
    console.log('skipped: this adapter has no timestamps');
    return;
  }
  if (!stamps) Object.defineProperty(device, 'features', { value: new Set() });
  registerTheta('celo', randomTheta({ architecture: 'celo', hidden: 8, banks: 1 }, 1));
  const celo = { ...arm('b', 'celo').optimizer, checkpoint: 'celo' };
  const adam = arm('a', 'adam', { learningRate: 0.01 });
  const hub: ArmConfig = {
    ...arm('c', 'hub'),
    optimizer: { ...arm('c', 'hub').optimizer, parts: { designed: adam.optimizer, learned: celo } },
  };
  const arms = [adam, { ...arm('b', 'celo'), optimizer: celo }, hub];
  // By the queue a part's time is told less that of an empty submission, on busy machines a millisecond: parts must be longer.
  const dimensions = stamps ? 300 : 8_000;
  const opened = () => createFusedExecutor(device, setupOf(pathological(dimensions), arms, [1, 2], 60));
  const run = async (measures: boolean) => {
    const executor = await opened();
    const now = performance.now;
    // Time stands still: nothing is ever due after the first look, which is made due or not.
    if (!measures) performance.now = () => -1;
    try {
      await executor.run(0, 12);
      await executor.run(12, 3);
    } finally {
      performance.now = now;
    }
    const { costs } = executor;
    const params = await executor.readParams();
    executor.dispose();
    return { costs, params };
  };
  const measured = await run(true);
  const plain = await run(false);
  expect(plain.costs).toEqual([null, null, null]);
  expect(measured.params).toEqual(plain.params);
  const [onlyAdam, onlyCelo, both] = measured.costs!.map((cost) => cost!);
  for (const { task, rest } of [onlyAdam, onlyCelo, both]) {
    expect(task).toBeGreaterThan(0);
    expect(rest).toBeGreaterThanOrEqual(0);
  }
  expect(onlyAdam).toMatchObject({ learned: 0, mixing: 0 });
  expect(onlyCelo).toMatchObject({ designed: 0, mixing: 0 });
  expect(onlyCelo.learned).toBeGreaterThan(0);
  expect(both.learned).toBeGreaterThan(0);
  expect(both.mixing).toBeGreaterThan(0);

  // While some lanes catch up, what is measured is told of their arms only.
  const behind = await opened();
  await behind.run(0, 2, [2, 3, 4, 5]);
  expect(behind.costs!.map((cost) => cost !== null)).toEqual([false, true, true]);
  behind.dispose();

  // A step whose parts are kept is measured too where every chunk is of one step, and changes nothing else.
  const single = await opened();
  single.keepTerms!(true);
  for (let step = 0; step < 3; step++) await single.run(step, 1);
  expect(single.costs!.every((cost) => cost!.task > 0)).toBe(true);
  const kept = await single.readTerms!(4);
  single.dispose();
  const two = await opened();
  two.keepTerms!(true);
  await two.run(0, 3);
  expect(await two.readTerms!(4)).toEqual(kept);
  two.dispose();
  device.destroy();
});
