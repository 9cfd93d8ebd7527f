/** Evaluates WGSL over many inputs on the GPU, for tests of functions that kernels share. */
import { defineKernel } from '../../src/kernels/defineKernel';
import { GpuRuntime } from '../../src/kernels/runtime';

const WORKGROUP = 64;
const MAX_GROUPS = 65_535;

/**
 * A device of the adapter's default limits; the caller destroys it. `software` chooses the form of kernels that have
 * one for software adapters; default: as the adapter is.
 */
export async function testRuntime(software?: boolean): Promise<GpuRuntime> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  return new GpuRuntime(await adapter.requestDevice(), software);
}

/** Names that `body` may use, besides the functions of `source`: `word`, an input, and `put(slot, value: u32)`. */
export interface WgslEvaluation {
  /** Functions, free of bindings. */
  readonly source: string;
  readonly body: string;
  /** Words written per input. */
  readonly outputs: number;
}

/** Runs `body` for every input word; the result is `[inputs, outputs]`. */
export async function evaluateWgsl(
  runtime: GpuRuntime,
  { source, body, outputs }: WgslEvaluation,
  inputs: Uint32Array<ArrayBuffer>,
): Promise<Uint32Array<ArrayBuffer>> {
  const shader = `${source}
    @group(0) @binding(0) var<storage, read> inputs : array<u32>;
    @group(0) @binding(1) var<storage, read_write> results : array<u32>;
    @compute @workgroup_size(${WORKGROUP})
    fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
      for (var i = id.x; i < arrayLength(&inputs); i += groups.x * ${WORKGROUP}u) {
        evaluate(inputs[i], i);
      }
    }
    fn evaluate(word : u32, index : u32) { ${body.replaceAll('put(', 'put(index, ')} }
    fn put(index : u32, slot : u32, value : u32) { results[index * ${outputs}u + slot] = value; }`;
  const kernel = defineKernel({
    label: `evaluate ${body}`,
    phase: 'rest',
    shader,
    storage: { inputs: 'read', results: 'read_write' },
  });
  const buffers = {
    inputs: runtime.buffer('inputs', inputs),
    results: runtime.buffer('results', inputs.byteLength * outputs),
  };
  const bound = await runtime.bind(kernel, buffers);
  const encoder = runtime.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(bound.pipeline);
  pass.setBindGroup(0, bound.group);
  pass.dispatchWorkgroups(Math.min(MAX_GROUPS, Math.ceil(inputs.length / WORKGROUP)));
  pass.end();
  runtime.device.queue.submit([encoder.finish()]);
  const words = new Uint32Array(await runtime.read(buffers.results));
  runtime.free(buffers.inputs, buffers.results);
  return words;
}

/** As `evaluateWgsl` for functions of one float (in WGSL `x`) to floats, given as expressions. */
export async function evaluateFloats(
  runtime: GpuRuntime,
  source: string,
  expressions: readonly string[],
  inputs: Float32Array<ArrayBuffer>,
): Promise<Float32Array<ArrayBuffer>[]> {
  const puts = expressions.map((expression, slot) => `put(${slot}u, bitcast<u32>(${expression}));`);
  const words = await evaluateWgsl(
    runtime,
    { source, body: `let x = bitcast<f32>(word); ${puts.join(' ')}`, outputs: expressions.length },
    new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length),
  );
  const floats = new Float32Array(words.buffer);
  return expressions.map((_, slot) =>
    Float32Array.from({ length: inputs.length }, (_, i) => floats[i * expressions.length + slot]),
  );
}
