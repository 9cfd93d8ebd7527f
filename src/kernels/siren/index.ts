/** The fused SIREN kernels; `network.wgsl` and the shared sources stand before each shader. */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import threefry from '../threefry.wgsl?raw';
import network from './network.wgsl?raw';
import { sampledStorage, samples, sampleUniforms } from './samples';
import gradientsShader from './sirenGradients.wgsl?raw';

const shared = `${math}\n${threefry}\n${samples}\n${network}`;

/** Threads of a workgroup. */
export const THREADS = 64;
/** Coordinates of a tile: four per thread. */
export const TILE = 256;

/** Bytes of `scratch` per workgroup: four floats per thread and row, rows as `ROWS` of network.wgsl. */
export function scratchBytes({
  dims,
  layers,
  width,
}: {
  dims: number;
  layers: number;
  width: number;
}): number {
  const rows = dims + 1 + (layers - 1) * (2 * width + 1) + 4;
  return rows * THREADS * 16;
}

/** Sums of squared errors and their gradients over a batch, `[lanes of a dispatch, columns, size + 1]`. */
export const sirenGradients = defineKernel({
  label: 'sirenGradients',
  phase: 'task',
  shader: `${shared}\n${gradientsShader}`,
  storage: { ...sampledStorage, scratch: 'read_write', partials: 'read_write' },
  uniforms: {
    ...sampleUniforms,
    firstFrequency: 'f32',
    hiddenFrequency: 'f32',
    firstLane: 'u32',
    firstRound: 'u32',
    rounds: 'u32',
  },
  constants: ['DIMS', 'LAYERS', 'WIDTH'],
  step: true,
});
