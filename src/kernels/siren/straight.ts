/** The SIREN step with the network written out; see network/straight. */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import { declareSums, STRAIGHT_THREADS, type StraightStatements, writeSums } from '../straightSums';
import threefry from '../threefry.wgsl?raw';
import { sampledStorage, samples, sampleUniforms } from './samples';

/** Parameters are `params[base + i]`, an example `place` and `wanted`. */
export interface StraightText extends StraightStatements {
  /** Unique by text. */
  readonly id: string;
}

/**
 * Sums of squared errors and their gradients over a thread's share of the batch, `[lanes of a dispatch, rows, size + 1]`, rows being
 * all threads of a lane. A share, and its order, depend on the batch alone, so a lane's bits are the same alone and in company.
 */
export function sirenStraight({ id, before, each, size }: StraightText) {
  return defineKernel({
    label: `sirenStraight ${id}`,
    phase: 'task',
    shader: `${math}\n${threefry}
struct Shape {
  extent0 : u32, extent1 : u32, extent2 : u32, samples : u32, batch : u32, drawn : u32, firstLane : u32,
}
struct Step { slot : u32, index : u32, }
@group(0) @binding(0) var<storage, read> params : array<f32>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> batchKeys : array<vec2u>;
@group(0) @binding(3) var<storage, read> targets : array<f32>;
@group(0) @binding(4) var<storage, read> axes : array<f32>;
@group(0) @binding(5) var<storage, read_write> partials : array<f32>;
@group(0) @binding(6) var<uniform> shape : Shape;
@group(1) @binding(0) var<uniform> step : Step;
${samples}
@compute @workgroup_size(${STRAIGHT_THREADS})
fn main(
  @builtin(local_invocation_index) thread : u32,
  @builtin(workgroup_id) group : vec3u,
  @builtin(num_workgroups) groups : vec3u,
) {
  let lane = shape.firstLane + group.y;
  if (status[lane] != 1u) { return; }
  let base = lane * ${size}u;
  let key = foldIn(batchKeys[lane], step.index);
  let rows = groups.x * ${STRAIGHT_THREADS}u;
  let row = group.x * ${STRAIGHT_THREADS}u + thread;
  ${[
    ...before,
    ...declareSums(size),
    'for (var n = row; n < shape.batch; n += rows) {',
    'let sample = sampleAt(n, key);',
    'let place = locate(sample);',
    'let wanted = targets[sample];',
    ...each,
    '}',
    `let partial = (group.y * rows + row) * ${size + 1}u;`,
    ...writeSums(size),
  ].join('\n  ')}
}
`,
    storage: { ...sampledStorage, partials: 'read_write' },
    uniforms: { ...sampleUniforms, firstLane: 'u32' },
    constants: ['DIMS'],
    step: true,
  });
}
