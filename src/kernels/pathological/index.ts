/** Fused loss and gradient of the pathological function. */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import shader from './pathological.wgsl?raw';

/** Loss, s = |x|_1 and gradient of every running lane; one workgroup each. */
export const pathologicalKernel = defineKernel({
  label: 'pathological',
  phase: 'task',
  shader: `${math}\n${shader}`,
  storage: { params: 'read', status: 'read', grads: 'read_write', loss: 'read_write', metric: 'read_write' },
  uniforms: { size: 'u32', lambda: 'f32' },
});
