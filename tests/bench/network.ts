/**
 * A step (loss and gradients) of networks: the compiled kernels, stock TensorFlow.js operations, and jax-js with jit and
 * valueAndGrad, in turns on one adapter; and how far from its measured limits the device is used.
 */
import * as jax from '@jax-js/jax';
import type { Tensor } from '@tensorflow/tfjs-core';
import { normal, prngKey } from '../../src/core/prng';
import { openGpu, openTf } from '../../src/engine/backend';
import { defineKernel } from '../../src/kernels/defineKernel';
import { GpuRuntime } from '../../src/kernels/runtime';
import { fixed, type Place } from '../../src/network/compile/places';
import { plan } from '../../src/network/compile/plan';
import { compileProgram, type Program } from '../../src/network/compile/program';
import { gradient } from '../../src/network/gradient';
import { constant, type Node, type Shape, sizeOf } from '../../src/network/graph';
import { type LayerSpec, network } from '../../src/network/layers';
import { Model } from '../../src/network/layers/model';
import { loss as lossOf } from '../../src/network/loss';
import { evaluateTf } from '../../src/network/portable';
import { evaluateJax } from './jaxGraph';

export interface Row {
  readonly name: string;
  readonly parameters: number;
  /** Kernels per step of the compiled form. */
  readonly dispatches: number;
  /** Median milliseconds of a step; null where a program failed. */
  readonly compiledMs: number;
  readonly jaxMs: number | null;
  readonly stockMs: number | null;
  /** Median over rounds of the other's time over the compiled form's in the same round. */
  readonly ofJax: number | null;
  readonly ofStock: number | null;
  /** Largest difference of the losses from the compiled form's. */
  readonly apart: number;
  /** Multiply-adds of products counted twice, a second, in units of the ceiling. */
  readonly flopShare: number;
  /** Bytes that kernels have to read and write, a second, likewise. */
  readonly byteShare: number;
}

export interface NetworkBench {
  readonly adapter: string;
  /** Measured: float operations and bytes a second. */
  readonly ceiling: { readonly flops: number; readonly bytes: number };
  readonly rows: readonly Row[];
}

const ROUNDS = 5;
/** Steps of the compiled form in one timing. */
const STEPS = 4;

interface Workload {
  readonly name: string;
  readonly input: Shape;
  readonly layers: readonly LayerSpec[];
}

const dense = (units: number): LayerSpec => ({ type: 'dense', units });
const relu: LayerSpec = { type: 'relu' };
const tanh: LayerSpec = { type: 'tanh' };

const transformer = (units: number): LayerSpec[] => [
  { type: 'residual', layers: [{ type: 'layerNorm' }, { type: 'attention', heads: 4 }] },
  { type: 'residual', layers: [{ type: 'layerNorm' }, dense(2 * units), { type: 'gelu' }, dense(units)] },
  { type: 'meanPool' },
  dense(10),
];

const WORKLOADS: readonly Workload[] = [
  { name: 'dense 784-64-32-10, 64', input: [64, 784], layers: [dense(64), relu, dense(32), relu, dense(10)] },
  {
    name: 'dense 256-256-256-64, 512',
    input: [512, 256],
    layers: [dense(256), tanh, dense(256), tanh, dense(64)],
  },
  {
    name: 'conv 8-16, 28 x 28, 16',
    input: [16, 28, 28, 1],
    layers: [
      { type: 'conv2d', filters: 8, kernel: 3 },
      relu,
      { type: 'conv2d', filters: 16, kernel: 3, stride: 2 },
      relu,
      { type: 'globalAveragePool' },
      dense(10),
    ],
  },
  {
    name: 'conv 16-32, 32 x 32 x 3, 32',
    input: [32, 32, 32, 3],
    layers: [
      { type: 'conv2d', filters: 16, kernel: 3 },
      relu,
      { type: 'conv2d', filters: 32, kernel: 3, stride: 2 },
      relu,
      { type: 'globalAveragePool' },
      dense(10),
    ],
  },
  { name: 'attention 16 x 32, 8', input: [8, 16, 32], layers: transformer(32) },
  { name: 'attention 50 x 64, 16', input: [16, 50, 64], layers: transformer(64) },
  { name: 'lstm 32, 16 steps, 8', input: [8, 16, 8], layers: [{ type: 'lstm', units: 32 }, dense(1)] },
  { name: 'lstm 64, 32 steps, 16', input: [16, 32, 8], layers: [{ type: 'lstm', units: 64 }, dense(1)] },
];

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export async function benchNetwork(report: (text: string) => void): Promise<NetworkBench> {
  const gpu = await openGpu();
  const tf = await openTf('webgpu', gpu);
  await jax.init();
  jax.defaultDevice('webgpu');
  const runtime = new GpuRuntime(gpu.device);
  report('ceiling of the device');
  const ceiling = await ceilingOf(runtime);
  const rows: Row[] = [];
  for (const workload of WORKLOADS) {
    rows.push(await measure(workload, runtime, tf, ceiling, report));
  }
  gpu.device.destroy();
  return { adapter: gpu.name, ceiling, rows };
}

