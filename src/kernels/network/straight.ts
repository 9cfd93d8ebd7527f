/** A step of a network that is written out; see network/straight. */
import { textHash } from '../../core/textHash';
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import { declareSums, STRAIGHT_THREADS, type StraightStatements, writeSums } from '../straightSums';

/**
 * Parameters are `params[base + i]`, entries of constants `constants[i]`, of an example's tensors `given[start + place]`, and of the
 * thread's memory `scratch[i * shape.threads + id]`.
 */
export interface StraightText extends StraightStatements {
  readonly metric: boolean;
}

/**
 * Partial sums over a thread's share of the examples, `[lanes, rows, size + 1 or 2]`, rows being the threads of a lane.
 * A share, and its order, depend on their number alone.
 */
export function networkStraight({ before, each, size, metric }: StraightText) {
  const text = `${math}
struct Shape { lanes : u32, rows : u32, examples : u32, given : u32, threads : u32, }
@group(0) @binding(0) var<storage, read> params : array<f32>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> given : array<f32>;
@group(0) @binding(3) var<storage, read> constants : array<f32>;
@group(0) @binding(4) var<storage, read_write> partials : array<f32>;
@group(0) @binding(5) var<storage, read_write> scratch : array<f32>;
@group(0) @binding(6) var<uniform> shape : Shape;
@compute @workgroup_size(${STRAIGHT_THREADS})
fn main(@builtin(global_invocation_id) place : vec3u) {
  let id = place.x;
  if (id >= shape.lanes * shape.rows) { return; }
  let lane = id / shape.rows;
  let row = id % shape.rows;
  if (status[lane] != 1u) { return; }
  let base = lane * ${size}u;
  let start = lane * shape.given;
  ${[
    ...before,
    ...declareSums(size, metric),
    'for (var example = row; example < shape.examples; example += shape.rows) {',
    ...each,
    '}',
    `let partial = id * ${size + (metric ? 2 : 1)}u;`,
    ...writeSums(size, metric),
  ].join('\n  ')}
}
`;
  return defineKernel({
    label: `networkStraight ${textHash(text)}`,
    phase: 'task',
    shader: text,
    storage: {
      params: 'read',
      status: 'read',
      given: 'read',
      constants: 'read',
      partials: 'read_write',
      scratch: 'read_write',
    },
    uniforms: { lanes: 'u32', rows: 'u32', examples: 'u32', given: 'u32', threads: 'u32' },
  });
}
