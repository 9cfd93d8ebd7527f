/** Kernels that every experiment needs, whatever its task and optimizers. */
import { defineKernel } from '../defineKernel';
import applyShader from './apply.wgsl?raw';
import clipGradsShader from './clipGrads.wgsl?raw';
import recordShader from './record.wgsl?raw';
import selectLanesShader from './selectLanes.wgsl?raw';

/** Loss, metric and event of one step into the history ring; a lane with a non-finite loss stops unless guarded. */
export const record = defineKernel({
  label: 'record',
  phase: 'rest',
  shader: recordShader,
  storage: {
    loss: 'read',
    metric: 'read',
    guarded: 'read',
    status: 'read_write',
    events: 'read_write',
    history: 'read_write',
  },
  uniforms: { lanes: 'u32' },
  step: true,
});

/** `params += updates`, with entries held at or above 0 where the constant `BOUNDED` is 1. */
export const apply = defineKernel({
  label: 'apply',
  phase: 'rest',
  shader: applyShader,
  storage: { updates: 'read', status: 'read', nonNegative: 'read', params: 'read_write' },
  uniforms: { size: 'u32' },
  constants: ['BOUNDED'],
});

/** Gradient clipping by global norm, per arm. */
export const clipGrads = defineKernel({
  label: 'clipGrads',
  phase: 'rest',
  shader: clipGradsShader,
  storage: { status: 'read', clipNorms: 'read', armOf: 'read', grads: 'read_write' },
  uniforms: { size: 'u32', rows: 'u32' },
  step: true,
});

/** A lane status that is running for the chosen lanes alone. */
export const selectLanes = defineKernel({
  label: 'selectLanes',
  phase: 'rest',
  shader: selectLanesShader,
  storage: { status: 'read', chosen: 'read', selected: 'read_write' },
  uniforms: { lanes: 'u32' },
});
