/**
 * The run as the browser keeps it, and the optimizers it gave. Saved every few seconds and whenever the run pauses,
 * so that a reload, a lost device or a crash costs seconds.
 */
import { checkpointOf } from '../../metatrain/provenance';
import { decodeRun } from '../../metatrain/runState';
import type { MetaRunSnapshot, StepsReport } from '../../metatrain/service';
import { StorageError } from '../browser/database';
import { type TrainedOptimizer, trainedOptimizer } from '../browser/trainedOptimizers';
import type { MetaRunCore } from './core';
import { MetaLossCurve } from './metaLossCurve';
import { NO_RUN, type StoredMetaRun } from './state';

/** Key of the one run. */
const KEY = 'run';

export type Keeping = ReturnType<typeof createKeeping>;

/** `onSteps` takes the steps of a snapshot that no report has told. */
export function createKeeping(
  { surroundings, get, set, run, enter }: MetaRunCore,
  onSteps: (report: StepsReport) => void,
) {
  const { runs, optimizers } = surroundings;

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
  function adopt(stored: StoredMetaRun): void {
    const { settings, progress, seconds, comparisons, schedulerFrom } = stored;
    run.last = { snapshot: { progress, run: stored.run, steps: null }, stored };
    run.curve = new MetaLossCurve(stored.curve);
    run.curve.cut(progress.done);
    set({ settings, progress, seconds, comparisons, schedulerFrom, revision: get().revision + 1 });
  }

  let saving: Promise<void> | null = null;

  /** Takes a snapshot and puts it into storage, one after another. Never throws. */
  function save(): Promise<void> {
    saving ??= (async () => {
      const own = run.worker;
      try {
        const snapshot = await own?.snapshot();
        if (!snapshot || own !== run.worker) return;
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

  function remember(snapshot: MetaRunSnapshot, ended: StoredMetaRun['ended']): void {
    const { settings, seconds, comparisons, schedulerFrom } = get();
    const { progress } = snapshot;
    const stored: StoredMetaRun = {
      version: 1,
      settings: settings!,
      progress,
      seconds,
      schedulerFrom: progress.phase === 'scheduler' ? schedulerFrom : null,
      ended,
      run: snapshot.run,
      curve: run.curve.data,
      comparisons: comparisons.filter((comparison) => comparison.done <= progress.done),
    };
    run.last = { snapshot, stored };
  }

  async function put(): Promise<void> {
    const { last } = run;
    if (!last) return;
    try {
      await runs.put(KEY, last.stored);
      set({ saved: last.snapshot.progress.done, storage: null });
    } catch (error) {
      noteStorage(error);
    }
  }

  /** Nothing of a run is shown any more. */
  function forget(): void {
    run.curve = new MetaLossCurve();
    run.last = null;
    set({ ...NO_RUN, revision: get().revision + 1 });
  }

  async function optimizerOf(snapshot: MetaRunSnapshot): Promise<TrainedOptimizer> {
    const saved = decodeRun(snapshot.run);
    const { family, seed } = saved.phases[saved.phase];
    return trainedOptimizer(
      await checkpointOf(saved, { name: `${family}-seed${seed}-${snapshot.progress.done}` }),
    );
  }

  async function keep(optimizer: TrainedOptimizer): Promise<void> {
    set(({ trained }) => ({ trained: [...trained.filter(({ id }) => id !== optimizer.id), optimizer] }));
    await optimizers.put(optimizer.id, optimizer).catch(noteStorage);
  }

  return {
    look,
    adopt,
    save,
    /** Resolves when no save is under way. */
    get saving(): Promise<void> | null {
      return saving;
    },
    remember,
    put,
    forget,
    optimizerOf,
    keep,
    /** Forgets the run that is stored. */
    drop: () => runs.remove(KEY).catch(noteStorage),
    /** Deletes an optimizer that was kept. */
    async remove(id: string): Promise<void> {
      set(({ trained }) => ({ trained: trained.filter((optimizer) => optimizer.id !== id) }));
      await optimizers.remove(id).catch(noteStorage);
    },
  };
}