/** Milliseconds that something takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

async function measure(
  { name, input, layers }: Workload,
  runtime: GpuRuntime,
  tf: Awaited<ReturnType<typeof openTf>>,
  ceiling: NetworkBench['ceiling'],
  report: (text: string) => void,
): Promise<Row> {
  const model = new Model();
  const x = constant(normal(prngKey(1), sizeOf(input)), input);
  const output = network(layers, x, model);
  const target = constant(
    normal(prngKey(2), sizeOf(output.shape)).map((z) => 0.1 * z),
    output.shape,
  );
  const loss = lossOf({ type: 'meanSquaredError' }, output, target);
  const nodes = model.parameters.map(({ node }) => node);
  const values = nodes.map((node, index) =>
    normal(prngKey(10 + index), sizeOf(node.shape)).map((z) => z / Math.sqrt(node.shape[0])),
  );
  report(`${name}: compiling`);
  const compiled = await openCompiled(runtime, loss, nodes, values);
  const stock = openStock(tf, loss, nodes, values);
  const other = openJax(loss, nodes, values);
  const losses = {
    compiled: await compiled.step(1),
    stock: await tried(stock.step),
    jax: await tried(other.step),
  };
  const times = { compiled: [] as number[], stock: [] as (number | null)[], jax: [] as (number | null)[] };
  for (let round = 0; round < ROUNDS; round++) {
    report(`${name}: round ${round + 1} of ${ROUNDS}`);
    times.compiled.push((await timed(() => compiled.step(STEPS))) / STEPS);
    times.jax.push(losses.jax === null ? null : await timed(other.step));
    times.stock.push(losses.stock === null || round > 2 ? null : await timed(stock.step));
  }
  compiled.close();
  stock.close();
  const compiledMs = median(times.compiled);
  const ratio = (all: readonly (number | null)[]) => {
    const ratios = all.flatMap((time, round) => (time === null ? [] : [time / times.compiled[round]]));
    return ratios.length > 0 ? median(ratios) : null;
  };
  const ms = (all: readonly (number | null)[]) => {
    const known = all.filter((time) => time !== null);
    return known.length > 0 ? median(known) : null;
  };
  const apart = [losses.stock, losses.jax].flatMap((value) =>
    value === null ? [] : [Math.abs(value - losses.compiled)],
  );
  return {
    name,
    parameters: nodes.reduce((size, { shape }) => size + sizeOf(shape), 0),
    dispatches: compiled.dispatches,
    compiledMs,
    jaxMs: ms(times.jax),
    stockMs: ms(times.stock),
    ofJax: ratio(times.jax),
    ofStock: ratio(times.stock),
    apart: Math.max(0, ...apart),
    flopShare: (2 * compiled.products) / (compiledMs / 1000) / ceiling.flops,
    byteShare: compiled.bytes / (compiledMs / 1000) / ceiling.bytes,
  };
}

/** A value, or null where a program cannot compute it. */
async function tried(run: () => Promise<number>): Promise<number | null> {
  try {
    return await run();
  } catch (error) {
    console.warn(error);
    return null;
  }
}

async function openCompiled(
  runtime: GpuRuntime,
  loss: Node,
  nodes: readonly Node[],
  values: readonly Float32Array[],
) {
  const starts = nodes.map((_, index) =>
    nodes.slice(0, index).reduce((size, { shape }) => size + sizeOf(shape), 0),
  );
  const size = nodes.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const params = new Float32Array(size);
  values.forEach((own, index) => {
    params.set(own, starts[index]);
  });
  const planned = plan(
    [
      { node: loss, place: fixed('loss', 0) },
      ...gradient(loss, nodes).map((node, index) => ({ node, place: fixed('grads', starts[index]) })),
    ],
    new Map<Node, Place>(nodes.map((node, index) => [node, fixed('params', starts[index])])),
  );
  const buffers = {
    params: runtime.buffer('params', params),
    grads: runtime.buffer('grads', size * 4),
    loss: runtime.buffer('loss', 4),
    metric: runtime.buffer('metric', 4),
    status: runtime.buffer('status', Uint32Array.of(1)),
  };
  const program: Program = await compileProgram(runtime, planned, buffers, 1, size);
  const ring = runtime.stepRing(1);
  return {
    dispatches: program.dispatches,
    products: program.products,
    bytes: program.bytes,
    async step(count: number): Promise<number> {
      const encoder = runtime.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let i = 0; i < count; i++) program.encode(ring.pass(pass, 0));
      pass.end();
      runtime.submit(encoder);
      return (await runtime.readFloats(buffers.loss))[0];
    },
    close() {
      program.destroy();
      runtime.free(...Object.values(buffers), ring.buffer);
    },
  };
}

