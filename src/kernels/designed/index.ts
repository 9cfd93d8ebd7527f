/** One kernel per hand-designed optimizer, over the flat vectors of all its lanes; see `frame.wgsl`. */
import { defineKernel } from '../defineKernel';
import adam from './adam.wgsl?raw';
import adamax from './adamax.wgsl?raw';
import adamw from './adamw.wgsl?raw';
import frame from './frame.wgsl?raw';
import sgd from './sgd.wgsl?raw';

const shared = {
  table: 'read',
  status: 'read',
  hypers: 'read',
  grads: 'read',
  params: 'read',
  update: 'read_write',
} as const;
const moments = { ...shared, mu: 'read_write', nu: 'read_write' } as const;
/** Parameters per lane, and hyper rows per step. */
const uniforms = { size: 'u32', rows: 'u32' } as const;

export const adamStep = defineKernel({
  label: 'adamStep',
  phase: 'designed',
  shader: `${frame}\n${adam}`,
  storage: moments,
  uniforms,
  step: true,
});

export const adamwStep = defineKernel({
  label: 'adamwStep',
  phase: 'designed',
  shader: `${frame}\n${adamw}`,
  storage: moments,
  uniforms,
  step: true,
});

export const adamaxStep = defineKernel({
  label: 'adamaxStep',
  phase: 'designed',
  shader: `${frame}\n${adamax}`,
  storage: moments,
  uniforms,
  step: true,
});

export const sgdStep = defineKernel({
  label: 'sgdStep',
  phase: 'designed',
  shader: `${frame}\n${sgd}`,
  storage: { ...shared, trace: 'read_write' },
  uniforms,
  step: true,
});
