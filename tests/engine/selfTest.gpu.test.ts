import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { runSelfTest, selfTests } from '../../src/engine/selfTest';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});

test.each(Object.keys(selfTests))('this adapter passes the self-test of %s', async (id) => {
  expect(await runSelfTest(device, id)).toBeNull();
});

test.each(Object.keys(selfTests))('a wrong loss or gradient of %s is noticed', async (id) => {
  const right = selfTests[id];
  expect(await runSelfTest(device, id, { ...right, loss: right.loss * 1.01 })).toMatch(/^loss .* instead of/);
  expect(await runSelfTest(device, id, { ...right, projection: right.projection * 1.01 })).toMatch(
    /^gradient .* instead of/,
  );
});
