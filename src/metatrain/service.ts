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

/** Outer steps since the last report: their meta-losses, and where the run is now. */
export interface StepsReport {
  readonly type: 'steps';
  readonly metaLosses: Float64Array<ArrayBuffer>;
  readonly progress: MetaTrainingProgress;
}

export type MetaRunReport =
  | StepsReport
  | { readonly type: 'comparison'; readonly done: number; readonly comparison: Comparison }
  | { readonly type: 'finished' }
  /** `lost`: the device went away, and another may do. */
  | { readonly type: 'failed'; readonly message: string; readonly lost: boolean };

export type MetaRunListener = (report: MetaRunReport) => void;

export interface MetaRunProgress {
  /** Outer steps done, and planned. */
  readonly done: number;
  readonly total: number;
  readonly phase: Phase;
  /** Longest unroll that may begin now, in inner steps. */
  readonly horizonLimit: number;
}

/** A run between two outer steps: all that is needed to go on. */
export interface MetaRunSnapshot {
  readonly progress: MetaRunProgress;
  /** For `decodeRun`. */
  readonly run: Uint8Array<ArrayBuffer>;
  /** Steps up to it that the listener was not told of. */
  readonly steps: StepsReport | null;
}

/** One meta-training run as the page calls it (through Comlink). */
export interface MetaRunApi {
  /** Plans and begins. Throws `ConfigError`, `DeviceError`. */
  start(options: MetaTrainingOptions, listener: MetaRunListener): Promise<void>;
  /** Goes on from a snapshot's run. Throws `CheckpointError`, `DeviceError`. */
  restore(run: Uint8Array<ArrayBuffer>, listener: MetaRunListener): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  snapshot(): Promise<MetaRunSnapshot>;
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

export class MetaRunService implements MetaRunApi {
  #gpu: Gpu | null = null;
  #training: MetaTraining | null = null;
  #lost = false;
  #steps = new StepsInWaiting();

  start(options: MetaTrainingOptions, listener: MetaRunListener): Promise<void> {
    const all = { compareSeconds: COMPARE_SECONDS, compareFirst: true, ...options };
    return this.#begin(listener, (device, told) => MetaTraining.start(device, all, told));
  }

  restore(run: Uint8Array<ArrayBuffer>, listener: MetaRunListener): Promise<void> {
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

  async snapshot(): Promise<MetaRunSnapshot> {
    if (!this.#training) throw new DeviceError('no training is running');
    const saved = await this.#training.save();
    return { progress: progressOf(saved), run: encodeRun(saved), steps: this.#steps.take() };
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
    listener: MetaRunListener,
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
    const steps = new StepsInWaiting();
    this.#steps = steps;
    const tell = (report: MetaRunReport | null) => {
      if (report && !over) listener(report);
    };
    const told = (event: MetaTrainingEvent) => {
      if (event.type === 'step') return tell(steps.add(event.progress));
      tell(steps.take());
      // A lost device shows as a failed step first; on a busy machine its loss is told much later.
      if (event.type === 'failed') setTimeout(() => fail(event.message, this.#lost), LOSS_MS);
      else tell(event.type === 'finished' ? { type: 'finished' } : event);
    };
    try {
      this.#training = await make(gpu.device, told);
    } catch (error) {
      over = true;
      throw this.#lost ? new DeviceError(`the GPU device was lost: ${errorMessage(error)}`) : error;
    }
  }
}

function progressOf(saved: SavedRun): MetaRunProgress {
  const { config, outerStep } = saved.state;
  return {
    done: outerStepsOf(saved),
    total: saved.phases.reduce((sum, { outerSteps }) => sum + outerSteps, 0),
    phase: config.phase,
    horizonLimit: horizonLimit(config, outerStep),
  };
}

/** Gathers steps, so that not every one is a message. */
class StepsInWaiting {
  #metaLosses: number[] = [];
  #progress: MetaTrainingProgress | null = null;
  #taken = Number.NEGATIVE_INFINITY;

  /** Adds a step; what has gathered, where it is time to tell. */
  add(progress: MetaTrainingProgress): StepsReport | null {
    this.#metaLosses.push(progress.metaLoss);
    this.#progress = progress;
    return performance.now() - this.#taken >= REPORT_MS ? this.take() : null;
  }

  /** Reports gathered so far, once. */
  take(): StepsReport | null {
    const progress = this.#progress;
    if (!progress) return null;
    const metaLosses = Float64Array.from(this.#metaLosses);
    this.#metaLosses = [];
    this.#progress = null;
    this.#taken = performance.now();
    return { type: 'steps', metaLosses, progress };
  }
}
