/**
 * A task knows nothing of training or drawing: parameters in, loss and gradient out. It comes in two
 * executors with one meaning, portable (TensorFlow.js, the reference) and fused (WGSL).
 */
import type * as TF from '@tensorflow/tfjs-core';
import type { AnyOptions, OptionSpecs } from '../core/option';
import type { ParamLayout } from '../core/paramLayout';
import type { PrngKey } from '../core/prng';
import type { GpuRuntime, StepPass } from '../kernels/runtime';

/** TensorFlow.js, passed in so that nothing imports it before it is needed. */
export type Tf = typeof TF;

/** A grid of samples of the reader's (picture or volume), decoded. */
export interface TaskData {
  readonly name: string;
  /** SHA-256 of the file, hex. */
  readonly hash: string;
  /** Extents from slowest to fastest axis: `[height, width]` or `[depth, height, width]`. */
  readonly shape: readonly number[];
  /** Row-major samples in the file's own units. */
  readonly values: Float32Array;
  /** The span PSNR refers to: that of the sample type (255, 65535) or, for floats, the data's own. */
  readonly peak: number;
  /** Such as "uint16". */
  readonly dtype: string;
  readonly bytes: number;
}

export interface Task<S extends OptionSpecs = OptionSpecs> {
  /** Stable: links carry it, so its meaning never changes. */
  readonly id: string;
  readonly label: string;
  /** One or two sentences for the reader. */
  readonly summary: string;
  readonly options: S;
  /** Named option sets. */
  readonly presets?: Readonly<Record<string, { readonly label: string; readonly options: AnyOptions }>>;
  /** What the page proposes: number of steps and the target loss line. */
  readonly suggested: { readonly steps: number; readonly target: number };
  /** Default learning rate of an arm on this task, by optimizer id, where the optimizer's own does not suit. */
  readonly learningRates?: Readonly<Record<string, number>>;
  /** Builds the problem. Throws `ConfigError` or `DataError`. */
  create(options: AnyOptions, data?: TaskData): TaskInstance;
}

/** One problem: a task with its options (and data) fixed. Plain and shared by all lanes. */
export interface TaskInstance {
  readonly layout: ParamLayout;
  /** Initial parameters of one lane, `f32[layout.size]`; equal keys give equal values. */
  init(key: PrngKey): Float32Array<ArrayBuffer>;
  /** Tensors whose entries are raised to 0 after every optimizer step (LTC's explicit constraint). */
  readonly nonNegative?: readonly string[];
  /** One batch for the whole run: executors fold batch keys with 0 instead of the step. Fused kernels see to it themselves. */
  readonly constantBatch?: boolean;
  /** A second number per step beside the loss. */
  readonly metric?: TaskMetric;
  portable(tf: Tf): PortableLoss;
  /** Kernels on the lanes' buffers. */
  fused(context: FusedTaskContext): Promise<FusedLoss>;
  /** What the page draws of one lane: plain arrays, computed on the CPU in double precision. */
  view(params: Float32Array, options?: ViewOptions): TaskView;
  /** Training gradients do not need it: loss at `params` in double precision on the CPU, for checks. `batchKey` as in `PortableLoss`, already folded with the step. */
  referenceLoss(params: ArrayLike<number>, batchKey: PrngKey): number;
}

export interface TaskMetric {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  /** Given where the metric follows from the loss alone; else the executors deliver it. */
  readonly fromLoss?: (loss: number) => number;
}

export interface PortableLoss {
  /**
   * Mean loss of every lane and its gradient. `params` is `[lanes, size]`; `batchKeys[lane]` is the lane's
   * batch key already folded with the step. The caller owns the results and disposes them.
   */
  lossAndGrads(
    params: TF.Tensor2D,
    batchKeys: readonly PrngKey[],
  ): { readonly loss: TF.Tensor1D; readonly grads: TF.Tensor2D; readonly metric?: TF.Tensor1D };
  dispose?(): void;
}

/** Buffers of the lanes that a fused task reads and writes. All f32 unless said. */
export interface FusedTaskContext {
  readonly runtime: GpuRuntime;
  readonly lanes: number;
  /** `[lanes, size]`, read only to the task. */
  readonly params: GPUBuffer;
  /** `[lanes, size]`, written for every running lane. */
  readonly grads: GPUBuffer;
  /** `[lanes]`, written. */
  readonly loss: GPUBuffer;
  /** `[lanes]`, written where the task has a metric without `fromLoss`. */
  readonly metric: GPUBuffer;
  /** `u32[lanes]`, `LaneStatus`; lanes that are not running are left alone. */
  readonly status: GPUBuffer;
  /** `u32[lanes, 2]`: `foldIn(key(seed), Purpose.batch)`, not yet folded with `step.index`. */
  readonly batchKeys: GPUBuffer;
}

export interface FusedLoss {
  encode(pass: StepPass): void;
  /**
   * Loss over the whole data set rather than a batch, `f32[lanes]`, where the two differ. Encodes and
   * submits work of its own.
   */
  fullLoss?(): Promise<Float32Array>;
  destroy(): void;
}

/** What a reader may choose of a view. */
export interface ViewOptions {
  /** Per axis, the sample at which a volume is cut; default: the middle. */
  readonly slices?: readonly (number | null)[];
}

/** A named plain record; `ui/plots` has a view of the same name for every `kind`. */
export interface TaskView {
  readonly kind: string;
}

export type { StepPass };
