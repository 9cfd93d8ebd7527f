/** The contract of optimizers and guards, in WGSL; and that both executors mean the same by them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { methods } from '../../src/methods';
import { mlp, setupOf } from '../engine/setups';
import { methodContract } from './methodContract';
import { configOf, cpuTf } from './subjects';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});
afterAll(() => device.destroy());

methodContract((plan) => createFusedExecutor(device, plan));

describe.each(methods.map((method) => ({ method, id: method.id })))('$id', ({ method }) => {
  test('moves the parameters of a small network as its portable form does', async () => {
    const optimizer = configOf(method, { learningRate: 1e-3 });
    const plans = setupOf(mlp(0, [3, 8, 2]), [{ id: 'a', label: '', optimizer, clipNorm: 0 }], [1, 2], 20);
    const fused = await createFusedExecutor(device, plans);
    const portable = await createPortableExecutor(await cpuTf(), plans);
    await fused.run(0, 8);
    await portable.run(0, 8);
    const expected = await portable.readParams();
    // Float32 in another order, as in tests/engine/portable.gpu.test.ts.
    (await fused.readParams()).forEach((value, i) =>
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-5 * (1 + Math.abs(expected[i]))),
    );
    fused.dispose();
    portable.dispose();
  });
});
