/**
 * The equal-budget sweep: every hand-designed arm is tried at as many learning rates, half a decade apart,
 * on seeds of their own, and goes on with the best. Those seeds are none of the run's, so what is reported
 * was not chosen by the draws it is reported on; and what was tried stays to be seen.
 */
import { createStore } from 'zustand/vanilla';
import type { ArmConfig, Experiment } from '../config/types';
import { errorMessage } from '../core/errors';
import type { DeviceInfo, EngineApi } from '../engine/types';
import { findMethod } from '../methods';
import { keep, recall } from './browser/entries';
import type { KeyValueStorage } from './browser/storage';
import { type SweepResult, sweepResultSchema } from './sweepResult';

export interface SweepState {
  /** How far a sweep that goes on now is. */
  readonly going: {
    readonly taskId: string;
    readonly done: number;
    readonly total: number;
    readonly label: string;
  } | null;
  readonly result: SweepResult | null;
  /** Why the last one ended early. */
  readonly error: string | null;
}

export interface SweepOptions {
  readonly storage: KeyValueStorage | null;
  /** An engine for the sweep alone, and how to end it. */
  readonly openEngine: () => Promise<EngineApi & { terminate(): void }>;
}

/** The arms of a sweep, and the ones it does not concern: learned rates are learned. */
export const sweepable = ({ arms }: Experiment): readonly ArmConfig[] =>
  arms.filter(({ optimizer }) => findMethod(optimizer.id).family === 'designed');

export type Sweep = ReturnType<typeof createSweep>;

export function createSweep({ storage, openEngine }: SweepOptions) {
  const store = createStore<SweepState>()(() => ({
    going: null,
    result: recall(storage, 'sweep', sweepResultSchema),
    error: null,
  }));
  const set = store.setState;
  let stop: AbortController | null = null;

  return {
    store,

    /** Sweeps all hand-designed arms; null when it was stopped or failed. */
    async run(
      experiment: Experiment,
      seedCount: number,
      executor: DeviceInfo['executor'],
    ): Promise<SweepResult | null> {
      if (stop) return null;
      stop = new AbortController();
      const { signal } = stop;
      const arms = sweepable(experiment);
      const total = arms.length * experiment.steps;
      const { id: taskId } = experiment.task;
      set({ going: { taskId, done: 0, total, label: '' }, error: null });
      let engine: Awaited<ReturnType<typeof openEngine>> | null = null;
      try {
        // Late, for few readers tune in a visit.
        const { sweepArms } = await import('./sweepRun');
        engine = await openEngine();
        const result = await sweepArms(engine, experiment, arms, {
          executor,
          seedCount,
          signal,
          tell: (done, label) => set({ going: { taskId, done, total, label } }),
        });
        keep(storage, 'sweep', result);
        set({ result });
        return result;
      } catch (error) {
        if (!signal.aborted) set({ error: errorMessage(error) });
        return null;
      } finally {
        engine?.terminate();
        stop = null;
        set({ going: null });
      }
    },

    stop(): void {
      stop?.abort(new Error('stopped'));
    },

    /** Forgets what was tried. */
    clear(): void {
      keep(storage, 'sweep', null);
      set({ result: null, error: null });
    },
  };
}
