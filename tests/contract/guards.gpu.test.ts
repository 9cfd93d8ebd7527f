/** The contract of guards, in WGSL; and that both executors step in at the same steps. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { guards } from '../../src/guards';
import { broken, guardContract } from './guardContract';
import { cpuTf } from './subjects';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});
afterAll(() => device.destroy());

guardContract((setup) => createFusedExecutor(device, setup));

describe.each(guards.map((guard) => ({ guard, id: guard.id })))('$id', ({ guard }) => {
  test('steps in at the same steps in both executors, and gives up at the same', async () => {
    const executors = [
      await createFusedExecutor(device, broken(guard)),
      await createPortableExecutor(await cpuTf(), broken(guard)),
    ];
    const [fused, portable] = await Promise.all(
      executors.map(async (executor) => {
        const { events } = await executor.run(0, 8);
        return { events: [...(events ?? [])], diverged: executor.divergedSteps() };
      }),
    );
    expect(fused).toEqual(portable);
    for (const executor of executors) executor.dispose();
  });
});
