/**
 * Meta-training as the page shows it: one run, watched, paused, kept by the browser and gone on with. No
 * React here, and nothing of the GPU: a worker does the work.
 *
 * The run is saved every few seconds and whenever it pauses, so that a reload, a lost device or a crash
 * costs seconds; what is done again comes out the same, bit for bit. Nothing but `discard` forgets a run.
 */
import { createStore } from 'zustand/vanilla';
import { errorMessage } from '../core/errors';
import type { MetaTrainingOptions } from '../metatrain/api';
import type { TrainingClient } from '../metatrain/client';
import type { Comparison } from '../metatrain/compare';
import { checkpointOf } from '../metatrain/provenance';
import { decodeRun } from '../metatrain/runState';
import type { StepsReport, TrainingProgress, TrainingReport, TrainingSnapshot } from '../metatrain/service';
import { type Shelf, StorageError, type StorageProblem } from './browser/database';
import { type TrainedOptimizer, trainedOptimizer } from './browser/trainedOptimizers';
import { TrainingCurve, type TrainingCurveData } from './trainingCurve';

/** What the reader chooses; the rest of the options is for tests. */
export type TrainingSettings = Omit<MetaTrainingOptions, 'mlp'> & { readonly minutes: number };

export type TrainingStage =
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
export type TrainingMilestone =
  | { readonly kind: 'started' | 'resumed' | 'paused' | 'stopped' | 'finished'; readonly done: number }
  | { readonly kind: 'scheduler'; readonly done: number }
  /** The first time the optimizer is ahead of Adam after so many inner steps. */
  | { readonly kind: 'ahead'; readonly done: number; readonly step: number };

export type TrainingProblem =
  | { readonly kind: 'failed'; readonly message: string }
  /** The device was lost; the run went on from this outer step. */
  | { readonly kind: 'recovered'; readonly done: number }
  | { readonly kind: 'otherTab' };

export interface MetaTrainingState {
  readonly stage: TrainingStage;
  /** Whether there is a WebGPU adapter; null until that is known. */
  readonly hasGpu: boolean | null;
  readonly settings: TrainingSettings | null;
  readonly progress: TrainingProgress | null;
  /** Wall time trained. */
  readonly seconds: number;
  /** Grows whenever `curve` changed. */
  readonly revision: number;
  readonly comparisons: readonly ComparisonAt[];
  /** Outer step after which the scheduler is trained; null before that. */
  readonly schedulerFrom: number | null;
  /** Outer step of the run that the browser keeps. */
  readonly saved: number | null;
  /** Why the browser keeps nothing. */
  readonly storage: StorageProblem | null;
  readonly problem: TrainingProblem | null;
  readonly milestone: TrainingMilestone | null;
  /** Optimizers trained here and kept, newest last. */
  readonly trained: readonly TrainedOptimizer[];
}

/** A run as the browser keeps it. */
export interface StoredTraining {
  readonly version: 1;
  readonly settings: TrainingSettings;
  readonly progress: TrainingProgress;
  readonly seconds: number;
  readonly schedulerFrom: number | null;
  readonly ended: 'stopped' | 'finished' | null;
  /** For `decodeRun`. */
  readonly run: Uint8Array<ArrayBuffer>;
  readonly curve: TrainingCurveData;
  readonly comparisons: readonly ComparisonAt[];
}

export interface MetaTrainingSurroundings {
  readonly spawn: () => TrainingClient;
  readonly runs: Shelf<StoredTraining>;
  readonly optimizers: Shelf<TrainedOptimizer>;
  readonly hasGpu: () => Promise<boolean>;
  /** Makes this the only page that trains; null where another does. Returns the way out. */
  readonly claim?: () => Promise<(() => void) | null>;
  /** The page's experiment, which makes room while a run is on. */
  readonly experiment?: { hold(): void; release(): void };
  /** Time between two saves (default 5 s). */
  readonly saveMs?: number;
}

const KEY = 'run';
const SAVE_MS = 5000;
/** Lost devices in a row before the run waits for the reader. */
const RECOVERIES = 3;
/** Comparisons kept: the first, the last, and between them ever sparser ones. */
const MOST_COMPARISONS = 120;
/** Inner step at which being ahead of Adam is worth saying. */
const AHEAD_STEP = 50;

const BUSY: readonly TrainingStage[] = ['preparing', 'running', 'pausing'];

