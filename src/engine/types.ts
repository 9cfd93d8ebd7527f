/**
 * Messages between the page and the engine's worker: plain data and typed arrays, nothing else.
 */

import type { CheckpointFile } from '../checkpoints/formats';
import type { Architecture } from '../checkpoints/theta';
import type { Experiment } from '../config/types';
import type { OptionValue } from '../core/option';
import type { PhaseTimes } from '../kernels/phases';
import type { DataQuestion, PartWish, TaskView, ViewOptions } from '../tasks/types';

export type ExecutorKind = 'fused' | 'portable';
export type BackendName = 'webgpu' | 'webgl' | 'cpu';

export type RunState =
  /** Nothing loaded. */
  | 'empty'
  /** Compiling kernels, building buffers, or recovering a lost device. */
  | 'preparing'
  | 'running'
  | 'paused'
  /** All planned steps are done (or no lane is left running). */
  | 'finished'
  /** Cannot go on; `notice` says why. */
  | 'failed';

export interface DeviceInfo {
  readonly executor: ExecutorKind;
  readonly backend: BackendName;
  /** Such as "google · swiftshader". */
  readonly adapter: string;
  /** Why the portable executor runs, in one sentence, when it was not asked for. */
  readonly fallback?: string;
}

export interface EngineStatus {
  readonly state: RunState;
  /** Training steps done. */
  readonly step: number;
  readonly steps: number;
  readonly lanes: number;
  /** Training steps (each advances all lanes) over the last second or so; 0 while not running. */
  readonly stepsPerSecond: number;
  /** Wall time spent training since the last reset, pauses excluded. */
  readonly elapsedMs: number;
  /** GPU memory of the experiment (or tensors' memory of the portable executor). */
  readonly bytes: number;
  /** What the experiment takes: while a large one is built, already what it will. */
  readonly size?: ExperimentSize;
  /** Checksum of the parameters that every arm set out from, over its seeds. */
  readonly starts?: readonly { readonly armId: string; readonly checksum: string }[];
  /** Microseconds of GPU time per step of every arm, where they are measured. */
  readonly costs?: readonly ({ readonly armId: string } & PhaseTimes)[];
}

export interface ExperimentSize {
  /** Trained numbers of one lane. */
  readonly params: number;
  readonly lanes: number;
  /** GPU memory of all (or tensors' memory of the portable executor). */
  readonly bytes: number;
}

/** The steps since the last message, step by step. */
export interface HistoryChunk {
  /** Step of the first row. Row `i` is the loss of the parameters after `firstStep + i` updates. */
  readonly firstStep: number;
  readonly count: number;
  /** Elapsed training time at the end of the chunk. */
  readonly elapsedMs: number;
  readonly arms: readonly ArmHistory[];
}

export interface ArmHistory {
  readonly armId: string;
  /** `[count, seeds]`; a diverged lane's rows hold NaN from its divergence on. */
  readonly loss: Float32Array;
  /** `[count, seeds]`, where the task has a metric. */
  readonly metric?: Float32Array;
  /** Steps at which it was looked at held-out examples, in order, if any. */
  readonly validations?: readonly ArmValidation[];
  /** Acts of the arm's guard in these steps, if any. */
  readonly events?: readonly GuardReport[];
}

/** Means over all held-out examples after so many updates; NaN of a lane that has diverged. */
export interface ArmValidation {
  readonly step: number;
  /** `[seeds]` each. */
  readonly loss: Float32Array;
  readonly accuracy: Float32Array;
}

export type GuardAction =
  /** Restarted from the lowest loss. */
  | 'reinit'
  /** Lengthened the plan of its learned optimizer. */
  | 'extend'
  /** Went over to its hand-designed or its learned optimizer. */
  | 'toDesigned'
  | 'toLearned'
  /** Stopped for good at the lowest loss. */
  | 'stop';

