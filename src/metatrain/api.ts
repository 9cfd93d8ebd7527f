/**
 * Meta-training as the page's worker and the command line use it: start, watch, pause, save, go on, stop.
 *
 *     const training = await MetaTraining.start(device, { family: 'mlp', lanes: 48, minutes: 2, seed: 0 }, listener);
 *     training.pause(); training.resume(); const saved = await training.save(); const theta = training.theta;
 *     await training.stop();
 *
 * The MLP is trained first, then the scheduler on top of it (Celo, arXiv:2501.12670). What a run does
 * depends on its plan and outer step alone, never on the clock: only the planned number of steps is taken
 * from the time a step needs, once, at the start.
 */

import type { Theta } from '../checkpoints/theta';
import { errorMessage } from '../core/errors';
import { adamMedians, type Comparison, learnedMedians, WATCH_STEPS } from './compare';
import { defaultMetaConfig, type MetaConfig } from './config';
import { findFamily } from './families';
import type { Phase } from './thetaSpace';
import { MetaTrainer, type OuterStepReport, type TrainerState } from './trainer';

export interface MetaTrainingOptions {
  readonly family: string;
  /** Perturbed optimizers at once, an even number. */
  readonly lanes: number;
  readonly seed: number;
  /** Wall time to plan for; the number of steps follows from a short measurement. */
  readonly minutes?: number;
  /** Outer steps in all, in place of `minutes`: such a run can be repeated exactly. */
  readonly outerSteps?: number;
  /** Share of the outer steps (or of the time) for the scheduler; 0: MLP alone. */
  readonly schedulerShare?: number;
  /** An optimizer whose MLP is kept: only its scheduler is trained, or a new one where it has none of this size. */
  readonly mlp?: Theta;
  /** Time between two comparisons (default 20); each costs about as much as six outer steps. */
  readonly compareSeconds?: number;
  /** Compares the untrained optimizer too, before the first step. */
  readonly compareFirst?: boolean;
  /** Settings other than the default ones. */
  readonly settings?: Partial<MetaConfig>;
}

/** State that a run goes on from. Plain data, for `encodeRun` or a database. */
export interface SavedRun {
  /** Configurations of all phases, in order. */
  readonly phases: readonly MetaConfig[];
  /** The phase `state` belongs to. */
  readonly phase: number;
  readonly state: TrainerState;
}

export interface MetaTrainingProgress extends OuterStepReport {
  readonly phase: Phase;
  /** Outer steps done and planned over all phases. */
  readonly done: number;
  readonly total: number;
}

export type MetaTrainingEvent =
  /** After every outer step. */
  | { readonly type: 'step'; readonly progress: MetaTrainingProgress }
  /** Now and then, and at the end of a phase. */
  | { readonly type: 'comparison'; readonly done: number; readonly comparison: Comparison }
  | { readonly type: 'finished'; readonly theta: Theta }
  | { readonly type: 'failed'; readonly message: string };

export type MetaTrainingListener = (event: MetaTrainingEvent) => void;

const COMPARE_SECONDS = 20;
/** Outer steps timed to plan a run, after as many that warm up. */
const TIMED_STEPS = 8;
/** Share of a run spent on the scheduler unless told otherwise. */
const SCHEDULER_SHARE = 0.3;
/** Its learning rate over the MLP's: twenty times the weights, and as much more noise to wander on. */
const SCHEDULER_RATE = 0.1;

export class MetaTraining {
  readonly #device: GPUDevice;
  readonly #listener: MetaTrainingListener;
  readonly #phases: readonly MetaConfig[];
  #phase: number;
  #trainer: MetaTrainer;
  readonly #compareSeconds: number;
  readonly #compareFirst: boolean;
  #adam: readonly number[] | undefined;
  #paused = false;
  #wake: (() => void) | undefined;
  #stopped = false;
  #busy: Promise<void> = Promise.resolve();
  readonly #done: Promise<void>;

  private constructor(
    device: GPUDevice,
    listener: MetaTrainingListener,
    phases: readonly MetaConfig[],
    phase: number,
    trainer: MetaTrainer,
    compareSeconds = COMPARE_SECONDS,
    compareFirst = false,
  ) {
    this.#compareSeconds = compareSeconds;
    this.#compareFirst = compareFirst;
    this.#device = device;
    this.#listener = listener;
    this.#phases = phases;
    this.#phase = phase;
    this.#trainer = trainer;
    this.#done = this.#loop();
  }

  /** Plans and begins a run. The device stays the caller's. Throws `ConfigError`. */
  static async start(
    device: GPUDevice,
    options: MetaTrainingOptions,
    listener: MetaTrainingListener,
  ): Promise<MetaTraining> {
    const phases = await planPhases(device, options);
    const { mlp, compareSeconds, compareFirst } = options;
    const trainer = await MetaTrainer.create(device, phases[0], mlp);
    return new MetaTraining(device, listener, phases, 0, trainer, compareSeconds, compareFirst);
  }

