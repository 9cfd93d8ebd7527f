/**
 * A task knows nothing of training or drawing: parameters in, loss and gradient out. It comes in two
 * executors with one meaning, portable (TensorFlow.js, the reference) and fused (WGSL).
 */
import type * as TF from '@tensorflow/tfjs-core';
import type { AnyOptions, OptionSpecs } from '../core/option';
import type { ParamLayout } from '../core/paramLayout';
import type { PrngKey } from '../core/prng';
import type { Lost } from '../data/formats/samples';
import type { PictureData } from '../data/pictures';
import type { GpuRuntime, StepPass } from '../kernels/runtime';

/** TensorFlow.js, passed in so that nothing imports it before it is needed. */
export type Tf = typeof TF;

/** What a problem is made from: the reader's own, decoded, or what a task has built in. */
export type TaskData = GridData | PictureData;

/** A grid of samples (picture or volume). */
export interface GridData {
  /** Of the file, and of the part of it that was taken: "brain.nii, time 3 of 20". */
  readonly name: string;
  /** SHA-256, hex: of the file, or of a text that names its hash and the part, see `decode/part.ts`. */
  readonly hash: string;
  /** Extents from slowest to fastest axis: `[height, width]` or `[depth, height, width]`. */
  readonly shape: readonly number[];
  /** Row-major samples in the file's own units, less an offset where float32 would otherwise lose levels. */
  readonly values: Float32Array;
  /** The span PSNR refers to: that of the sample type (255, 65535) or, for floats, the data's own. */
  readonly peak: number;
  /** Such as "uint16". */
  readonly dtype: string;
  /** Of the file as it is; of a part of one, and of built-in data, of the samples, each in its type. */
  readonly bytes: number;
  /** Whether they are the file's. */
  readonly packed?: boolean;
  /** What the samples do not keep of the file's pixels. */
  readonly lost?: readonly Lost[];
}

/** An axis along which one index is taken of a file. */
export interface DataAxis {
  /** Stable, for hashes name it: "channel", "time", or "axis0" of an array. */
  readonly id: string;
  readonly extent: number;
}

/** What is taken of a file of more axes than a volume: an index, from 0, along each of some axes, by their ids. */
export type DataPart = Readonly<Record<string, number>>;

/** Axes of a file that are more than a volume's three. */
export interface SurplusAxes {
  /** Those that an index may be taken along, slowest first. */
  readonly axes: readonly DataAxis[];
  /** How many of them need one: all, but of arrays, whose axes have no names. */
  readonly picks: number;
  /** Extents of the others, slowest first. */
  readonly rest: readonly number[];
}

/** What is asked back where a file is more than one picture or volume. */
export interface DataQuestion extends SurplusAxes {
  readonly name: string;
  /** None of its parts is the one that was wished for by its hash. */
  readonly lacksWanted?: true;
}

/** Which part of a file is wanted, where it has several: itself, or the hash of its data. */
export interface PartWish {
  readonly part?: DataPart;
  readonly hash?: string;
}

/** Whether a file was answered with a question. */
export const isQuestion = (answer: object): answer is DataQuestion => 'picks' in answer;

export interface Task<S extends OptionSpecs = OptionSpecs> {
  /** Stable: links carry it, so its meaning never changes. */
  readonly id: string;
  readonly label: string;
  /** One or two sentences for the reader. */
  readonly summary: string;
  readonly options: S;
  /** Named option sets. */
  readonly variants?: Readonly<Record<string, TaskVariant>>;
  /** Proposed number of steps and the target loss line. */
  readonly suggested: { readonly steps: number; readonly target: number };
  /** Default learning rate of an arm on this task, by optimizer id, where the optimizer's own does not suit. */
  readonly learningRates?: Readonly<Record<string, number>>;
  /** A second number per step beside the loss, in those problems whose instance has one. */
  readonly metric?: TaskMetric;
  /** Whether losses may be below 0 with these options: no logarithmic axis then. */
  readonly negative?: (options: AnyOptions) => boolean;
  /** Whether examples are held out, whose loss and accuracy can be told while it trains. */
  readonly validates?: true;
  /** What their accuracy is, where examples are not simply right or wrong. */
  readonly validated?: ValidatedTexts;
  /** How the page draws what an instance's `view` returns; both are there, or neither. */
  readonly view?: TaskViewSpec;
  /** A file of the reader's that it can train on. */
  readonly data?: TaskDataSpec;
  /** The small problem a device is tested on before it trains this task: these options, the others at their defaults. */
  readonly selfTest: AnyOptions;
  /** Another one where, with these options, the kernels are others than those of `selfTest`. */
  readonly selfTestOf?: (options: AnyOptions) => AnyOptions;
  /** Loads the code that `create` needs and the page's first load does not have. */
  prepare?(): Promise<void>;
  /**
   * What it trains on with these options where that is built in and not at hand; undefined where it needs none. Fetched
   * when first asked for. Throws `DataError`.
   */
  builtIn?(options: AnyOptions): Promise<TaskData | undefined>;
  /**
   * Builds the problem, of the reader's data or of what `builtIn` gave; `createTask` does all three. Without the latter it has
   * a layout and a start, and no loss. Throws `ConfigError` or `DataError`.
   */
  create(options: AnyOptions, data?: TaskData): TaskInstance;
}

