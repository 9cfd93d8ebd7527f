/** The kernel of a hand-designed optimizer, over the flat vectors of all its lanes; see `frame.wgsl`. */
import { defineKernel, type KernelSpec } from '../defineKernel';
import frame from './frame.wgsl?raw';

const shared = {
  table: 'read',
  status: 'read',
  hypers: 'read',
  grads: 'read',
  params: 'read',
  update: 'read_write',
} as const;

/**
 * `rule` is WGSL that follows the frame; it declares the vectors of `state` as bindings from 6 on, in their order,
 * then the uniforms: parameters per lane, and hyper rows per step.
 */
export const designedKernel = (
  id: string,
  rule: string,
  state: readonly string[],
): KernelSpec<string, 'size' | 'rows'> =>
  defineKernel<string, 'size' | 'rows'>({
    label: `${id}Step`,
    phase: 'designed',
    shader: `${frame}\n${rule}`,
    storage: { ...shared, ...Object.fromEntries(state.map((name) => [name, 'read_write'] as const)) },
    uniforms: { size: 'u32', rows: 'u32' },
    step: true,
  });