  /** Goes on with a saved run; equal, bit for bit, to one that was never interrupted. */
  static async restore(
    device: GPUDevice,
    saved: SavedRun,
    listener: MetaTrainingListener,
    compareSeconds?: number,
  ): Promise<MetaTraining> {
    const trainer = await MetaTrainer.resume(device, saved.state);
    return new MetaTraining(device, listener, saved.phases, saved.phase, trainer, compareSeconds);
  }

  /** The optimizer so far. */
  get theta(): Theta {
    return this.#trainer.theta;
  }

  get config(): MetaConfig {
    return this.#phases[this.#phase];
  }

  /** Outer steps done over all phases. */
  get outerSteps(): number {
    const before = this.#phases.slice(0, this.#phase).reduce((sum, phase) => sum + phase.outerSteps, 0);
    return before + this.#trainer.outerStep;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  /** A consistent copy between two outer steps, while training goes on. */
  save(): Promise<SavedRun> {
    return this.#between(async () => ({
      phases: this.#phases,
      phase: this.#phase,
      state: await this.#trainer.save(),
    }));
  }

  /** Ends the run after the present step and frees what it holds, a finished one's too; `theta` remains. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.resume();
    await this.#done;
    this.#trainer.dispose();
  }

  /** Settles when all planned steps are done or the run was stopped. */
  finished(): Promise<void> {
    return this.#done;
  }

  async #loop(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      this.#listener({ type: 'failed', message: errorMessage(error) });
    }
  }

  async #run(): Promise<void> {
    // A turn of the event loop first: the caller has no handle yet.
    await Promise.resolve();
    if (this.#compareFirst) await this.#between(() => this.#compare());
    let compared = performance.now();
    while (!this.#stopped) {
      if (this.#trainer.outerStep >= this.config.outerSteps) {
        await this.#between(() => this.#compare());
        if (this.#phase + 1 === this.#phases.length) {
          this.#listener({ type: 'finished', theta: this.theta });
          return;
        }
        await this.#between(() => this.#nextPhase());
      }
      await this.#between(() => this.#step());
      if (performance.now() - compared > 1000 * this.#compareSeconds) {
        await this.#between(() => this.#compare());
        compared = performance.now();
      }
      if (this.#paused) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Runs tasks of this run one after another, so that a save never sees half a step. */
  #between<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  async #step(): Promise<void> {
    const report = await this.#trainer.step();
    const total = this.#phases.reduce((sum, phase) => sum + phase.outerSteps, 0);
    this.#listener({
      type: 'step',
      progress: { ...report, phase: this.config.phase, done: this.outerSteps, total },
    });
  }

  async #compare(): Promise<void> {
    const family = findFamily(this.config.family);
    this.#adam ??= await adamMedians(this.#device, family);
    const learned = await learnedMedians(this.#device, family, this.theta);
    this.#listener({
      type: 'comparison',
      done: this.outerSteps,
      comparison: { steps: WATCH_STEPS, learned, adam: this.#adam },
    });
  }

  async #nextPhase(): Promise<void> {
    const mlp = this.theta;
    this.#trainer.dispose();
    this.#phase++;
    this.#trainer = await MetaTrainer.create(this.#device, this.config, mlp);
  }
}

/** The phases of a run with their numbers of outer steps. */
async function planPhases(device: GPUDevice, options: MetaTrainingOptions): Promise<readonly MetaConfig[]> {
  const { family, lanes, seed, minutes, mlp, schedulerShare = SCHEDULER_SHARE, settings } = options;
  const base = { ...defaultMetaConfig, family, seed, pairs: lanes / 2, ...settings };
  const shares: [Phase, number][] = mlp
    ? [['scheduler', 1]]
    : [
        ['mlp', 1 - schedulerShare],
        ['scheduler', schedulerShare],
      ];
  const phases: MetaConfig[] = [];
  for (const [phase, share] of shares) {
    if (share === 0) continue;
    const learningRate = base.learningRate * (phase === 'scheduler' ? SCHEDULER_RATE : 1);
    const config = { ...base, phase, learningRate, outerSteps: 1 };
    const all = options.outerSteps ?? ((minutes ?? 20) * 60_000) / (await stepMilliseconds(device, config));
    phases.push({ ...config, outerSteps: Math.max(1, Math.round(all * share)) });
  }
  return phases;
}

/** Wall time of an outer step here and now. */
async function stepMilliseconds(device: GPUDevice, config: MetaConfig): Promise<number> {
  const untrained = await MetaTrainer.create(device, { ...config, phase: 'mlp' });
  const trainer =
    config.phase === 'mlp' ? untrained : await MetaTrainer.create(device, config, untrained.theta);
  try {
    for (let step = 0; step < TIMED_STEPS; step++) await trainer.step();
    const start = performance.now();
    for (let step = 0; step < TIMED_STEPS; step++) await trainer.step();
    return (performance.now() - start) / TIMED_STEPS;
  } finally {
    trainer.dispose();
    untrained.dispose();
  }
}
