/** Fused loss and gradient of a tanh network on given samples. */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import threefry from '../threefry.wgsl?raw';
import shader from './mlp.wgsl?raw';

/** Loss and gradient of every running lane; one workgroup of `TILE` threads each. Samples < 65,536. */
export const mlpKernel = defineKernel({
  label: 'mlp',
  phase: 'task',
  shader: `${math}\n${threefry}\n${shader}`,
  storage: {
    params: 'read',
    status: 'read',
    keys: 'read',
    inputs: 'read',
    targets: 'read',
    grads: 'read_write',
    loss: 'read_write',
  },
  uniforms: { size: 'u32', samples: 'u32', batch: 'u32' },
  constants: ['LAYERS', 'SIZES', 'UNITS', 'WIDTH', 'TILE'],
  step: true,
});
