/**
 * Runner of lanes: `fused/` (WGSL) and `portable/` (TensorFlow.js) are two implementations of one
 * meaning. Lanes are ordered by arm, then by seed: lane = arm * seeds + seed index.
 */
import type { ArmConfig } from '../config/types';
import type { PhaseTimes } from '../kernels/phases';
import type { Method } from '../methods';
import type { MixTerm } from '../optimizers/hub/terms';
import type { TaskInstance } from '../tasks/types';
import type { ExecutorKind } from './types';

export interface ExecutorSetup {
  readonly task: TaskInstance;
  readonly arms: readonly ArmConfig[];
  /** One lane per arm and seed; equal seeds have equal starts and batches in every arm. */
  readonly seeds: readonly number[];
  /** Planned length of the run, for schedules and learned optimizers. */
  readonly numSteps: number;
  /**
   * Loss and accuracy of held-out examples are told at every step that is a multiple of it, and by `evaluate`; 0, and where
   * the task has none: never. It changes no bit of the training.
   */
  readonly validateEvery?: number;
  /** Start of every lane, `[lanes, size]`; default: the task's own, by seed. */
  readonly initialParams?: Float32Array<ArrayBuffer>;
  /** Gives methods by id, such as ones that are watched; default: those there are. */
  readonly methodOf?: (id: string) => Method;
}

/** Losses of consecutive steps; row `i` belongs to the parameters before update `firstStep + i`. */
export interface StepResults {
  readonly firstStep: number;
  readonly count: number;
  /** `[count, lanes]`; NaN where the lane was not running. */
  readonly loss: Float32Array;
  /** `[count, lanes]`, where the task has a metric. */
  readonly metric?: Float32Array;
  /** Of steps at which it was looked at the held-out examples. */
  readonly validations?: readonly ValidationRow[];
  /** `[count, lanes]` of `GuardEvent`, where there was any. */
  readonly events?: Uint32Array;
  /** Measurements of optimizers in the last step, for the lanes whose optimizer makes any. */
  readonly probes?: readonly LaneProbes[];
}

/** Means over all held-out examples with the parameters that a step sets out from; NaN where the lane was not running. */
export interface ValidationRow {
  readonly step: number;
  /** `[lanes]` each. */
  readonly loss: Float32Array;
  readonly accuracy: Float32Array;
}

/** Whether a step of a run is one at which it is looked at held-out examples. */
export const validatesAt = ({ task, validateEvery = 0 }: ExecutorSetup, step: number): boolean =>
  task.validation !== undefined && validateEvery > 0 && step % validateEvery === 0;

export interface LaneProbes {
  readonly lane: number;
  readonly names: readonly string[];
  readonly layers: number;
  /** `[layers, names.length]`. */
  readonly values: Float32Array;
}

/** Terms of the last step of a lane that mixes two proposals, as the executor had them; `[size]` each. */
export interface LaneTerms {
  /** Training step: the number of updates before it. */
  readonly step: number;
  readonly terms: Readonly<Record<MixTerm, Float32Array>>;
  /** Sum added to the parameters. */
  readonly update: Float32Array;
  /** Parameters before and after. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** State vectors of the hand-designed part after it, by name. */
  readonly moments: Readonly<Record<string, Float32Array>>;
}

/** Everything that training goes on from, on the CPU: one record per lane. */
export interface LaneSnapshot {
  /** Training steps done by this lane. */
  readonly step: number;
  /** Step of divergence, or null. */
  readonly divergedStep: number | null;
  readonly params: Float32Array<ArrayBuffer>;
  /** The optimizer's state of this lane, as 32-bit words by name. */
  readonly state: Readonly<Record<string, Uint32Array<ArrayBuffer>>>;
}

export interface Executor {
  readonly kind: ExecutorKind;
  readonly lanes: number;
  /** Bytes held. */
  readonly bytes: number;
  /**
   * Makes `count` training steps of the lanes in `active` (default: all), the first being `firstStep`.
   * Diverged lanes stay as they are. The present loss is recorded before each update.
   */
  run(firstStep: number, count: number, active?: readonly number[]): Promise<StepResults>;
  /** Loss (and metric) of the present parameters on the batch of `step`, without an update. */
  evaluate(step: number): Promise<StepResults>;
  /** Gradients of the last step or evaluation, `[lanes, size]`. */
  readGrads(): Promise<Float32Array>;
  /** Present parameters, `[lanes, size]`. */
  readParams(): Promise<Float32Array<ArrayBuffer>>;
  /** Parameters of one lane. */
  readLane(lane: number): Promise<Float32Array<ArrayBuffer>>;
  /** Per lane the step at which the loss was not finite, or null. */
  divergedSteps(): readonly (number | null)[];
  /** New option values for arms of the same structure; in force from the next `run`. */
  configure(arms: readonly ArmConfig[]): void;
  snapshot(step: number): Promise<LaneSnapshot[]>;
  /** Puts lanes back; null leaves a lane at its start. */
  restore(lanes: readonly (LaneSnapshot | null)[]): Promise<void>;
  /** Microseconds per training step of every arm, part by part, where they are measured; null before. */
  readonly costs?: readonly (PhaseTimes | null)[];
  /** Whether the last step of every `run` from now on keeps what mixed lanes made of it. */
  keepTerms?(on: boolean): void;
  /** Terms of the last step of this lane; null where nothing was kept or the lane has stopped. */
  readTerms?(lane: number): Promise<LaneTerms | null>;
  dispose(): void;
}
