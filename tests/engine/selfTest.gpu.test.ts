import { beforeAll, describe, expect, test } from 'vitest';
import { readOptions } from '../../src/core/option';
import { openGpu } from '../../src/engine/backend';
import { runSelfTest } from '../../src/engine/selfTest';
import { defineKernel } from '../../src/kernels/defineKernel';
import { tasks } from '../../src/tasks';
import type { Task } from '../../src/tasks/types';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});

/** Adds to one number of a buffer, as a wrong kernel would. */
const spoil = defineKernel({
  label: 'spoil',
  phase: 'rest',
  shader: `
struct Sizes { index : u32, error : f32, }
@group(0) @binding(0) var<storage, read_write> values : array<f32>;
@group(0) @binding(1) var<uniform> sizes : Sizes;
@compute @workgroup_size(1)
fn main() { values[sizes.index] += sizes.error; }`,
  storage: { values: 'read_write' },
  uniforms: { index: 'u32', error: 'f32' },
});

/** The task with a kernel behind its own that spoils what it wrote. */
const spoiled = (task: Task, what: 'loss' | 'grads', index: number, error: number): Task => ({
  ...task,
  create(options, data) {
    const instance = task.create(options, data);
    return {
      ...instance,
      async fused(context) {
        const right = await instance.fused(context);
        const wrong = await context.runtime.bind(spoil, { values: context[what] }, { index, error });
        return {
          ...right,
          encode(pass) {
            right.encode(pass);
            pass.dispatch(wrong, 1);
          },
        };
      },
    };
  },
});

describe.each(tasks)('the self-test of $id', (task) => {
  test('is passed by this adapter', async () => {
    expect(await runSelfTest(device, task)).toBeNull();
  });

  test('notices a kernel with a wrong loss, and one with a wrong entry in its gradient', async () => {
    expect(await runSelfTest(device, spoiled(task, 'loss', 0, 10))).toMatch(/^loss .* instead of/);
    const { layout } = task.create(readOptions(task.options, task.selfTest, 'selfTest'));
    for (const index of [0, layout.size - 1])
      expect(await runSelfTest(device, spoiled(task, 'grads', index, 10))).toMatch(/^gradient .* instead of/);
  });
});

describe('The networks of digits', () => {
  const digits = tasks.find(({ id }) => id === 'digits')!;
  test.each(['cnn', 'resnet', 'vit'])('%s has a self-test of its own, which passes', async (model) => {
    const options = digits.selfTestOf!({ model });
    expect(options).toMatchObject({ model });
    expect(await runSelfTest(device, digits, options)).toBeNull();
  });
});
