/**
 * Celo, Celo-Adam and VeLO on the lanes' buffers: buffers, sizes and the order of the kernels. The rules
 * themselves are in `kernels/learned`; the portable forms `celo.ts` and `velo.ts` are their reference.
 */

import { type Theta, thetaLayout } from '../../checkpoints/theta';
import { segmentOf } from '../../core/paramLayout';
import {
  celoAdamStep,
  celoScheduler,
  GATES_TILE,
  MIXED_HEAD,
  RECORD_WORDS,
  TENSOR_WORDS,
  TRACED,
  tensorStep,
  tensorTrace,
  veloControls,
  veloGates,
  veloInputs,
  veloMix,
} from '../../kernels/learned';
import type { BoundKernel, StepPass } from '../../kernels/runtime';
import { tensorThreads } from '../../kernels/tensorThreads';
import type { FusedOptimizer, FusedOptimizerContext } from '../types';
import { type FactorTables, factorTables } from './factors';
import { makeTracer, type Tracer, type TraceSource } from './fusedTrace';
import { learnedSettings } from './learnedOptimizer';
import { schedulerSize } from './schedulerState';

/** A fused learned optimizer; whoever meta-trains writes its weights. */
export interface FusedLearned extends FusedOptimizer {
  /** `f32[thetas, thetaLayout.size]`. */
  readonly theta: GPUBuffer;
  /** Tracer of the intermediates of its steps; the caller destroys it. */
  tracer(): Promise<Tracer>;
}

/** Buffers and numbers that all three share. */
interface Frame {
  readonly context: FusedOptimizerContext;
  readonly factors: FactorTables;
  readonly tensors: number;
  readonly thetas: readonly Theta[];
  readonly theta: GPUBuffer;
  readonly thetaSize: number;
  readonly scheduler: GPUBuffer;
  readonly schedulerSize: number;
  readonly tables: GPUBuffer;
  /** Words of a member's record in the tables. */
  readonly stride: number;
  readonly hypers: { readonly buffer: GPUBuffer; readonly rows: number };
}

/** `tail` is the number of words of a member's record behind its head. */
function frameOf(context: FusedOptimizerContext, rows: number, tail: number): Frame {
  const { runtime, layout, group } = context;
  const thetas = context.thetas!;
  const factors = factorTables(layout);
  const stride = RECORD_WORDS + tail;
  const words = schedulerSize(rows, thetas[0].hidden);
  const thetaSize = thetaLayout(thetas[0]).size;
  const values = new Float32Array(thetas.length * thetaSize);
  thetas.forEach((theta, row) => {
    values.set(theta.values, row * thetaSize);
  });
  return {
    context,
    factors,
    tensors: layout.segments.length,
    thetas,
    theta: runtime.buffer('theta', values),
    thetaSize,
    scheduler: runtime.buffer('scheduler', group.count * words * 4),
    schedulerSize: words,
    tables: runtime.buffer('tables', tableWords(factors, group.count * stride)),
    stride,
    hypers: context.hyperTable(['horizon', 'multiplier'], (config, time) => {
      const { horizon, multiplier } = learnedSettings(config, time.numSteps);
      return [horizon, multiplier];
    }),
  };
}

/** The table of tensors, then room for the members' records; see tables.wgsl. */
function tableWords(factors: FactorTables, records: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(factors.tensors.length * TENSOR_WORDS + records);
  factors.tensors.forEach((t, index) => {
    const flags = Number(t.factored) + 2 * Number(t.rowLosesSecond);
    words.set(
      [t.offset, t.size, t.entry, t.rows, t.columns, t.first, t.mid, t.second, t.inner, flags, t.rank],
      index * TENSOR_WORDS,
    );
  });
  return words;
}

interface TensorStep {
  readonly bound: BoundKernel<never> | BoundKernel;
  readonly state: { readonly moments: GPUBuffer; readonly factors: GPUBuffer };
  readonly scratch: GPUBuffer;
  readonly trace: () => Promise<{ readonly bound: BoundKernel; readonly output: GPUBuffer }>;
}