/** An act of a guard in one lane. */
export interface GuardReport {
  /** Seed index. */
  readonly seed: number;
  readonly step: number;
  readonly action: GuardAction;
}

/** Measurements of an arm's optimizer in its last step, layer by layer. */
export interface ArmProbes {
  readonly armId: string;
  readonly names: readonly string[];
  readonly layers: readonly { readonly name: string; readonly size: number }[];
  /** Number of seeds. */
  readonly seeds: number;
  /** `[seeds, layers, names]`. */
  readonly values: Float32Array;
}

/** A weight of a HUB arm, of whose step the numbers are wanted. */
export interface ParameterTarget {
  readonly armId: string;
  /** Seed index. */
  readonly seed: number;
  /** Index among the layers that HUB weighs, see `ArmProbes.layers`. */
  readonly layer: number;
  /** Index in the flattened layer; null: the weight with the largest gradient. */
  readonly index: number | null;
}

/** The last step of one weight as the executor made it; nothing is computed anew. */
export interface ParameterAnatomy extends Omit<ParameterTarget, 'index'> {
  /** Training step: the number of updates before it. */
  readonly step: number;
  readonly index: number;
  /** Its tensor, and its indices there. */
  readonly tensor: string;
  readonly place: readonly number[];
  /** Shape of the layer, flat where it is several tensors. */
  readonly shape: readonly number[];
  /** As the optimizers saw it. */
  readonly gradient: number;
  /** σ of the softmax (or the constant share), after clipping, and the hand-designed share taken. */
  readonly rawSigma: number;
  readonly sigma: number;
  readonly share: number;
  /** Both proposals and their blend, which was added to the weight. */
  readonly hand: number;
  readonly learned: number;
  readonly update: number;
  readonly before: number;
  readonly after: number;
  /** State of the hand-designed optimizer for this weight, after the step: `mu`, `nu`, ... */
  readonly moments: Readonly<Record<string, number>>;
  /** Gradients and σ of the whole layer. */
  readonly layerGradients: Float32Array;
  readonly layerSigma: Float32Array;
}

/** Something that happened to an arm at a step, drawn on its curve. */
export interface RunMark {
  /** A later mark with the same id replaces this one: a slider still moving. */
  readonly id: string;
  readonly kind: 'diverged' | 'intervention' | 'length' | 'reinit' | 'guard';
  readonly armId: string;
  /** Seed index, where one lane is concerned. */
  readonly seed?: number;
  readonly step: number;
  readonly text: string;
  /** The option that changed and its new value, of an intervention. */
  readonly change?: { readonly path: string; readonly value: OptionValue };
  /** The length planned from here on, of a `length`. */
  readonly planned?: number;
}

/** An experiment that repeats a run, option changes within it included. */
export interface Recipe {
  readonly experiment: Experiment;
  /** Per arm that goes by the planned length, the step at which that was changed: its curve cannot be repeated. */
  readonly replanned?: Readonly<Record<string, number>>;
  /** Why a repetition may differ, one sentence each; empty where it gives the same curves on the same adapter. */
  readonly notes: readonly string[];
}

/** A task's view of one lane of every arm asked for. */
export interface ViewMessage {
  /** Seed index shown. */
  readonly seed: number;
  /** `step` is the arm's own: one that joined late is behind the others. */
  readonly arms: readonly { readonly armId: string; readonly step: number; readonly view: TaskView }[];
}

export type EngineEvent =
  | { readonly type: 'status'; readonly status: EngineStatus }
  /** The engine (re)started its device or changed executor. */
  | { readonly type: 'device'; readonly device: DeviceInfo }
  /** Curves of these arms start anew (all arms when absent). */
  | { readonly type: 'cleared'; readonly armIds?: readonly string[] }
  | { readonly type: 'history'; readonly chunk: HistoryChunk }
  | { readonly type: 'mark'; readonly mark: RunMark }
  /** The latest measurements of these arms, made in training step `step`. */
  | { readonly type: 'probes'; readonly step: number; readonly arms: readonly ArmProbes[] }
  | { readonly type: 'view'; readonly message: ViewMessage }
  /** The weight asked for by `dissect`; null where there is nothing to say of it (yet). */
  | { readonly type: 'anatomy'; readonly anatomy: ParameterAnatomy | null }
  /** For the reader: one sentence. */
  | { readonly type: 'notice'; readonly level: 'info' | 'warning' | 'error'; readonly text: string };

