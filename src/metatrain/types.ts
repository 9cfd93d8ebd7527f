/** Families of small tasks that meta-training draws from, by key. */
import type { ParamLayout } from '../core/paramLayout';
import type { PrngKey } from '../core/prng';
import type { UnrollTaskText } from '../kernels/unroll';
import type { TaskInstance } from '../tasks/types';

/** One drawn task: numbers that the kernel reads, and where training starts. */
export interface SampledTask {
  /** Numbers after the scales in the task's record, `[variant.record]`. */
  readonly data: Float32Array<ArrayBuffer>;
  /** Start of the parameters as the task sees them, `[layout.size]`. */
  readonly init: Float32Array<ArrayBuffer>;
}

/** Tasks of equal shapes: what one compiled kernel can serve. */
export interface TaskVariant {
  /** Unique, such as "mlp 2-16-1". */
  readonly id: string;
  readonly layout: ParamLayout;
  /** Of the kernel. */
  readonly text: UnrollTaskText;
  /** Floats of one task's data. */
  readonly record: number;
  /** Equal keys give equal tasks. */
  sample(key: PrngKey): SampledTask;
  /**
   * The loss at `params` in double precision, on the batch of `key` (already folded with the step): what the
   * kernel is tested against.
   */
  loss(task: SampledTask, params: ArrayLike<number>, key: PrngKey): number;
  /** Standard deviation of the normal noise added to every gradient element, where there is any. */
  noisyGradient?(task: SampledTask): number;
  /** The same task for the engine's executors, in its own parameters (scales 1): the reference. */
  instance?(task: SampledTask): TaskInstance;
}

/** A distribution of tasks. */
export interface TaskFamily {
  /** Stable: manifests carry it. */
  readonly id: string;
  readonly label: string;
  /** One or two sentences for the reader. */
  readonly summary: string;
  readonly variants: readonly TaskVariant[];
  /** Which variant every pair of a training run takes, over and over; default: all in turns. */
  readonly turns?: readonly TaskVariant[];
  /** The families it is a mixture of. */
  readonly parts?: readonly TaskFamily[];
}
