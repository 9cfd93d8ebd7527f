/**
 * Binding of `ltc.wgsl`: loss and gradient of a liquid time-constant network, one workgroup per lane,
 * forward and backward in one dispatch. `tasks/ltc/fused.ts` fills the buffers.
 */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import threefry from '../threefry.wgsl?raw';
import shader from './ltc.wgsl?raw';

export const ltcLoss = defineKernel({
  label: 'ltcLoss',
  phase: 'task',
  shader: `${math}\n${threefry}\n${shader}`,
  storage: {
    params: 'read',
    status: 'read',
    batchKeys: 'read',
    problem: 'read',
    grads: 'read_write',
    loss: 'read_write',
    metric: 'read_write',
    scratch: 'read_write',
  },
  uniforms: { kappaScale: 'f32', epsilon: 'f32', noise: 'f32', noisePerStep: 'u32' },
  constants: [
    'WORKGROUP',
    'UNITS',
    'INPUTS',
    'OUTPUTS',
    'BATCH',
    'TIME',
    'UNFOLDS',
    'MAX_IN',
    'MAX_OUT',
    'MAX_SENSORY',
    'IMPLICIT',
    'NOISY',
  ],
  step: true,
});
