/**
 * Meta-training for the page: one run on a device of its own, told in plain data. It lives in a worker of its
 * own (`worker.ts`); nothing here knows of one.
 */
import { DeviceError, errorMessage } from '../core/errors';
import { type Gpu, openGpu } from '../engine/backend';
import {
  MetaTraining,
  type MetaTrainingEvent,
  type MetaTrainingOptions,
  type MetaTrainingProgress,
  type SavedRun,
} from './api';
import type { Comparison } from './compare';
import { horizonLimit } from './config';
import { outerStepsOf } from './provenance';
import { decodeRun, encodeRun } from './runState';
import type { Phase } from './thetaSpace';

export type TrainingReport =
  /** Outer steps since the last report: their meta-losses, and where the run is now. */
  | {
      readonly type: 'steps';
      readonly metaLosses: Float64Array<ArrayBuffer>;
      readonly progress: MetaTrainingProgress;
    }
  | { readonly type: 'comparison'; readonly done: number; readonly comparison: Comparison }
  | { readonly type: 'finished' }
  /** `lost`: the device went away, and another may do. */
  | { readonly type: 'failed'; readonly message: string; readonly lost: boolean };

export type TrainingListener = (report: TrainingReport) => void;

export interface TrainingProgress {
  /** Outer steps done, and planned. */
  readonly done: number;
  readonly total: number;
  readonly phase: Phase;
  /** Longest unroll that may begin now, in inner steps. */
  readonly horizonLimit: number;
}

/** A run between two outer steps: all that is needed to go on. */
export interface TrainingSnapshot {
  readonly progress: TrainingProgress;
  /** For `decodeRun`. */
  readonly run: Uint8Array<ArrayBuffer>;
}

/** One meta-training run as the page calls it (through Comlink). */
export interface TrainingApi {
  /** Plans and begins. Throws `ConfigError`, `DeviceError`. */
  start(options: MetaTrainingOptions, listener: TrainingListener): Promise<void>;
  /** Goes on from a snapshot's run. Throws `CheckpointError`, `DeviceError`. */
  restore(run: Uint8Array<ArrayBuffer>, listener: TrainingListener): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  snapshot(): Promise<TrainingSnapshot>;
  /** Ends the run and frees the device. */
  stop(): Promise<void>;
  /** Destroys the device, as a driver might: for tests and the curious. */
  loseDevice(): Promise<void>;
}

/** Steps are told this often at most. */
const REPORT_MS = 200;
const COMPARE_SECONDS = 6;
/** Time that the news of a lost device may take. */
const LOSS_MS = 2000;

export class TrainingService implements TrainingApi {
  #gpu: Gpu | null = null;
  #training: MetaTraining | null = null;
  #lost = false;

  start(options: MetaTrainingOptions, listener: TrainingListener): Promise<void> {
    const all = { compareSeconds: COMPARE_SECONDS, compareFirst: true, ...options };
    return this.#begin(listener, (device, told) => MetaTraining.start(device, all, told));
  }

  restore(run: Uint8Array<ArrayBuffer>, listener: TrainingListener): Promise<void> {
    const saved = decodeRun(run);
    return this.#begin(listener, (device, told) =>
      MetaTraining.restore(device, saved, told, COMPARE_SECONDS),
    );
  }

  async pause(): Promise<void> {
    this.#training?.pause();
  }

  async resume(): Promise<void> {
    this.#training?.resume();
  }

  async snapshot(): Promise<TrainingSnapshot> {
    if (!this.#training) throw new DeviceError('no training is running');
    const saved = await this.#training.save();
    return { progress: progressOf(saved), run: encodeRun(saved) };
  }

  async stop(): Promise<void> {
    // A step on a lost device never ends well; there is nothing to wait for.
    if (!this.#lost) await this.#training?.stop();
    this.#training = null;
    this.#gpu?.device.destroy();
    this.#gpu = null;
  }

  async loseDevice(): Promise<void> {
    this.#gpu?.device.destroy();
  }

  async #begin(
    listener: TrainingListener,
    make: (device: GPUDevice, told: (event: MetaTrainingEvent) => void) => Promise<MetaTraining>,
  ): Promise<void> {
    await this.stop();
    const gpu = await openGpu();
    this.#gpu = gpu;
    this.#lost = false;
    let over = false;
    const fail = (message: string, lost: boolean) => {
      if (over) return;
      over = true;
      listener({ type: 'failed', message, lost });
    };
    void gpu.device.lost.then(({ message }) => {
      if (this.#gpu !== gpu) return;
      this.#lost = true;
      fail(message || 'the GPU device was lost', true);
    });
    const told = batched((report) => {
      if (report.type !== 'failed') return over || listener(report);
      // A lost device shows as a failed step first; on a busy machine its loss is told much later.
      setTimeout(() => fail(report.message, this.#lost), LOSS_MS);
    });
    try {
      this.#training = await make(gpu.device, told);
    } catch (error) {
      over = true;
      throw this.#lost ? new DeviceError(`the GPU device was lost: ${errorMessage(error)}`) : error;
    }
  }
}

function progressOf(saved: SavedRun): TrainingProgress {
  const { config, outerStep } = saved.state;
  return {
    done: outerStepsOf(saved),
    total: saved.phases.reduce((sum, { outerSteps }) => sum + outerSteps, 0),
    phase: config.phase,
    horizonLimit: horizonLimit(config, outerStep),
  };
}

/** Gathers steps; everything else is told at once, after the steps before it. */
function batched(tell: (report: TrainingReport) => void): (event: MetaTrainingEvent) => void {
  let metaLosses: number[] = [];
  let progress: MetaTrainingProgress | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (!progress) return;
    tell({ type: 'steps', metaLosses: Float64Array.from(metaLosses), progress });
    metaLosses = [];
    progress = undefined;
    last = performance.now();
  };
  return (event) => {
    if (event.type === 'step') {
      metaLosses.push(event.progress.metaLoss);
      progress = event.progress;
      if (performance.now() - last >= REPORT_MS) flush();
      return;
    }
    flush();
    if (event.type === 'finished') tell({ type: 'finished' });
    else if (event.type === 'failed') tell({ type: 'failed', message: event.message, lost: false });
    else tell(event);
  };
}