/** The per-parameter half; `moments` comes from outside because VeLO's scheduler reads it too. */
async function bindTensorStep(
  frame: Frame,
  moments: GPUBuffer,
  weights: {
    readonly buffer: GPUBuffer;
    readonly offset: number;
    readonly stride: number;
    readonly perTensor: boolean;
  },
): Promise<TensorStep> {
  const { runtime, layout, group, params, grads, update } = frame.context;
  const bytes = group.count * frame.factors.entries * 3 * 4;
  const factors = runtime.buffer('factors', bytes);
  const scratch = runtime.buffer('factor scales', 2 * bytes);
  const bind = (kernel: typeof tensorStep, output: GPUBuffer) =>
    runtime.bind(
      kernel,
      { tables: frame.tables, params, grads, weights: weights.buffer, scratch, moments, factors, output },
      {
        tensors: frame.tensors,
        stride: frame.stride,
        size: layout.size,
        entries: frame.factors.entries,
        weightOffset: weights.offset,
        weightStride: weights.stride,
        member: 0,
      },
      { WORKGROUP: tensorThreads(runtime, layout), PER_TENSOR: Number(weights.perTensor) },
    );
  return {
    bound: (await bind(tensorStep, update)) as BoundKernel,
    state: { moments, factors },
    scratch,
    async trace() {
      const output = runtime.buffer('trace', layout.size * TRACED * 4);
      return { bound: (await bind(tensorTrace, output)) as BoundKernel, output };
    },
  };
}

/** Buffers that a tracer of this optimizer reads. */
const traceSource = (frame: Frame, rows: number): TraceSource => ({
  runtime: frame.context.runtime,
  factors: frame.factors,
  hidden: frame.thetas[0].hidden,
  rows,
  stride: frame.stride,
  tables: frame.tables,
  scheduler: frame.scheduler,
  schedulerSize: frame.schedulerSize,
});

async function bindCeloSchedule(frame: Frame): Promise<BoundKernel> {
  const { runtime, group, status, loss } = frame.context;
  const { theta, scheduler, tables, thetas, tensors, stride, hypers, thetaSize } = frame;
  const { hidden } = thetas[0];
  const bound = await runtime.bind(
    celoScheduler,
    { table: group.table, status, hypers: hypers.buffer, loss, theta, scheduler, tables },
    { tensors, stride, rows: hypers.rows, thetaSize },
    { HIDDEN: Math.max(1, hidden), SCHEDULED: Number(hidden > 0), THREADS: runtime.software ? 16 : 256 },
  );
  return bound as BoundKernel;
}

/** Words behind the head of Celo's record: S, the LSTM's inputs, its first output. */
const CELO_TAIL = 20;

/** Celo: scheduler, then everything per tensor. */
export async function fusedCelo(context: FusedOptimizerContext): Promise<FusedLearned> {
  const { runtime, group, layout } = context;
  const frame = frameOf(context, 1, CELO_TAIL);
  const { theta, scheduler, tables, tensors } = frame;
  const schedule = await bindCeloSchedule(frame);
  const mlp = segmentOf(thetaLayout(frame.thetas[0]), 'mlp').offset;
  const moments = runtime.buffer('moments', group.count * layout.size * 16);
  const step = await bindTensorStep(frame, moments, {
    buffer: theta,
    offset: mlp,
    stride: frame.thetaSize,
    perTensor: false,
  });
  return {
    state: { scheduler, ...step.state },
    theta,
    tracer: async () => makeTracer({ ...traceSource(frame, 1), features: await step.trace() }),
    encode(pass: StepPass) {
      pass.dispatch(schedule, group.count);
      pass.dispatch(step.bound, tensors, group.count);
    },
    destroy: () => runtime.free(theta, scheduler, tables, step.scratch, ...Object.values(step.state)),
  };
}

