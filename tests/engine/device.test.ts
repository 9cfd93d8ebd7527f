/** Which executor trains where a driver refuses a kernel: on a made-up device, for real ones take all of them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceError } from '../../src/core/errors';
import { EngineDevice } from '../../src/engine/device';
import type { DeviceInfo, EngineOptions } from '../../src/engine/types';
import { methods } from '../../src/methods';
import { findTask } from '../../src/tasks';
import { configOf, taskVariants } from '../contract/subjects';
import { fakeGpu } from '../kernels/fakeGpu';
import { setupOf } from './setups';

let refused = '';
let noRoomFor = '';
let device: GPUDevice;
beforeEach(() => {
  ({ device } = fakeGpu({
    compiles: (label) => {
      if (label === refused) throw new Error(`Internal error: ${label} did not compile.\nand more`);
    },
    refuses: (what) => (what === noRoomFor ? 'out-of-memory' : null),
  }));
  const adapter = {
    limits: device.limits,
    features: device.features,
    info: { vendor: 'test', architecture: 'made-up' },
    requestDevice: async () => device,
  };
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
});
afterEach(() => {
  refused = '';
  noRoomFor = '';
  vi.unstubAllGlobals();
});

async function opened(executor: EngineOptions['executor'] = 'auto') {
  const told: DeviceInfo[] = [];
  const engineDevice = new EngineDevice(
    (info) => told.push(info),
    () => {},
  );
  await engineDevice.open(executor);
  return { engineDevice, told };
}

const { id, options } = taskVariants().find((variant) => variant.id === 'ltc-sine')!;
const setup = setupOf(
  findTask(id).create(options),
  ['adam', 'celo', 'hub'].map((method) => ({
    id: method,
    label: '',
    optimizer: configOf(methods.find((candidate) => candidate.id === method)!),
    clipNorm: 0,
  })),
  [1],
);

describe('a driver that refuses', () => {
  it('nothing gets the fused executor', async () => {
    const { engineDevice } = await opened();
    const executor = await engineDevice.factory(setup);
    expect(executor.kind).toBe('fused');
    executor.dispose();
  });

  it.each(['ltcLoss', 'clipGrads', 'tensorStep', 'hubMix'])(
    'the kernel %s gets the portable one for all arms, and a sentence that says so',
    async (kernel) => {
      refused = kernel;
      const { engineDevice, told } = await opened();
      const executor = await engineDevice.factory(setup);
      expect([executor.kind, executor.lanes]).toEqual(['portable', 3]);
      expect(told.at(-1)).toMatchObject({ executor: 'portable' });
      expect(told.at(-1)!.fallback).toBe(
        `The GPU driver refused the kernel "${kernel}": Internal error: ${kernel} did not compile. So the CPU trains all optimizers, more slowly. A newer driver or another browser may do better.`,
      );
      executor.dispose();
    },
  );

  it('a kernel of the task fails its self-test', async () => {
    refused = 'ltcLoss';
    const { engineDevice, told } = await opened();
    await engineDevice.selfTest({ id: 'ltc-sine', options: {} });
    expect(told.at(-1)).toMatchObject({ executor: 'portable', fallback: expect.stringContaining('ltcLoss') });
  });

  it('a kernel is an error where the fused executor is asked for', async () => {
    refused = 'hubMix';
    const { engineDevice } = await opened('fused');
    await expect(engineDevice.factory(setup)).rejects.toThrow('the GPU driver refused the kernel "hubMix"');
  });

  it('memory says what would fit, and no executor trains on what is not there', async () => {
    noRoomFor = 'grads';
    const { engineDevice, told } = await opened();
    await expect(engineDevice.factory(setup)).rejects.toThrow(DeviceError);
    await expect(engineDevice.factory(setup)).rejects.toThrow(
      /use fewer seeds, arms or lanes, or a smaller task/,
    );
    expect(told.at(-1)).toMatchObject({ executor: 'fused' });
  });
});
