/**
 * Kernels of the learned optimizers, on the lanes' buffers. Celo takes two dispatches per step (schedule,
 * tensor step), Celo-Adam two, VeLO five (inputs, mix, gates, controls, tensor step).
 */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import celoAdamText from './celoAdam.wgsl?raw';
import celoScheduleText from './celoScheduler.wgsl?raw';
import clock from './clock.wgsl?raw';
import tables from './tables.wgsl?raw';
import tensorFeatures from './tensorFeatures.wgsl?raw';
import tensorStepText from './tensorStep.wgsl?raw';
import tensorTraceText from './tensorTrace.wgsl?raw';
import veloControlsText from './veloControls.wgsl?raw';
import veloGatesText from './veloGates.wgsl?raw';
import veloInputsText from './veloInputs.wgsl?raw';
import veloMixText from './veloMix.wgsl?raw';
import veloTheta from './veloTheta.wgsl?raw';

/** `u32` words per tensor and before the scales of a member's record, see tables.wgsl. */
export const TENSOR_WORDS = 12;
export const RECORD_WORDS = 8;
/** Floats before the controls in VeLO's `mixed`: the MLP weights of a tensor and the LSTM's first output. */
export const MIXED_HEAD = 160;
/** Tensors that share a reading of the LSTM's weights. */
export const GATES_TILE = 8;

export const celoScheduler = defineKernel({
  label: 'celoScheduler',
  phase: 'learned',
  shader: [math, tables, clock, celoScheduleText].join('\n'),
  storage: {
    table: 'read',
    status: 'read',
    hypers: 'read',
    loss: 'read',
    theta: 'read',
    scheduler: 'read_write',
    tables: 'read_write',
  },
  uniforms: { tensors: 'u32', stride: 'u32', rows: 'u32', thetaSize: 'u32' },
  constants: ['HIDDEN', 'SCHEDULED', 'THREADS'],
  step: true,
});

export const celoAdamStep = defineKernel({
  label: 'celoAdamStep',
  phase: 'learned',
  shader: [tables, celoAdamText].join('\n'),
  storage: { tables: 'read', grads: 'read', moments: 'read_write', update: 'read_write' },
  uniforms: { tensors: 'u32', stride: 'u32', size: 'u32' },
});

const tensorStorage = {
  tables: 'read',
  params: 'read',
  grads: 'read',
  weights: 'read',
  scratch: 'read_write',
  moments: 'read_write',
  factors: 'read_write',
  output: 'read_write',
} as const;
const tensorSizes = {
  tensors: 'u32',
  stride: 'u32',
  size: 'u32',
  entries: 'u32',
  weightOffset: 'u32',
  weightStride: 'u32',
  member: 'u32',
} as const;

export const tensorStep = defineKernel({
  label: 'tensorStep',
  phase: 'learned',
  shader: [math, tables, tensorFeatures, tensorStepText].join('\n'),
  storage: tensorStorage,
  uniforms: tensorSizes,
  constants: ['WORKGROUP', 'PER_TENSOR'],
});

/** Numbers per parameter of a trace: features, normalised features, MLP outputs. */
export const TRACED = 63;

export const tensorTrace = defineKernel({
  label: 'tensorTrace',
  phase: 'learned',
  shader: [math, tables, tensorFeatures, tensorTraceText].join('\n'),
  storage: tensorStorage,
  uniforms: tensorSizes,
  constants: ['WORKGROUP', 'PER_TENSOR'],
});

export const veloInputs = defineKernel({
  label: 'veloInputs',
  phase: 'learned',
  shader: [math, tables, clock, veloInputsText].join('\n'),
  storage: {
    table: 'read',
    status: 'read',
    hypers: 'read',
    loss: 'read',
    params: 'read',
    moments: 'read',
    scheduler: 'read_write',
    tables: 'read_write',
  },
  uniforms: { tensors: 'u32', stride: 'u32', rows: 'u32', size: 'u32', schedulerSize: 'u32' },
  step: true,
});

const veloSizes = { tensors: 'u32', stride: 'u32', thetaSize: 'u32' } as const;
const veloConstants = ['HIDDEN', 'BANKS'] as const;

export const veloMix = defineKernel({
  label: 'veloMix',
  phase: 'learned',
  shader: [tables, veloTheta, veloMixText].join('\n'),
  storage: { tables: 'read', theta: 'read', work: 'read_write' },
  uniforms: veloSizes,
  constants: veloConstants,
});

export const veloGates = defineKernel({
  label: 'veloGates',
  phase: 'learned',
  shader: [math, tables, veloTheta, veloGatesText].join('\n'),
  storage: { tables: 'read', theta: 'read', scheduler: 'read', work: 'read_write' },
  uniforms: veloSizes,
  constants: veloConstants,
});

export const veloControls = defineKernel({
  label: 'veloControls',
  phase: 'learned',
  shader: [tables, veloTheta, veloControlsText].join('\n'),
  storage: {
    tables: 'read_write',
    theta: 'read',
    work: 'read',
    scheduler: 'read_write',
    mixed: 'read_write',
  },
  uniforms: veloSizes,
  constants: veloConstants,
});
