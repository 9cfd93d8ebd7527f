/** HUB's mix: weights, blend and measurements of every layer of every member in one dispatch. */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import hubMixText from './hubMix.wgsl?raw';

/** Segments whose inversion one number of the hyper table can hold: float32 is exact up to 2^24. */
export const MASK_BITS = 24;

/** As the slot whose parts are kept: none. */
export const KEEP_NONE = 0xffffffff;

export const hubMix = defineKernel({
  label: 'hubMix',
  phase: 'mixing',
  shader: [math, hubMixText].join('\n'),
  storage: {
    table: 'read',
    status: 'read',
    hypers: 'read',
    layers: 'read',
    grads: 'read',
    learned: 'read_write',
    update: 'read_write',
    probes: 'read_write',
  },
  uniforms: {
    size: 'u32',
    rows: 'u32',
    width: 'u32',
    members: 'u32',
    segments: 'u32',
    kept: 'u32',
    termsAt: 'u32',
  },
  constants: ['WORKGROUP'],
  step: true,
});