export interface EngineOptions {
  /** `auto`: fused where WebGPU works, else portable. */
  readonly executor: 'auto' | ExecutorKind;
  /** Lets every lane start one unit in the last place away, to learn how far rounding alone leads. */
  readonly nudges?: boolean;
}

/** A decoded file of the reader's. */
export interface DataSummary {
  readonly name: string;
  readonly hash: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: number;
}

/** Weights of a learned optimizer, as recognised. */
export interface CheckpointSummary {
  readonly id: string;
  readonly architecture: Architecture;
  /** Units of the scheduler's LSTM, 0 where there is none. */
  readonly hidden: number;
  /** Number of weights. */
  readonly size: number;
}

/** The engine as the page calls it (through Comlink). Calls are carried out in order; rejected ones change nothing. */
export interface EngineApi {
  open(options: EngineOptions, listener: (event: EngineEvent) => void): Promise<DeviceInfo>;
  /**
   * Makes `experiment` the current one. What can be kept is kept: with the same task, seeds and data, arms
   * of equal id and structure go on with their curves, new arms catch up from step 0, changed options are
   * interventions, and the experiment's own interventions are made at their steps (an arm whose past they
   * change starts anew). Otherwise everything starts at step 0. Throws `ConfigError`, and then nothing changes.
   */
  load(experiment: Experiment): Promise<void>;
  start(): Promise<void>;
  pause(): Promise<void>;
  /** One training step, then paused. */
  stepOnce(): Promise<void>;
  /** Trains up to this step, then pauses. */
  runTo(step: number): Promise<void>;
  /**
   * Back to step 0 with the experiment as last loaded or edited; paused. Its own interventions are made
   * again at their steps; values set within the run since are now those it sets out with.
   */
  reset(): Promise<void>;
  /**
   * Contents of a link or record of the present run: the options every arm set out with, and every change
   * within the run, planned or made by the reader. Throws `ConfigError` when nothing is loaded.
   */
  recipe(): Promise<Recipe>;
  /** Steps per second at most; null is unlimited. */
  setSpeed(stepsPerSecond: number | null): Promise<void>;
  /** Changes one option of an arm at once; recorded as an intervention when the run has begun. `path` as in `learningRate` or `parts.designed.learningRate`. */
  setOption(armId: string, path: string, value: OptionValue): Promise<void>;
  /** Which lane the task views show, and for which arms; views come about four times a second while running. */
  watch(seed: number, armIds: readonly string[], options?: ViewOptions): Promise<void>;
  /** Of which weight `anatomy` events tell, about four times a second while running; null: of none. */
  dissect(target: ParameterTarget | null): Promise<void>;
  /**
   * Decodes a file of the reader's as this task does and keeps it for tasks that name its hash; asks back, and keeps
   * nothing, where the file has several parts and the wish does not tell which. Throws `DataError`.
   */
  addData(file: File, taskId: string, wish?: PartWish): Promise<DataSummary | DataQuestion>;
  /** Reads weights of a learned optimizer and keeps them under `id` for arms that name it. Throws `CheckpointError`. */
  addCheckpoint(id: string, files: readonly CheckpointFile[]): Promise<CheckpointSummary>;
  /** Destroys the device, as a driver might: for tests and the curious. */
  loseDevice(): Promise<void>;
  close(): Promise<void>;
}

/** Result of `hubPlayground.run`. */
export type { ArmRecord, RunRecord } from '../config/runRecord';
