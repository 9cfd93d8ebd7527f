/**
 * Every WGSL module of the page, as naga reads it: the compiler of Firefox and wgpu. What it takes it must also be able
 * to hand to drivers, as SPIR-V (Vulkan), HLSL (Direct3D) and MSL (Metal).
 */
import { NagaError, parseWgsl, validate, writeHlsl, writeMsl, writeSpirv } from 'naga-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ArmConfig } from '../../src/config/types';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { buildCase, readNetworkFile } from '../../src/engine/golden/networkFile';
import { GpuRuntime } from '../../src/kernels/runtime';
import { families } from '../../src/metatrain/families';
import { Unroll, type UnrollRule } from '../../src/metatrain/unroll';
import { methods } from '../../src/methods';
import { findTask } from '../../src/tasks';
import { networkTask } from '../../src/tasks/network';
import { configOf, dataFor, taskVariants } from '../contract/subjects';
import { mlp, quadratic, setupOf } from '../engine/setups';
import networks from '../golden/network-golden.json';
import { fakeGpu } from './fakeGpu';

/** Labels by text, of every module compiled on the way. */
const modules = new Map<string, string>();

/** A device of an adapter that computes on the CPU, or not: many kernels have two forms. */
const deviceOf = (software: boolean): GPUDevice =>
  fakeGpu({
    architecture: software ? 'swiftshader' : 'made-up',
    compiles: (label, code) => modules.set(code, label),
  }).device;

const everyMethod = methods.map(
  (method, index): ArmConfig => ({
    id: `arm ${index}`,
    label: '',
    optimizer: configOf(method),
    clipNorm: 1,
  }),
);

/** All at once would take more than a device may bind of the largest tasks. */
const middle = Math.ceil(everyMethod.length / 2);
const halves = [everyMethod.slice(0, middle), everyMethod.slice(middle)];

const tasks = [
  mlp(),
  quadratic(),
  ...taskVariants().map(({ id, options }) => findTask(id).create(options, dataFor(id))),
];

/** Kernels made from graphs: those of every layer. */
const graphs = readNetworkFile(networks).cases.map((one) => {
  const { model, loss } = buildCase(one, true);
  return networkTask({
    parameters: model.parameters,
    start: () => ({ kind: 'constant', value: 0 }),
    loss,
    given: [],
  });
});

const rules: readonly UnrollRule[] = [
  { kind: 'designed' },
  { kind: 'learned', shape: { architecture: 'celo', hidden: 0, banks: 1 } },
  { kind: 'learned', shape: { architecture: 'celo', hidden: 16, banks: 1 } },
];

/** The text of a failure, or null; `code` is parsed, checked and written for every kind of driver. */
function faultOf(code: string): string | null {
  try {
    const module = parseWgsl(code);
    const info = validate(module);
    writeSpirv(module, info);
    writeHlsl(module, info);
    writeMsl(module, info);
    info.free();
    module.free();
    return null;
  } catch (error) {
    if (error instanceof NagaError) return error.formatted;
    throw error;
  }
}

beforeAll(async () => {
  for (const device of [true, false].map(deviceOf)) {
    for (const task of tasks) {
      for (const arms of halves) {
        const setup = { ...setupOf(task, arms, [1]), validateEvery: 10 };
        (await createFusedExecutor(device, setup)).dispose();
      }
    }
    for (const task of graphs) (await createFusedExecutor(device, setupOf(task, [], [1]))).dispose();
    const variants = new Set(families.flatMap((family) => family.variants));
    for (const software of [true, false]) {
      for (const variant of variants) {
        for (const rule of rules) {
          const sizes = { lanes: 2, tasks: 1, rows: 2, most: 20, software };
          await Unroll.create(new GpuRuntime(device), variant, rule, sizes);
        }
      }
    }
  }
}, 120_000);

describe('naga', () => {
  it('is given the kernels of all tasks, methods and families', () => {
    expect(modules.size).toBeGreaterThan(110);
    const labels = new Set(modules.values());
    for (const label of [
      'ltcLoss',
      'hubMix',
      'tensorStep',
      'clipGrads',
      'adamStep',
      'networkValidated',
      'networkMoved',
    ])
      expect(labels).toContain(label);
  });

  it('takes every one of them, and writes it for Vulkan, Direct3D and Metal', () => {
    const faults = [...modules].flatMap(([code, label]) => {
      const fault = faultOf(code);
      return fault === null ? [] : [`${label}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it('would say what is wrong', () => {
    expect(faultOf('fn f() -> u32 { return 1.5; }')).toContain('u32');
  });
});
