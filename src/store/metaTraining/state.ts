/** Meta-training as the page shows it, and a run as the browser keeps it. */
import type { MetaTrainingOptions } from '../../metatrain/api';
import type { MetaRunClient } from '../../metatrain/client';
import type { Comparison } from '../../metatrain/compare';
import type { MetaRunProgress } from '../../metatrain/service';
import type { Shelf, StorageProblem } from '../browser/database';
import type { TrainedOptimizer } from '../browser/trainedOptimizers';
import type { MetaLossCurveData } from './metaLossCurve';

/** Choices of the reader; the rest of the options is for tests. */
export type MetaRunSettings = Omit<MetaTrainingOptions, 'mlp'> & { readonly minutes: number };

export type MetaRunStage =
  /** Storage has not answered yet. */
  | 'looking'
  /** No run. */
  | 'idle'
  /** Device, kernels, and the plan. */
  | 'preparing'
  | 'running'
  /** The present step ends, and is saved. */
  | 'pausing'
  | 'paused'
  /** Ended by the reader; it can go on all the same. */
  | 'stopped'
  | 'finished';

export interface ComparisonAt {
  readonly done: number;
  readonly comparison: Comparison;
}

/** Something worth saying aloud. */
export type MetaRunMilestone =
  | { readonly kind: 'started' | 'resumed' | 'paused' | 'stopped' | 'finished'; readonly done: number }
  | { readonly kind: 'scheduler'; readonly done: number }
  /** The first time the optimizer is ahead of Adam after so many inner steps. */
  | { readonly kind: 'ahead'; readonly done: number; readonly step: number };

export type MetaRunProblem =
  | { readonly kind: 'failed'; readonly message: string }
  /** The device was lost; the run went on from this outer step. */
  | { readonly kind: 'recovered'; readonly done: number }
  | { readonly kind: 'otherTab' };

export interface MetaTrainingState {
  readonly stage: MetaRunStage;
  /** Whether there is a WebGPU adapter; null until that is known. */
  readonly hasGpu: boolean | null;
  readonly settings: MetaRunSettings | null;
  readonly progress: MetaRunProgress | null;
  /** Wall time trained. */
  readonly seconds: number;
  /** At present; null until some seconds of this phase are measured. */
  readonly secondsPerStep: number | null;
  /** Grows whenever `curve` changed. */
  readonly revision: number;
  readonly comparisons: readonly ComparisonAt[];
  /** Outer step after which the scheduler is trained; null before that. */
  readonly schedulerFrom: number | null;
  /** Outer step of the run that the browser keeps. */
  readonly saved: number | null;
  /** Why the browser keeps nothing. */
  readonly storage: StorageProblem | null;
  readonly problem: MetaRunProblem | null;
  readonly milestone: MetaRunMilestone | null;
  /** Optimizers trained here and kept, newest last. */
  readonly trained: readonly TrainedOptimizer[];
}

/** A run as the browser keeps it. */
export interface StoredMetaRun {
  readonly version: 1;
  readonly settings: MetaRunSettings;
  readonly progress: MetaRunProgress;
  readonly seconds: number;
  readonly schedulerFrom: number | null;
  readonly ended: 'stopped' | 'finished' | null;
  /** For `decodeRun`. */
  readonly run: Uint8Array<ArrayBuffer>;
  readonly curve: MetaLossCurveData;
  readonly comparisons: readonly ComparisonAt[];
}

export interface MetaTrainingSurroundings {
  readonly spawn: () => MetaRunClient;
  readonly runs: Shelf<StoredMetaRun>;
  readonly optimizers: Shelf<TrainedOptimizer>;
  readonly hasGpu: () => Promise<boolean>;
  /** Makes this the only page that trains; null where another does. Returns the way out. */
  readonly claim?: () => Promise<(() => void) | null>;
  /** The page's experiment, which makes room while a run is on. */
  readonly experiment?: { hold(): void; release(): void };
  /** Time between two saves (default 5 s). */
  readonly saveMs?: number;
}

/** What is told of a run before its first step. */
export const NO_RUN = {
  progress: null,
  seconds: 0,
  secondsPerStep: null,
  comparisons: [],
  schedulerFrom: null,
  saved: null,
} as const;

/** Before anything is known. */
export const UNKNOWN: MetaTrainingState = {
  stage: 'looking',
  hasGpu: null,
  settings: null,
  ...NO_RUN,
  revision: 0,
  storage: null,
  problem: null,
  milestone: null,
  trained: [],
};

/** Stages in which the device is at work. */
export const BUSY: readonly MetaRunStage[] = ['preparing', 'running', 'pausing'];
