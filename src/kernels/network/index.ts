/** What a network is given in a step, drawn on the GPU. Its own kernels are made from its graph, see `network/compile`. */
import { defineKernel } from '../defineKernel';
import mathWgsl from '../math.wgsl?raw';
import threefry from '../threefry.wgsl?raw';
import boxShader from './box.wgsl?raw';
import motionsShader from './motions.wgsl?raw';
import movedShader from './moved.wgsl?raw';
import noisyShader from './noisy.wgsl?raw';
import permute from './permute.wgsl?raw';
import picksShader from './picks.wgsl?raw';
import rowsShader from './rows.wgsl?raw';
import validatedShader from './validated.wgsl?raw';

/** Which rows a draw takes, `u32[lanes, drawn]`. */
export const picksKernel = defineKernel({
  label: 'networkPicks',
  phase: 'task',
  shader: `${threefry}\n${permute}\n${picksShader}`,
  storage: { status: 'read', batchKeys: 'read', picks: 'read_write' },
  uniforms: { draw: 'u32', drawn: 'u32', count: 'u32', half: 'u32' },
  step: true,
});

/** The rows themselves. */
export const rowsKernel = defineKernel({
  label: 'networkRows',
  phase: 'task',
  shader: rowsShader,
  storage: { status: 'read', picks: 'read', data: 'read', arena: 'read_write' },
  uniforms: { drawn: 'u32', size: 'u32', place: 'u32', arenaSize: 'u32', scale: 'f32', shift: 'f32' },
  constants: ['BYTES'],
});

/** How each picture of a draw is moved, `vec4f[lanes, drawn]`. */
export const motionsKernel = defineKernel({
  label: 'networkMotions',
  phase: 'task',
  shader: `${threefry}\n${mathWgsl}\n${motionsShader}`,
  storage: { status: 'read', batchKeys: 'read', motions: 'read_write' },
  uniforms: { draw: 'u32', purpose: 'u32', drawn: 'u32', reach: 'u32', most: 'f32' },
  step: true,
});

/** The rows themselves, which are pictures, moved. */
export const movedKernel = defineKernel({
  label: 'networkMoved',
  phase: 'task',
  shader: movedShader,
  storage: { status: 'read', picks: 'read', motions: 'read', data: 'read', arena: 'read_write' },
  uniforms: {
    drawn: 'u32',
    height: 'u32',
    width: 'u32',
    channels: 'u32',
    place: 'u32',
    arenaSize: 'u32',
    scale: 'f32',
    shift: 'f32',
  },
  constants: ['BYTES'],
});

/** Means of loss and accuracy over batches of held-out examples. */
export const validatedKernel = defineKernel({
  label: 'networkValidated',
  phase: 'task',
  shader: validatedShader,
  storage: { status: 'read', loss: 'read', accuracy: 'read', validation: 'read_write' },
  uniforms: { lanes: 'u32', first: 'u32', share: 'f32' },
});

/** Fixed values with noise. */
export const noisyKernel = defineKernel({
  label: 'networkNoisy',
  phase: 'task',
  shader: `${threefry}\n${noisyShader}`,
  storage: { status: 'read', batchKeys: 'read', values: 'read', arena: 'read_write' },
  uniforms: { size: 'u32', place: 'u32', arenaSize: 'u32', once: 'u32', deviation: 'f32' },
  step: true,
});

/** The mask of a step's box. */
export const boxKernel = defineKernel({
  label: 'networkBox',
  phase: 'task',
  shader: `${threefry}\n${boxShader}`,
  storage: { status: 'read', batchKeys: 'read', arena: 'read_write' },
  uniforms: { purpose: 'u32', height: 'u32', width: 'u32', place: 'u32', arenaSize: 'u32' },
  step: true,
});
