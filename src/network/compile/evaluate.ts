/** Values of graphs as the compiled kernels compute them, in float32, for several lanes at once. */

import type { GpuRuntime } from '../../kernels/runtime';
import { type Node, sizeOf } from '../graph';
import { fixed, type Place } from './places';
import { plan } from './plan';
import { compileProgram } from './program';

/** Of every lane the tensors of `roots`; `lanes[n]` has the values of all given tensors. */
export async function evaluateGraph(
  runtime: GpuRuntime,
  roots: readonly Node[],
  lanes: readonly ReadonlyMap<Node, ArrayLike<number>>[],
): Promise<readonly (readonly Float32Array[])[]> {
  const leaves = [...lanes[0].keys()];
  const starts = (nodes: readonly Node[]) => {
    let next = 0;
    return nodes.map(({ shape }) => {
      next += sizeOf(shape);
      return next - sizeOf(shape);
    });
  };
  const total = (nodes: readonly Node[]) => nodes.reduce((size, { shape }) => size + sizeOf(shape), 0);
  const [from, to] = [starts(leaves), starts(roots)];
  const size = Math.max(total(leaves), total(roots));
  const params = new Float32Array(lanes.length * size);
  lanes.forEach((values, lane) => {
    leaves.forEach((leaf, index) => {
      params.set(Float32Array.from(values.get(leaf)!), lane * size + from[index]);
    });
  });
  const places = new Map<Node, Place>(leaves.map((leaf, index) => [leaf, fixed('params', from[index])]));
  const planned = plan(
    roots.map((node, index) => ({ node, place: fixed('grads', to[index]) })),
    places,
  );
  const buffers = {
    params: runtime.buffer('params', params),
    grads: runtime.buffer('grads', params.byteLength),
    loss: runtime.buffer('loss', 4),
    metric: runtime.buffer('metric', 4),
    status: runtime.buffer('status', new Uint32Array(lanes.length).fill(1)),
  };
  const program = await compileProgram(runtime, planned, buffers, lanes.length, size);
  const ring = runtime.stepRing(1);
  const encoder = runtime.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  program.encode(ring.pass(pass, 0));
  pass.end();
  runtime.submit(encoder);
  const all = await runtime.readFloats(buffers.grads);
  program.destroy();
  runtime.free(...Object.values(buffers), ring.buffer);
  return lanes.map((_, lane) =>
    roots.map(({ shape }, index) => {
      const start = lane * size + to[index];
      return all.slice(start, start + sizeOf(shape));
    }),
  );
}