export interface TaskVariant {
  readonly label: string;
  readonly options: AnyOptions;
  /** For fast devices alone: beyond what tests run on a CPU. */
  readonly large?: true;
}

/** How a metric is shown. */
export interface TaskMetric {
  readonly label: string;
  /** One or two sentences for the reader. */
  readonly help: string;
  readonly unit?: string;
  /** Whether more is better and the values are logarithms already: no logarithmic axis then. */
  readonly decibels?: true;
  /** Whether more is better and the values lie between 0 and 1: no logarithmic axis either. */
  readonly share?: true;
}

/** What is said of the accuracy of held-out examples. */
export interface ValidatedTexts {
  /** Of its curve. */
  readonly label: string;
  /** Of its column of the run table, a sentence. */
  readonly help: string;
  /** What "accuracy" means, for "Accuracy is …". */
  readonly meaning: string;
}

/** A view as the page must know it before there is one. */
export interface TaskViewSpec {
  /** `kind` of every view, and the folder of `ui/plots` whose `View.tsx` draws it. */
  readonly kind: string;
  /** Whether the views of a run so far are kept, for what draws paths. */
  readonly trail?: true;
  /**
   * Whether it is asked for one arm at a time, megabytes each and room for one, with these options of the task and
   * data of the reader's of this shape.
   */
  readonly oneArm?: (options: AnyOptions, shape?: readonly number[]) => boolean;
}

/** Which file of the reader's a task takes, and who decodes it. */
export interface TaskDataSpec {
  /** One or two sentences for the reader: which files. */
  readonly hint: string;
  /** Filter of the file dialogue, as of `<input accept>`; not a check. */
  readonly accepts: string;
  /** Options that ask for the reader's file: it is used exactly while they have these values, none of them a default. */
  readonly options: AnyOptions;
  /**
   * Reads a file where it is, in a worker; asks back where it is more than one picture or volume and the wish does not
   * tell. Throws `DataError`, one sentence that names the file.
   */
  decode(file: File, wish?: PartWish): Promise<TaskData | DataQuestion>;
  /** One file of several that belong together, whatever their order; null where they do not. */
  join?(files: readonly File[]): Promise<File | null>;
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
  /** Present where the task's metric is a number of this problem. */
  readonly metric?: MetricSource;
  /** Present where examples are held out: their loss and accuracy in double precision on the CPU, for checks. */
  readonly validation?: { reference(params: ArrayLike<number>): Validated };
  portable(tf: Tf): PortableLoss;
  /** Kernels on the lanes' buffers. */
  fused(context: FusedTaskContext): Promise<FusedLoss>;
  /** Whether its views are points of a path, of which the page wants many in a run. */
  readonly path?: boolean;
  /**
   * One lane as the page draws it: plain arrays, computed on the CPU in double precision. `start` gives what it set out
   * from; default: `params`.
   */
  view?(params: Float32Array, options?: ViewOptions, start?: () => Float32Array): TaskView;
  /**
   * Loss at `params` in double precision on the CPU, for checks: training does without. `batchKey` as in
   * `PortableLoss`, already folded with the step.
   */
  referenceLoss(params: ArrayLike<number>, batchKey: PrngKey): number;
}

/** Means over all held-out examples. */
export interface Validated {
  readonly loss: number;
  /** The share that is right. */
  readonly accuracy: number;
}

export interface MetricSource {
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
  /**
   * Mean loss and accuracy of every lane over all held-out examples, the same at each call; present where the task has
   * `validation`. Owned as above.
   */
  validation?(params: TF.Tensor2D): { readonly loss: TF.Tensor1D; readonly accuracy: TF.Tensor1D };
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
  /** `[lanes, 2]`: loss and accuracy over all held-out examples. Present where they are wanted. */
  readonly validation?: GPUBuffer;
}

export interface FusedLoss {
  encode(pass: StepPass): void;
  /**
   * Writes the context's `validation` for the present parameters of every running lane, and nothing that training reads;
   * encoded between `encode` and what follows it, in some steps. Present where the context has that buffer.
   */
  readonly validation?: { encode(pass: StepPass): void };
  destroy(): void;
}

/** A reader's choices within a view. */
export interface ViewOptions {
  /** Per axis, the sample at which a volume is cut; default: the middle. */
  readonly slices?: readonly (number | null)[];
}

/** A plain record; `kind` is that of its task's `TaskViewSpec`. */
export interface TaskView {
  readonly kind: string;
}

export type { StepPass };
