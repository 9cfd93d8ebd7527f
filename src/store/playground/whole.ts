/** Whole experiments: tabs, presets, links and records, and the recipe that repeats a run. */
import { readExperiment } from '../../config/experiment';
import type { Experiment, Intervention } from '../../config/types';
import type { EngineStatus, HistoryChunk, Recipe, RunMark } from '../../engine/types';
import * as edit from '../edit';
import { type Core, lacksData } from './core';
import { plannedBy, withPlanned } from './inForce';
import type { Loader } from './loading';
import type { Shown } from './shown';
import { IDLE, type Shared } from './state';

/** The curves of a record as the engine would have sent them. */
export interface Looked {
  readonly chunks: Iterable<HistoryChunk>;
  readonly marks: readonly RunMark[];
  readonly status: Pick<EngineStatus, 'step' | 'steps' | 'lanes' | 'elapsedMs'>;
}

/** View of an experiment that was not there before, of which nothing has been told. */
const UNSEEN = { selected: null, slices: [], hidden: [], milestone: null } as const;

const NOT_CHANGED: readonly Intervention[] = [];

interface Surroundings {
  /** Whether the engine is. */
  isOpen(): boolean;
  /** Sends the options that wait for the next frame. */
  flushOptions(): void;
  /** Lets go of what was tuned: another experiment has nothing of it, though a rate may be the same. */
  forgetTuning(): void;
}

export function createWholeActions(
  core: Core,
  { show, persist, travel }: Shown,
  loader: Loader,
  { isOpen, flushOptions, forgetTuning }: Surroundings,
) {
  const { engine, options, get, set, curves, presetOf, progress, report, forgetNotices, clearCurves } = core;
  const { load } = loader;

  function go(direction: 'undo' | 'redo'): Promise<void> {
    const taskId = get().experiment.task.id;
    const goesOn = loader.isGoing();
    if (!travel(direction)) return Promise.resolve();
    const leaves = taskId !== get().experiment.task.id;
    if (leaves) forgetNotices('file', 'change');
    return load(goesOn || leaves);
  }

  return {
    /** Goes to a task's tab: with the experiment left there, or its default. */
    selectTask(taskId: string): Promise<void> {
      const { experiment, stash } = get();
      if (taskId === experiment.task.id) return Promise.resolve();
      const next = stash[taskId] ?? options.defaultExperiment(taskId);
      forgetNotices('file', 'change');
      set({ stash: { ...stash, [experiment.task.id]: experiment }, ...UNSEEN, view: null, trail: [] });
      show(next, '', presetOf.get(next) ?? null);
      return load(true);
    },
    /** Keeps another experiment for a task whose tab is not open. */
    keepBehind(experiment: Experiment): void {
      set({ stash: { ...get().stash, [experiment.task.id]: experiment } });
    },
    /** Takes a whole experiment and starts it; `preset` is the id of the preset it is. */
    loadExperiment(input: Experiment, preset: string | null = null): Promise<void> {
      let experiment: Experiment;
      try {
        experiment = readExperiment(input);
      } catch (error) {
        report(error);
        return Promise.resolve();
      }
      forgetTuning();
      forgetNotices('file', 'change');
      set({ ...UNSEEN, shared: null, view: null, trail: [], inForce: [] });
      show(experiment, '', preset);
      loader.startAnew();
      return load(true);
    },

    /**
     * Takes an experiment from a link or file and trains it from step 0, or, given a record, only shows its
     * curves. May be called before the engine is opened. The experiment must be checked.
     */
    async openShared(shared: Shared, record?: Looked): Promise<void> {
      const { experiment: before, stash } = get();
      const { experiment } = shared;
      const leaves = before.task.id !== experiment.task.id;
      forgetNotices('file', 'change');
      set({
        shared,
        ...UNSEEN,
        view: null,
        trail: [],
        inForce: [],
        ...(leaves ? { stash: { ...stash, [before.task.id]: before } } : {}),
      });
      show(experiment, '', null);
      loader.startAnew();
      if (!record) return isOpen() ? load(true) : undefined;
      loader.abandon();
      progress.anew = false;
      if (isOpen()) engine.pause().catch(report);
      clearCurves();
      for (const chunk of record.chunks) curves.append(chunk);
      const status = { ...IDLE, ...record.status, state: 'finished' as const };
      set(({ revision }) => ({
        showsRecord: true,
        revision: revision + 1,
        status,
        marks: record.marks,
        inForce: record.marks
          .filter(({ step }) => step < status.step)
          .flatMap((mark) => plannedBy(mark, experiment) ?? [])
          .reduce(withPlanned, NOT_CHANGED),
        waiting: [],
      }));
    },
    /** No longer compares the run with what the experiment came with. */
    closeShared(): void {
      set({ shared: null });
      persist();
    },
    /** No longer shows the question of the preset that the experiment began as. */
    closePreset: (): void => set({ preset: null }),
    /** The experiment that repeats what is shown, option changes within the run included. */
    async recipe(): Promise<Recipe> {
      await loader.pending;
      flushOptions();
      const { experiment, showsRecord } = get();
      if (showsRecord || !loader.hasLoaded || lacksData(core, experiment)) return { experiment, notes: [] };
      return edit.withRecipe(experiment, await engine.recipe());
    },
    /** Takes changed options as those the run sets out with, and trains from step 0. */
    trainAnew(experiment: Experiment): Promise<void> {
      show(experiment);
      loader.startAnew();
      return load(true);
    },

    undo: () => go('undo'),
    redo: () => go('redo'),
  };
}
