/** The lanes of one task variant on the GPU: their buffers, and the kernel that advances them. */

import { mlpLayout, type ThetaShape, thetaLayout } from '../checkpoints/theta';
import type { PrngKey } from '../core/prng';
import type { BoundKernel, GpuRuntime } from '../kernels/runtime';
import { LANE_WORDS, type UnrollOptimizer, unrollKernel } from '../kernels/unroll';
import { LOSS_AVERAGES } from '../optimizers/learned/schedulerState';
import type { TaskVariant } from './types';
import { unrollTables } from './unrollTables';

/**
 * Threads of a lane's workgroup: on a software adapter one SIMD vector, for at a barrier it goes through the
 * vectors one by one (measured on SwiftShader: 65 ms for 48 lanes and 20 steps with 4 threads, 230 ms with 32).
 */
const threadsOn = (software: boolean): number => (software ? 4 : 32);

/** Optimizer of an unroll: a learned one, or hand-designed rules by rows of `DesignedRow`. */
export type UnrollRule =
  | { readonly kind: 'learned'; readonly shape: ThetaShape }
  | { readonly kind: 'designed' };

/** Floats of a row of a hand-designed rule. */
export const DESIGNED_ROW = 7;

/**
 * A row of a hand-designed rule at its usual betas and epsilon. `falling`: the rate falls in a straight line to 0 over
 * the planned length.
 */
export const designedRow = (
  rule: 'adam' | 'adamax' | 'adamw',
  learningRate: number,
  falling = false,
): Float32Array<ArrayBuffer> =>
  Float32Array.of(
    rule === 'adamax' ? 1 : 0,
    learningRate,
    0.9,
    0.999,
    1e-8,
    rule === 'adamw' ? 0.01 : 0,
    falling ? 1 : 0,
  );

export interface UnrollSizes {
  readonly lanes: number;
  /** Task records held. */
  readonly tasks: number;
  /** Rows of weights (or of hand-designed rules) held. */
  readonly rows: number;
  /** Steps of one dispatch at most. */
  readonly most: number;
  /** Which form of the kernel, that for software adapters or for GPUs: default, as suits the device. */
  readonly software?: boolean;
}

/** Work of a lane in the next dispatch. */
export interface LaneOrder {
  readonly task: number;
  readonly row: number;
  /** Updates made before; 0 starts the optimizer's state anew. */
  readonly first: number;
  readonly count: number;
  /** Planned number of updates. */
  readonly horizon: number;
  /** Draws batches and noise, folded with the step. */
  readonly key: PrngKey;
}

export class Unroll {
  readonly variant: TaskVariant;
  readonly sizes: UnrollSizes;
  readonly #runtime: GpuRuntime;
  readonly #kernel: BoundKernel;
  readonly #record: number;
  readonly #orders: Uint32Array<ArrayBuffer>;
  readonly buffers: Readonly<
    Record<'lanes' | 'theta' | 'data' | 'tables' | 'params' | 'state' | 'losses', GPUBuffer>
  >;

  private constructor(
    runtime: GpuRuntime,
    variant: TaskVariant,
    sizes: UnrollSizes,
    buffers: Unroll['buffers'],
    kernel: BoundKernel,
  ) {
    this.#runtime = runtime;
    this.variant = variant;
    this.sizes = sizes;
    this.buffers = buffers;
    this.#kernel = kernel;
    this.#record = recordSize(variant);
    this.#orders = new Uint32Array(sizes.lanes * LANE_WORDS);
  }

  static async create(
    runtime: GpuRuntime,
    variant: TaskVariant,
    rule: UnrollRule,
    sizes: UnrollSizes,
  ): Promise<Unroll> {
    const { layout } = variant;
    const tables = unrollTables(layout);
    const software = sizes.software ?? runtime.software;
    const tensors = layout.segments.length;
    const { row, state, optimizer, constants } = ruleSizes(rule, layout.size, tables.entries);
    const buffers = {
      lanes: runtime.buffer('lanes', sizes.lanes * LANE_WORDS * 4),
      theta: runtime.buffer('theta', sizes.rows * row * 4),
      data: runtime.buffer('data', sizes.tasks * recordSize(variant) * 4),
      tables: runtime.buffer('tables', tables.words),
      params: runtime.buffer('params', sizes.lanes * layout.size * 4),
      state: runtime.buffer('state', sizes.lanes * state * 4),
      losses: runtime.buffer('losses', sizes.lanes * sizes.most * 4),
    };
    const kernel = await runtime.bind(
      unrollKernel(variant.text, optimizer, software),
      buffers,
      {},
      {
        SIZE: layout.size,
        TENSORS: tensors,
        DATA: recordSize(variant),
        STATE: state,
        MOST: sizes.most,
        THREADS: threadsOn(software),
        ...(rule.kind === 'learned' ? { ENTRIES: tables.entries } : {}),
        ...constants,
      },
    );
    await runtime.settled();
    return new Unroll(runtime, variant, sizes, buffers, kernel);
  }

  /** Puts a task's record in place; `scales` has one factor per tensor. */
  setTask(slot: number, data: Float32Array, scales: Float32Array): void {
    const record = new Float32Array(this.#record);
    record.set(scales);
    record.set(data, scales.length);
    this.#runtime.write(this.buffers.data, record, slot * record.byteLength);
  }

  /** The optimizer's parameters of a lane, `[size]`: those of the task divided by the scales. */
  setParams(lane: number, params: Float32Array<ArrayBuffer>): void {
    this.#runtime.write(this.buffers.params, params, lane * params.byteLength);
  }

  /** Rows of weights, from the first. */
  setTheta(rows: Float32Array<ArrayBuffer>): void {
    this.#runtime.write(this.buffers.theta, rows);
  }

  order(orders: readonly LaneOrder[]): void {
    orders.forEach(({ task, row, first, count, horizon, key }, lane) => {
      this.#orders.set([task, row, first, count, horizon, 0, ...key], lane * LANE_WORDS);
    });
    this.#runtime.write(this.buffers.lanes, this.#orders);
  }

  encode(pass: GPUComputePassEncoder): void {
    pass.setPipeline(this.#kernel.pipeline);
    pass.setBindGroup(0, this.#kernel.group);
    pass.dispatchWorkgroups(this.sizes.lanes);
  }

  destroy(): void {
    this.#runtime.free(...Object.values(this.buffers));
  }
}

const recordSize = (variant: TaskVariant): number => variant.layout.segments.length + variant.record;

interface RuleSizes {
  /** Floats of a row of `theta`, and of a lane's state. */
  readonly row: number;
  readonly state: number;
  readonly optimizer: UnrollOptimizer;
  readonly constants: Readonly<Record<string, number>>;
}

function ruleSizes(rule: UnrollRule, size: number, entries: number): RuleSizes {
  if (rule.kind === 'designed') {
    return { row: DESIGNED_ROW, state: 2 * size + 2, optimizer: 'designed', constants: {} };
  }
  const layout = thetaLayout(rule.shape);
  const { hidden } = rule.shape;
  const accumulators = size * 4 + entries * 3;
  const constants = { MLP_AT: layout.size - mlpLayout.size, ROW: layout.size };
  if (hidden === 0) return { row: layout.size, state: accumulators, optimizer: 'learned', constants };
  return {
    row: layout.size,
    state: accumulators + 3 * LOSS_AVERAGES + 2 * hidden,
    optimizer: 'scheduled',
    constants: { ...constants, HIDDEN: hidden },
  };
}
