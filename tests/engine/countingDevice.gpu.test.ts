/** What an experiment takes of the GPU's memory, before it is built. */
import { expect, test } from 'vitest';
import { optionDefaults, readOptions } from '../../src/core/option';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { countingDevice } from '../../src/kernels/countingDevice';
import { tasks } from '../../src/tasks';
import { createTask } from '../../src/tasks/createTask';
import { handCheckpoint } from '../helpers/handTheta';
import { arm, setupOf } from './setups';

const { device } = await openGpu();

const arms = [
  arm('a', 'adam'),
  arm('b', 'sgd'),
  {
    ...arm('c', 'celo'),
    optimizer: { ...arm('c', 'celo').optimizer, checkpoint: handCheckpoint('celo', 100) },
  },
];

test.each(tasks.map((task) => [task.id, task] as const))(
  '%s: to the byte what it is when built',
  async (_, task) => {
    const instance = await createTask(task, readOptions(task.options, task.selfTest, 'selfTest'));
    const setup = setupOf(instance, arms, [1, 2]);
    const counted = await createFusedExecutor(countingDevice(device), setup);
    const built = await createFusedExecutor(device, setup);
    expect(counted.bytes).toBe(built.bytes);
    expect(counted.bytes).toBeGreaterThan(4 * instance.layout.size * 6);
    built.dispose();
  },
);

test('a buffer beyond the device’s limits is refused before a kernel is compiled', async () => {
  const task = tasks.find(({ id }) => id === 'digits')!;
  const instance = await createTask(task, { ...optionDefaults(task.options), hidden: '512-512' });
  const setup = setupOf(
    instance,
    arms,
    Array.from({ length: 32 }, (_, seed) => seed),
  );
  const limits = { ...device.limits, maxBufferSize: 2 ** 26, maxStorageBufferBindingSize: 2 ** 26 };
  const small = { limits, features: device.features, adapterInfo: device.adapterInfo } as GPUDevice;
  await expect(createFusedExecutor(countingDevice(small), setup)).rejects.toThrow(
    /About \d+ % of it would fit/,
  );
});