function openStock(
  tf: Awaited<ReturnType<typeof openTf>>,
  loss: Node,
  nodes: readonly Node[],
  values: readonly Float32Array[],
) {
  const tensors = nodes.map(({ shape }, index) => tf.tensor(values[index], [1, ...shape]));
  const graph = (...all: Tensor[]) =>
    tf.sum(evaluateTf(tf, [loss], new Map(nodes.map((node, index) => [node, all[index]])))[0]);
  const differentiated = tf.valueAndGrads(graph as never);
  return {
    async step(): Promise<number> {
      const { value, grads } = tf.tidy(() => differentiated(tensors));
      // The last to be computed; all of them are, in order.
      await grads[0].data();
      const result = (await value.data())[0];
      tf.dispose([value, ...grads]);
      return result;
    },
    close: () => tf.dispose(tensors),
  };
}

export function openJax(loss: Node, nodes: readonly Node[], values: readonly Float32Array[]) {
  const { numpy: np } = jax;
  const arrays = nodes.map(({ shape }, index) => np.array(values[index]).reshape([...shape]));
  const graph = (all: jax.Array[]) =>
    evaluateJax([loss], new Map(nodes.map((node, index) => [node, all[index]])))[0].reshape([]);
  const step = jax.jit((all: jax.Array[]) => jax.valueAndGrad(graph)(all) as never);
  return {
    async step(): Promise<number> {
      const [value, grads] = step(arrays.map((array) => array.ref)) as unknown as [jax.Array, jax.Array[]];
      await jax.blockUntilReady(grads.map((grad) => grad));
      for (const grad of grads) grad.dispose();
      return (await value.data())[0] as number;
    },
  };
}

/** Float operations a second of independent multiply-adds in registers, and bytes a second of a copy. */
async function ceilingOf(runtime: GpuRuntime): Promise<NetworkBench['ceiling']> {
  const [threads, turns, sums] = [64 * 256, 512, 16];
  const names = Array.from({ length: sums }, (_, i) => `s${i}`);
  const arithmetic = defineKernel({
    label: 'bench arithmetic',
    phase: 'rest',
    shader: `@group(0) @binding(0) var<storage, read_write> out : array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let x = out[id.x];
  ${names.map((name, i) => `var ${name} = x + ${i}.0;`).join(' ')}
  for (var i = 0u; i < ${turns}u; i++) { ${names.map((name) => `${name} = ${name} * x + 0.5;`).join(' ')} }
  out[id.x] = ${names.join(' + ')};
}`,
    storage: { out: 'read_write' },
  });
  const copy = defineKernel({
    label: 'bench copy',
    phase: 'rest',
    shader: `@group(0) @binding(0) var<storage, read> source : array<vec4f>;
@group(0) @binding(1) var<storage, read_write> out : array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) { out[id.x] = source[id.x]; }`,
    storage: { source: 'read', out: 'read_write' },
  });
  const bytes = 2 ** 25;
  const [out, from] = [runtime.buffer('out', bytes), runtime.buffer('from', bytes)];
  const best = async (bound: Awaited<ReturnType<GpuRuntime['bind']>>, groups: number) => {
    const ring = runtime.stepRing(1);
    const times: number[] = [];
    for (let i = 0; i < 6; i++) {
      const encoder = runtime.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      ring.pass(pass, 0).dispatch(bound, groups);
      pass.end();
      times.push(await timed(() => runtime.finish(encoder)));
    }
    runtime.free(ring.buffer);
    return Math.min(...times) / 1000;
  };
  const flops =
    (2 * threads * turns * sums) / (await best(await runtime.bind(arithmetic, { out }), threads / 64));
  const moved = (2 * bytes) / (await best(await runtime.bind(copy, { source: from, out }), bytes / 16 / 64));
  runtime.free(out, from);
  return { flops, bytes: moved };
}