/** Celo-Adam: scheduler, then Adam. */
export async function fusedCeloAdam(context: FusedOptimizerContext): Promise<FusedLearned> {
  const { runtime, group, layout, grads, update } = context;
  const frame = frameOf(context, 1, CELO_TAIL);
  const { theta, scheduler, tables, tensors, stride } = frame;
  const schedule = await bindCeloSchedule(frame);
  const moments = runtime.buffer('moments', group.count * layout.size * 8);
  const step = await runtime.bind(
    celoAdamStep,
    { tables, grads, moments, update },
    { tensors, stride, size: layout.size },
  );
  const wide = Math.min(runtime.device.limits.maxComputeWorkgroupsPerDimension, Math.ceil(layout.size / 64));
  return {
    state: { scheduler, moments },
    theta,
    tracer: async () => makeTracer(traceSource(frame, 1)),
    encode(pass: StepPass) {
      pass.dispatch(schedule, group.count);
      pass.dispatch(step as BoundKernel, wide, group.count);
    },
    destroy: () => runtime.free(theta, scheduler, tables, moments),
  };
}

/** Numbers VeLO's LSTM sees: of the member, and of each tensor. */
const CLOCK_INPUTS = 18;
const TENSOR_INPUTS = 12;

/** VeLO: LSTM inputs, mixing, gates, controls, then everything per tensor. */
export async function fusedVelo(context: FusedOptimizerContext): Promise<FusedLearned> {
  const { runtime, group, layout, status, loss, params } = context;
  const tensors = layout.segments.length;
  const frame = frameOf(context, tensors, tensors + CLOCK_INPUTS + tensors * TENSOR_INPUTS);
  const { theta, scheduler, tables, stride, thetaSize, hypers } = frame;
  const { hidden, banks } = frame.thetas[0];
  const mixedStride = MIXED_HEAD + banks;
  const work = runtime.buffer('velo work', group.count * 3 * tensors * hidden * 4);
  const mixed = runtime.buffer('velo mlp', group.count * tensors * mixedStride * 4);
  const moments = runtime.buffer('moments', group.count * layout.size * 16);
  const constants = { HIDDEN: hidden, BANKS: banks };
  const sizes = { tensors, stride, thetaSize };
  const [inputs, mix, gates, controls, step] = await Promise.all([
    runtime.bind(
      veloInputs,
      { table: group.table, status, hypers: hypers.buffer, loss, params, moments, scheduler, tables },
      { tensors, stride, rows: hypers.rows, size: layout.size, schedulerSize: frame.schedulerSize },
    ),
    runtime.bind(veloMix, { tables, theta, work }, sizes, constants),
    runtime.bind(veloGates, { tables, theta, scheduler, work }, sizes, constants),
    runtime.bind(veloControls, { tables, theta, work, scheduler, mixed }, sizes, constants),
    bindTensorStep(frame, moments, { buffer: mixed, offset: 0, stride: mixedStride, perTensor: true }),
  ]);
  const wide = Math.ceil(hidden / 64);
  return {
    state: { scheduler, ...step.state },
    theta,
    tracer: async () =>
      makeTracer({
        ...traceSource(frame, tensors),
        mixed: { buffer: mixed, stride: mixedStride },
        features: await step.trace(),
      }),
    encode(pass: StepPass) {
      pass.dispatch(inputs as BoundKernel, tensors + 1, group.count);
      pass.dispatch(mix as BoundKernel, wide, group.count);
      pass.dispatch(gates as BoundKernel, wide, Math.ceil(tensors / GATES_TILE), group.count);
      pass.dispatch(controls as BoundKernel, tensors, group.count);
      pass.dispatch(step.bound, tensors, group.count);
    },
    destroy: () =>
      runtime.free(theta, scheduler, tables, work, mixed, step.scratch, ...Object.values(step.state)),
  };
}
