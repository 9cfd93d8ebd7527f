/** A tiny problem with held-out examples: a quadratic whose "loss" on them is the mean square of its parameters. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { defineKernel } from '../../src/kernels/defineKernel';
import type { TaskInstance, Validated } from '../../src/tasks/types';
import { quadratic } from './setups';

/** Mean square, and the share of parameters above 0. */
function reference(params: ArrayLike<number>): Validated {
  const values = Array.from(params);
  const mean = (of: (x: number) => number) => values.reduce((sum, x) => sum + of(x), 0) / values.length;
  return { loss: mean((x) => x * x), accuracy: mean((x) => (x > 0 ? 1 : 0)) };
}

const look = defineKernel({
  label: 'testValidation',
  phase: 'task',
  shader: `
struct Sizes { size : u32, lanes : u32, }
@group(0) @binding(0) var<storage, read> params : array<f32>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read_write> validation : array<f32>;
@group(0) @binding(3) var<uniform> sizes : Sizes;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.x;
  if (lane >= sizes.lanes || status[lane] != 1u) { return; }
  var loss = 0.0;
  var right = 0.0;
  for (var i = 0u; i < sizes.size; i++) {
    let x = params[lane * sizes.size + i];
    loss += x * x;
    right += select(0.0, 1.0, x > 0.0);
  }
  validation[2u * lane] = loss / f32(sizes.size);
  validation[2u * lane + 1u] = right / f32(sizes.size);
}`,
  storage: { params: 'read', status: 'read', validation: 'read_write' },
  uniforms: { size: 'u32', lanes: 'u32' },
});

export function validatedQuadratic(): TaskInstance {
  const task = quadratic();
  const { size } = task.layout;
  return {
    ...task,
    validation: { reference },
    portable: (tf) => ({
      ...task.portable(tf),
      validation: (params: Tensor2D) =>
        tf.tidy(() => ({
          loss: tf.mean(tf.square(params), 1) as Tensor1D,
          accuracy: tf.mean(tf.cast(tf.greater(params, 0), 'float32'), 1) as Tensor1D,
        })),
    }),
    async fused(context) {
      const training = await task.fused(context);
      const { runtime, lanes, params, status, validation } = context;
      if (!validation) return training;
      const kernel = await runtime.bind(look, { params, status, validation }, { size, lanes });
      return { ...training, validation: { encode: (pass) => pass.dispatch(kernel, Math.ceil(lanes / 64)) } };
    },
  };
}
