/**
 * Meta-training as the page shows it: one run, watched, paused, kept by the browser and gone on with. No
 * React here, and nothing of the GPU: a worker does the work.
 *
 * Steps done again after a lost device or a reload come out the same, bit for bit. Nothing but `discard` forgets
 * a run.
 */
import type { TrainedOptimizer } from '../browser/trainedOptimizers';
import { createMetaRunCore } from './core';
import { createKeeping } from './keeping';
import type { MetaLossCurve } from './metaLossCurve';
import { createReports } from './reports';
import { BUSY, type MetaRunSettings, type MetaTrainingSurroundings } from './state';
import { createWorker } from './worker';

export type MetaTrainingStore = ReturnType<typeof createMetaTraining>;

export function createMetaTraining(surroundings: MetaTrainingSurroundings) {
  const core = createMetaRunCore(surroundings, () => void keeping.save());
  const { store, get, set, run, enter, dismissWorker } = core;
  const reports = createReports(core);
  const keeping = createKeeping(core, reports.onSteps);
  const { look, save, forget, keep, optimizerOf } = keeping;
  const { begin, restore, listener, end } = createWorker(core, keeping, reports);

  return {
    store,
    /** The meta-loss so far; see `revision`. */
    get curve(): MetaLossCurve {
      return run.curve;
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
    start(settings: MetaRunSettings): Promise<void> {
      forget();
      run.recoveries = 0;
      set({ settings, problem: null, milestone: null });
      return begin((own) => own.start(settings, listener(own)));
    },

    /** Holds the run after the present step; it is saved then. */
    async pause(): Promise<void> {
      const own = run.worker;
      if (get().stage !== 'running' || !own) return;
      enter('pausing');
      await own.pause().catch(() => {});
      await keeping.saving;
      await save();
      if (own !== run.worker || get().stage !== 'pausing') return;
      enter('paused', { milestone: { kind: 'paused', done: get().progress?.done ?? 0 } });
    },

    /** Goes on where the run is: here, or as the browser kept it. */
    async resume(): Promise<void> {
      const { stage, progress } = get();
      if (!['paused', 'stopped'].includes(stage)) return;
      run.recoveries = 0;
      set({ problem: null });
      if (!run.worker) return run.last ? restore() : undefined;
      await run.worker.resume();
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
      const { last } = run;
      enter(last ? (last.stored.ended ?? 'paused') : 'idle');
    },

    /** Forgets the run that waits or has ended. Optimizers that were kept stay. */
    async discard(): Promise<void> {
      if (BUSY.includes(get().stage)) return;
      dismissWorker();
      forget();
      enter('idle', { problem: null, milestone: null });
      await keeping.drop();
    },

    save,

    /** The optimizer so far, which from now on is kept. Rejects before the first outer step. */
    async optimizer(): Promise<TrainedOptimizer> {
      if (run.worker && get().stage === 'running') await save();
      if (!run.last) throw new Error('there is no optimizer before the first outer step');
      const optimizer = await optimizerOf(run.last.snapshot);
      await keep(optimizer);
      return optimizer;
    },

    remove: keeping.remove,

    /** Whether leaving the page now would lose work. */
    wouldLose: () => get().storage !== null && (BUSY.includes(get().stage) || get().stage === 'paused'),

    /** Destroys the training's device, as a driver might. */
    loseDevice: () => run.worker?.loseDevice() ?? Promise.resolve(),
  };
}