export type MetaTrainingStore = ReturnType<typeof createMetaTraining>;

export function createMetaTraining(surroundings: MetaTrainingSurroundings) {
  const { spawn, runs, optimizers, claim, experiment, saveMs = SAVE_MS } = surroundings;
  const store = createStore<MetaTrainingState>()(() => ({
    stage: 'looking',
    hasGpu: null,
    settings: null,
    progress: null,
    seconds: 0,
    revision: 0,
    comparisons: [],
    schedulerFrom: null,
    saved: null,
    storage: null,
    problem: null,
    milestone: null,
    trained: [],
  }));
  const get = store.getState;
  const set = store.setState;

  let curve = new TrainingCurve();
  let worker: TrainingClient | null = null;
  let release: (() => void) | null = null;
  /** The newest snapshot, whether or not it could be stored, with what was shown at its time. */
  let last: { snapshot: TrainingSnapshot; stored: StoredTraining } | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let recoveries = 0;
  /** When the time counted so far ends. */
  let clock = 0;

  function enter(stage: TrainingStage, part: Partial<MetaTrainingState> = {}): void {
    const was = BUSY.includes(get().stage);
    const is = BUSY.includes(stage);
    if (is && !was) experiment?.hold();
    clearInterval(timer);
    if (stage === 'running') {
      clock = performance.now();
      timer = setInterval(() => void save(), saveMs);
    }
    set({ stage, ...part });
    if (was && !is) experiment?.release();
  }

  function dismissWorker(): void {
    clearInterval(timer);
    worker?.terminate();
    worker = null;
    release?.();
    release = null;
  }

  /* ---- the browser's storage ---- */

  async function look(): Promise<void> {
    const [stored, trained] = await Promise.all([
      runs.get(KEY).catch(noteStorage),
      optimizers.all().catch(noteStorage),
    ]);
    if (get().stage !== 'looking') return;
    set({ trained: trained ?? [] });
    if (stored?.version !== 1) return enter('idle');
    adopt(stored);
    enter(stored.ended ?? 'paused', { saved: stored.progress.done });
  }

  function noteStorage(error: unknown): undefined {
    set({ storage: error instanceof StorageError ? error.problem : 'forbidden' });
  }

  /** Shows a stored run; the next resume goes on from it. */
  function adopt(stored: StoredTraining): void {
    const { settings, progress, seconds, comparisons, schedulerFrom } = stored;
    last = { snapshot: { progress, run: stored.run, steps: null }, stored };
    curve = new TrainingCurve(stored.curve);
    curve.cut(progress.done);
    set({ settings, progress, seconds, comparisons, schedulerFrom, revision: get().revision + 1 });
  }

  let saving: Promise<void> | null = null;

  /** Takes a snapshot and puts it into storage, one after another. Never throws. */
  function save(): Promise<void> {
    saving ??= (async () => {
      const own = worker;
      try {
        const snapshot = await own?.snapshot();
        if (!snapshot || own !== worker) return;
        if (snapshot.steps) onSteps(snapshot.steps);
        remember(snapshot, null);
        await put();
      } catch {
        // The device is gone: its loss is told by the service, and the last snapshot holds.
      }
    })().finally(() => {
      saving = null;
    });
    return saving;
  }

  function remember(snapshot: TrainingSnapshot, ended: StoredTraining['ended']): void {
    const { settings, seconds, comparisons, schedulerFrom } = get();
    const { progress, run } = snapshot;
    const stored: StoredTraining = {
      version: 1,
      settings: settings!,
      progress,
      seconds,
      schedulerFrom: progress.phase === 'scheduler' ? schedulerFrom : null,
      ended,
      run,
      curve: curve.data,
      comparisons: comparisons.filter((comparison) => comparison.done <= progress.done),
    };
    last = { snapshot, stored };
  }

  async function put(): Promise<void> {
    if (!last) return;
    try {
      await runs.put(KEY, last.stored);
      set({ saved: last.snapshot.progress.done, storage: null });
    } catch (error) {
      noteStorage(error);
    }
  }

  /* ---- the worker ---- */

  /** Begins or goes on in a new worker. Never throws: what fails is a state. */
  async function begin(make: (worker: TrainingClient) => Promise<void>): Promise<void> {
    dismissWorker();
    enter('preparing');
    const way = claim ? await claim() : () => {};
    if (get().stage !== 'preparing') return way?.();
    if (!way) return giveUp({ kind: 'otherTab' });
    release = way;
    const own = spawn();
    worker = own;
    try {
      await make(own);
    } catch (error) {
      if (worker === own) giveUp({ kind: 'failed', message: errorMessage(error) });
    }
    if (worker === own && get().stage === 'preparing') enter('running');
  }

  /** What is left waits for the reader. */
  function giveUp(problem: TrainingProblem): void {
    dismissWorker();
    if (last) adopt(last.stored);
    enter(last ? 'paused' : 'idle', { problem });
  }

  function restore(): Promise<void> {
    const { run, progress } = last!.snapshot;
    return begin((own) => {
      if (get().problem?.kind !== 'recovered') set({ milestone: { kind: 'resumed', done: progress.done } });
      return own.restore(run, listener(own));
    });
  }

  const listener =
    (own: TrainingClient) =>
    (report: TrainingReport): void => {
      if (own !== worker) return;
      switch (report.type) {
        case 'steps':
          onSteps(report);
          break;
        case 'comparison':
          onComparison(report);
          break;
        case 'finished':
          void end('finished');
          break;
        case 'failed':
          onFailure(report);
          break;
      }
    };

  function onSteps({ metaLosses, progress }: StepsReport): void {
    const { done, total, phase, horizonLimit } = progress;
    const before = get();
    const now = performance.now();
    if (before.stage === 'preparing') enter('running');
    const seconds = before.seconds + (before.stage === 'preparing' ? 0 : (now - clock) / 1000);
    clock = now;
    curve.add(done - metaLosses.length + 1, metaLosses);
    // A report may come in after a snapshot that was ahead of it.
    if (before.progress && done <= before.progress.done) return;
    if (before.progress && done > before.progress.done + 20) recoveries = 0;
    const begins = phase === 'scheduler' && before.progress?.phase === 'mlp';
    const first = before.progress === null;
    set({
      progress: { done, total, phase, horizonLimit },
      seconds,
      revision: before.revision + 1,
      ...(first ? { milestone: { kind: 'started', done: total } } : {}),
      ...(begins ? { milestone: { kind: 'scheduler', done }, schedulerFrom: before.progress!.done } : {}),
    });
  }

  function onComparison({ done, comparison }: ComparisonAt): void {
    const { comparisons, revision } = get();
    const ahead = ({ comparison: { steps, learned, adam } }: ComparisonAt) =>
      learned[steps.indexOf(AHEAD_STEP)] < adam[steps.indexOf(AHEAD_STEP)];
    const now = { done, comparison };
    set({
      comparisons: thin([...comparisons.filter((entry) => entry.done < done), now]),
      revision: revision + 1,
      ...(ahead(now) && !comparisons.some(ahead)
        ? { milestone: { kind: 'ahead', done, step: AHEAD_STEP } }
        : {}),
    });
  }

  function onFailure({ message, lost }: Extract<TrainingReport, { type: 'failed' }>): void {
    if (!lost || recoveries >= RECOVERIES || get().stage === 'pausing') {
      giveUp({ kind: 'failed', message });
      return;
    }
    recoveries++;
    const { settings } = get();
    if (last) adopt(last.stored);
    else forget();
    set({ settings, problem: { kind: 'recovered', done: last?.snapshot.progress.done ?? 0 } });
    void (last ? restore() : begin((own) => own.start(settings!, listener(own))));
  }

  /** Nothing of a run is shown any more. */
  function forget(): void {
    curve = new TrainingCurve();
    last = null;
    const revision = get().revision + 1;
    set({ progress: null, seconds: 0, comparisons: [], schedulerFrom: null, saved: null, revision });
  }

  /** Takes the run to its end, planned or not, and keeps the optimizer. */
  async function end(ended: 'stopped' | 'finished'): Promise<void> {
    const own = worker;
    enter('pausing');
    if (own) {
      await own.pause().catch(() => {});
      await saving;
      const snapshot = await own.snapshot().catch(() => null);
      if (own !== worker) return;
      if (snapshot?.steps) onSteps(snapshot.steps);
      if (snapshot) remember(snapshot, ended);
    }
    if (last) last = { ...last, stored: { ...last.stored, ended } };
    dismissWorker();
    await put();
    if (last) set({ progress: last.snapshot.progress });
    const done = last?.snapshot.progress.done ?? 0;
    enter(last ? ended : 'idle', { milestone: { kind: ended, done } });
    if (done === 0) return;
    try {
      await keep(await optimizerOf(last!.snapshot));
    } catch (error) {
      // Stored by another version of the page, or damaged: the rest of the page is none the worse.
      set({ problem: { kind: 'failed', message: errorMessage(error) } });
    }
  }

  async function optimizerOf({ run }: TrainingSnapshot): Promise<TrainedOptimizer> {
    const saved = decodeRun(run);
    const { family, seed } = saved.phases[saved.phase];
    return trainedOptimizer(
      await checkpointOf(saved, { name: `${family}-seed${seed}-${last!.snapshot.progress.done}` }),
    );
  }

  async function keep(optimizer: TrainedOptimizer): Promise<void> {
    set(({ trained }) => ({ trained: [...trained.filter(({ id }) => id !== optimizer.id), optimizer] }));
    await optimizers.put(optimizer.id, optimizer).catch(noteStorage);
  }

  return {
    store,
    /** The meta-loss so far; see `revision`. */
    get curve(): TrainingCurve {
      return curve;
    },

    /** Looks what there is: an adapter, a run that waits, optimizers trained before. */
    async open(): Promise<void> {
      await Promise.all([
        look(),
        surroundings.hasGpu().then(
          (hasGpu) => set({ hasGpu }),
          () => set({ hasGpu: false }),
        ),
      ]);
    },

    /** Begins a run; the one before, if any, is forgotten. */
    start(settings: TrainingSettings): Promise<void> {
      forget();
      recoveries = 0;
      set({ settings, problem: null, milestone: null });
      return begin((own) => own.start(settings, listener(own)));
    },

    /** Holds the run after the present step; it is saved then. */
    async pause(): Promise<void> {
      const own = worker;
      if (get().stage !== 'running' || !own) return;
      enter('pausing');
      await own.pause().catch(() => {});
      await saving;
      await save();
      if (own !== worker || get().stage !== 'pausing') return;
      enter('paused', { milestone: { kind: 'paused', done: get().progress?.done ?? 0 } });
    },

    /** Goes on where the run is: here, or as the browser kept it. */
    async resume(): Promise<void> {
      const { stage, progress } = get();
      if (!['paused', 'stopped'].includes(stage)) return;
      recoveries = 0;
      set({ problem: null });
      if (!worker) return last ? restore() : undefined;
      await worker.resume();
      enter('running', { milestone: { kind: 'resumed', done: progress?.done ?? 0 } });
    },

    /** Ends the run with the optimizer it has; it can still go on. */
    async stop(): Promise<void> {
      if (['running', 'paused'].includes(get().stage)) await end('stopped');
    },

    /** Gives up what is being prepared. */
    cancel(): void {
      if (get().stage !== 'preparing') return;
      dismissWorker();
      enter(last ? (last.stored.ended ?? 'paused') : 'idle');
    },

    /** Forgets the run that waits or has ended. Optimizers that were kept stay. */
    async discard(): Promise<void> {
      if (BUSY.includes(get().stage)) return;
      dismissWorker();
      forget();
      enter('idle', { problem: null, milestone: null });
      await runs.remove(KEY).catch(noteStorage);
    },

    save,

    /** The optimizer so far, which from now on is kept. Rejects before the first outer step. */
    async optimizer(): Promise<TrainedOptimizer> {
      if (worker && get().stage === 'running') await save();
      if (!last) throw new Error('there is no optimizer before the first outer step');
      const optimizer = await optimizerOf(last.snapshot);
      await keep(optimizer);
      return optimizer;
    },

    /** Deletes an optimizer that was kept. */
    async remove(id: string): Promise<void> {
      set(({ trained }) => ({ trained: trained.filter((optimizer) => optimizer.id !== id) }));
      await optimizers.remove(id).catch(noteStorage);
    },

    /** Whether leaving the page now would lose work. */
    wouldLose: () => get().storage !== null && (BUSY.includes(get().stage) || get().stage === 'paused'),

    /** Destroys the training's device, as a driver might. */
    loseDevice: () => worker?.loseDevice() ?? Promise.resolve(),
  };
}

/** Halves what lies between the first and the last. */
function thin(comparisons: readonly ComparisonAt[]): readonly ComparisonAt[] {
  return comparisons.length <= MOST_COMPARISONS
    ? comparisons
    : comparisons.filter((_, index) => index % 2 === 0 || index === comparisons.length - 1);
}
