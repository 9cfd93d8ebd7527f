/** The state of the page and what every part of the playground's store works on. */
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import type { Experiment } from '../../config/types';
import { errorMessage } from '../../core/errors';
import type { DataSummary, EngineApi } from '../../engine/types';
import { keepPage, restorePage } from '../browser/pageState';
import { restore, type Saved } from '../browser/savedExperiments';
import type { KeyValueStorage } from '../browser/storage';
import { Checkpoints, NO_WEIGHTS, type WeightSource } from '../checkpoints';
import { Curves } from '../curves';
import * as edit from '../edit';
import { Drives } from '../probes';
import type { SweepOptions } from '../sweep';
import { IDLE, type Notice, type NoticeOf, type PlaygroundState } from './state';
import { Targets } from './targets';

export interface PlaygroundOptions {
  readonly engine: EngineApi;
  readonly initial: Experiment;
  /** The experiment that a task's tab opens with. */
  readonly defaultExperiment: (taskId: string) => Experiment;
  readonly storage?: KeyValueStorage | null;
  /** Where the weights of learned optimizers come from; default: nowhere. */
  readonly weights?: WeightSource;
  /** Opens a second engine, for a sweep; default: there is none. */
  readonly openEngine?: SweepOptions['openEngine'];
  /** Runs a callback before the next frame. */
  readonly nextFrame?: (callback: () => void) => void;
}

/** Notices kept at most. */
const MAX_NOTICES = 4;

export type Core = ReturnType<typeof createCore>;

export function createCore(options: PlaygroundOptions) {
  const { engine, storage = null } = options;
  const saved = restore(storage);
  const store = createPageStore(saved, options.initial, storage);
  keepPage(storage, store);
  const get = store.getState;
  const set = store.setState;
  const curves = new Curves(get().experiment.seeds.count);
  const drives = new Drives();
  const targets = new Targets();
  const checkpoints = new Checkpoints(engine, options.weights ?? NO_WEIGHTS, (id, status) =>
    set((state) => ({ checkpoints: { ...state.checkpoints, [id]: status } })),
  );
  let noticeId = 0;

  function notify(level: Notice['level'], text: string, of?: NoticeOf): void {
    const notice = { id: ++noticeId, level, text, ...(of ? { of } : {}) };
    set(({ notices }) => ({
      notices: [...notices.filter((n) => n.text !== text), notice].slice(-MAX_NOTICES),
    }));
  }

  /** Takes away what was said of attempts that are over. */
  function forgetNotices(...of: readonly NoticeOf[]): void {
    const kept = get().notices.filter((notice) => !notice.of || !of.includes(notice.of));
    if (kept.length < get().notices.length) set({ notices: kept });
  }

  const report = (error: unknown, of: NoticeOf = 'change'): void => notify('error', errorMessage(error), of);

  /** Drops the curves of these arms (all when absent), and what was said of them. */
  function clearCurves(armIds?: readonly string[]): void {
    curves.clear(get().experiment.seeds.count, armIds);
    drives.clear(armIds);
    const concerns = (id: string) => armIds === undefined || armIds.includes(id);
    targets.clear(armIds);
    set((state) => ({
      revision: state.revision + 1,
      driveRevision: state.driveRevision + 1,
      marks: state.marks.filter((mark) => !concerns(mark.armId)),
      inForce: state.inForce.filter((change) => !concerns(change.armId)),
      trained: Object.fromEntries(Object.entries(state.trained).filter(([id]) => !concerns(id))),
      ...(armIds === undefined ? { view: null, trail: [], anatomy: null } : {}),
    }));
  }

  return {
    options,
    engine,
    storage,
    store,
    history: store.temporal,
    get,
    set,
    curves,
    drives,
    targets,
    checkpoints,
    /** The preset of experiments that are not shown now, for undo and other tasks' tabs. */
    presetOf: new WeakMap<Experiment, string | null>(),
    /** The reader's files that the engine has, by hash. */
    files: new Map<string, DataSummary>(),
    /** How far the engine has come with the experiment shown. */
    progress: {
      /** The last experiment that was taken: what is gone back to when a change is refused. */
      accepted: null as Experiment | null,
      /** Whether arms that take long to compile are held back, see `heldArms`. */
      holding: false,
      /** Whether the next experiment sent starts at step 0 even where curves could go on. */
      anew: false,
    },
    notify,
    forgetNotices,
    report,
    call: (promise: Promise<void>): Promise<void> => promise.catch(report),
    clearCurves,
  };
}

function createPageStore(saved: Saved | null, first: Experiment, storage: KeyValueStorage | null) {
  const experiment = saved?.experiment ?? first;
  return createStore<PlaygroundState>()(
    temporal(
      (): PlaygroundState => ({
        experiment,
        stash: saved?.stash ?? {},
        ...restorePage(storage, experiment),
        status: IDLE,
        device: null,
        revision: 0,
        driveRevision: 0,
        marks: [],
        inForce: [],
        trained: {},
        view: null,
        trail: [],
        anatomy: null,
        notices: [],
        milestone: null,
        slices: [],
        checkpoints: {},
        waiting: [],
        data: null,
        otherData: null,
        partAsked: null,
        shared: null,
        showsRecord: false,
      }),
      {
        partialize: (state) => ({ experiment: state.experiment }),
        equality: (a, b) => a.experiment === b.experiment,
        limit: 100,
      },
    ),
  );
}

/** Whether the experiment is on a file that is not here. */
export const lacksData = ({ files }: Core, { task }: Experiment): boolean =>
  task.data !== undefined && !files.has(task.data.hash);

/** Whether any arm can train. */
export const trains = (core: Core): boolean => {
  const { waiting, experiment } = core.get();
  return waiting.length < experiment.arms.length && !lacksData(core, experiment);
};

/**
 * On opening, arms without weights go first: kernels of learned optimizers take seconds to compile, and
 * there should be curves to see by then. The others follow after some steps and catch up.
 */
export function heldArms({ progress }: Core, { arms }: Experiment): readonly string[] {
  const learned = progress.holding ? arms.filter(({ optimizer }) => edit.wantsWeights(optimizer.id)) : [];
  return learned.length < arms.length ? learned.map(({ id }) => id) : [];
}
