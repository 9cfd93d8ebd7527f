/** The whole catalogue on a device of no more than what every device has: the limits that are had without asking. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArmConfig } from '../../src/config/types';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { GpuRuntime } from '../../src/kernels/runtime';
import { families } from '../../src/metatrain/families';
import { Unroll, type UnrollRule } from '../../src/metatrain/unroll';
import { methods } from '../../src/methods';
import { findTask } from '../../src/tasks';
import { mlp, setupOf } from '../engine/setups';
import { configOf, dataFor, taskVariants } from './subjects';

let device: GPUDevice;
beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  // Kernels take the form for GPUs, which asks for more than that for software adapters.
  Object.defineProperty(device, 'adapterInfo', { value: { vendor: 'test', architecture: 'made-up' } });
});
afterAll(() => device.destroy());

test('there is no more workgroup memory than 16 KiB, nor more than 256 threads and 8 buffers', () => {
  expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16_384);
  expect(device.limits.maxComputeInvocationsPerWorkgroup).toBe(256);
  expect(device.limits.maxStorageBuffersPerShaderStage).toBe(8);
});

const armOf = (method: (typeof methods)[number]): ArmConfig => ({
  id: method.id,
  label: '',
  optimizer: configOf(method),
  clipNorm: 1,
});

test.each(taskVariants())('$name has its kernels', async ({ id, options }) => {
  const task = findTask(id).create(options, dataFor(id));
  const adam = methods.find((method) => method.id === 'adam')!;
  (await createFusedExecutor(device, { ...setupOf(task, [armOf(adam)], [1]), validateEvery: 10 })).dispose();
});

test.each(methods.map((method) => [method.id, method] as const))('%s has its kernels', async (_, method) => {
  (await createFusedExecutor(device, setupOf(mlp(), [armOf(method)], [1]))).dispose();
});

describe.each(families.map((family) => [family.id, family] as const))('meta-training of %s', (_, family) => {
  // A learned rule with a scheduler: the others take less.
  const rule: UnrollRule = { kind: 'learned', shape: { architecture: 'celo', hidden: 16, banks: 1 } };
  test.each(family.variants.map((variant) => [variant.id, variant] as const))(
    'has the kernels of %s',
    async (_, variant) => {
      const runtime = new GpuRuntime(device);
      await Unroll.create(runtime, variant, rule, { lanes: 2, tasks: 1, rows: 2, most: 20 });
      runtime.dispose();
    },
  );
});
