import { expect, test } from 'vitest';
import type { ArmConfig } from '../../src/config/experiment';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused';
import { registerTheta } from '../../src/learned/registry';
import { randomTheta } from '../learned/randomTheta';
import { arm, pathological, plan } from './plans';

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
  const run = async (measures: boolean) => {
    const executor = await createFusedExecutor(device, plan(pathological(300), arms, [1, 2], 60));
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
  expect(plain.costs).toBeNull();
  expect(measured.params).toEqual(plain.params);
  const [onlyAdam, onlyCelo, both] = measured.costs!;
  for (const { task, rest } of measured.costs!) {
    expect(task).toBeGreaterThan(0);
    expect(rest).toBeGreaterThanOrEqual(0);
  }
  expect(onlyAdam).toMatchObject({ learned: 0, mixing: 0 });
  expect(onlyCelo).toMatchObject({ designed: 0, mixing: 0 });
  expect(onlyCelo.learned).toBeGreaterThan(0);
  expect(both.learned).toBeGreaterThan(0);
  expect(both.mixing).toBeGreaterThan(0);
  device.destroy();
});
