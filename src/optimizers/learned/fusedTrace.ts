/**
 * Intermediates of a fused learned optimizer's last step, under the names of published traces: read
 * between its kernels and the move of the parameters.
 */

import { FEATURES } from '../../checkpoints/theta';
import { RECORD_WORDS, TENSOR_WORDS, TRACED } from '../../kernels/learned';
import type { BoundKernel, GpuRuntime, StepPass } from '../../kernels/runtime';
import type { FactorTables } from './factors';
import { Header, LOSS_AVERAGES } from './schedulerState';

/** Buffers of the optimizer that a tracer follows. */
export interface TraceSource {
  readonly runtime: GpuRuntime;
  readonly factors: FactorTables;
  readonly hidden: number;
  /** LSTM rows: 1, or one per tensor. */
  readonly rows: number;
  readonly stride: number;
  readonly tables: GPUBuffer;
  readonly scheduler: GPUBuffer;
  readonly schedulerSize: number;
  /** VeLO's mixed weights, and floats per tensor. */
  readonly mixed?: { readonly buffer: GPUBuffer; readonly stride: number };
  /** The kernel `tensorTrace` and its output; absent where there is no MLP. */
  readonly features?: { readonly bound: BoundKernel; readonly output: GPUBuffer };
}

export type Trace = Readonly<Record<string, Float32Array>>;

export interface Tracer {
  /** Encodes what reads the features of `member`; after the optimizer's own kernels. */
  encode(pass: StepPass, member: number): void;
  /**
   * Intermediates of the last step of `member` that concern the tensor of that index; `horizon` is the planned
   * length. Features are `[n, 30]` in the order of the weights, outputs `[n, 3]`; `step_scale` has the
   * multiplier in it.
   */
  read(member: number, tensor: number, horizon: number): Promise<Trace>;
  destroy(): void;
}

const CLOCK_INPUTS = 18;
const TENSOR_INPUTS = 12;
const MLP_SIZE = 159;

export function makeTracer(source: TraceSource): Tracer {
  const { runtime, factors, features } = source;
  return {
    encode(pass, member) {
      features?.bound.setUniforms({ member });
      if (features) pass.dispatch(features.bound, factors.tensors.length);
    },
    async read(member, tensor, horizon) {
      const [scheduler, tables] = await Promise.all([
        readScheduler(source, member, tensor, horizon),
        readPlan(source, member, tensor),
      ]);
      return {
        ...scheduler,
        ...tables,
        ...(await readMixed(source, member, tensor)),
        ...(await readFeatures(source, tensor)),
      };
    },
    destroy: () => runtime.free(features?.output),
  };
}

async function readScheduler(
  source: TraceSource,
  member: number,
  tensor: number,
  horizon: number,
): Promise<Trace> {
  const { runtime, scheduler, schedulerSize, hidden, rows } = source;
  const row = await runtime.readFloats(scheduler, member * schedulerSize, schedulerSize);
  const at = Header.size + (rows > 1 ? tensor : 0) * hidden;
  const steps = horizon + row[Header.extraSteps];
  return {
    fraction_trained: Float32Array.of((row[Header.iteration] - 1) / steps),
    loss_buffer_means: row.subarray(Header.lossMean, Header.lossMean + LOSS_AVERAGES),
    loss_buffer_running_min: row.subarray(Header.lossMin, Header.lossMin + LOSS_AVERAGES),
    lstm_hidden: row.subarray(at, at + hidden),
    lstm_cell: row.subarray(at + rows * hidden, at + rows * hidden + hidden),
  };
}

async function readPlan(source: TraceSource, member: number, tensor: number): Promise<Trace> {
  const { runtime, tables, stride, rows, factors } = source;
  const record = factors.tensors.length * TENSOR_WORDS + member * stride;
  const words = await runtime.readFloats(tables, record + RECORD_WORDS, stride - RECORD_WORDS);
  const perTensor = source.mixed !== undefined;
  const inputs = perTensor ? rows : 1;
  const clock = words.subarray(inputs, inputs + CLOCK_INPUTS);
  const own = inputs + CLOCK_INPUTS + tensor * TENSOR_INPUTS;
  const all = perTensor ? [...clock, ...words.subarray(own, own + TENSOR_INPUTS)] : [...clock];
  return {
    loss_features: clock.subarray(9),
    lstm_inputs: Float32Array.from(all),
    step_scale: words.slice(perTensor ? tensor : 0, (perTensor ? tensor : 0) + 1),
    ...(perTensor ? {} : { step_size_output: words.slice(inputs + CLOCK_INPUTS, inputs + CLOCK_INPUTS + 1) }),
  };
}

async function readMixed(
  { runtime, mixed, factors }: TraceSource,
  member: number,
  tensor: number,
): Promise<Trace> {
  if (!mixed) return {};
  const first = (member * factors.tensors.length + tensor) * mixed.stride;
  const row = await runtime.readFloats(mixed.buffer, first, mixed.stride);
  return {
    mlp_weights: row.subarray(0, MLP_SIZE),
    step_size_output: row.subarray(MLP_SIZE, MLP_SIZE + 1),
    controls: row.subarray(MLP_SIZE + 1),
  };
}

async function readFeatures({ runtime, features, factors }: TraceSource, tensor: number): Promise<Trace> {
  if (!features) return {};
  const { offset, size } = factors.tensors[tensor];
  const rows = await runtime.readFloats(features.output, offset * TRACED, size * TRACED);
  const columns = (first: number, count: number) =>
    Float32Array.from(
      { length: size * count },
      (_, i) => rows[Math.floor(i / count) * TRACED + first + (i % count)],
    );
  return {
    features_raw: columns(0, FEATURES),
    features_normalized: columns(FEATURES, FEATURES),
    mlp_output: columns(2 * FEATURES, 3),
  };
}
