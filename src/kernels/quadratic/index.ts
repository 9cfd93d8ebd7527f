/** Fused loss and gradient of a diagonal quadratic. */
import { defineKernel } from '../defineKernel';
import shader from './quadratic.wgsl?raw';

export const quadraticKernel = defineKernel({
  label: 'quadratic',
  phase: 'task',
  shader,
  storage: {
    params: 'read',
    status: 'read',
    curvature: 'read',
    centre: 'read',
    grads: 'read_write',
    loss: 'read_write',
  },
  uniforms: { size: 'u32' },
});
