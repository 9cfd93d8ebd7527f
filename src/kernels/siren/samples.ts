/** What kernels read that go over samples of a grid; see samples.wgsl. */
import samples from './samples.wgsl?raw';

export { samples };

/** Buffers, the first ones of such a kernel. */
export const sampledStorage = {
  params: 'read',
  status: 'read',
  batchKeys: 'read',
  targets: 'read',
  axes: 'read',
} as const;

/** The first fields of its `Shape`. */
export const sampleUniforms = {
  extent0: 'u32',
  extent1: 'u32',
  extent2: 'u32',
  samples: 'u32',
  batch: 'u32',
  drawn: 'u32',
} as const;
