/**
 * The store between the engine's worker and the page: the experiment as the reader configures it, and
 * what the engine says of it. No React here; the page subscribes.
 *
 * Curves are kept in `curves`, outside the state, for they grow with every message: `revision` counts the
 * changes. The experiment in the state is what the reader sees; `engine.load` is called with the newest
 * whenever one was not yet loaded, and an experiment that the engine refuses is taken back.
 */
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { checkpointsOf, readExperiment } from '../config/experiment';
import { optionAt } from '../config/optionPath';
import type { ArmConfig, Experiment } from '../config/types';
import { errorMessage } from '../core/errors';
import type { OptionValue } from '../core/option';
import { sameProblem } from '../engine/sameness';
import type {
  CheckpointSummary,
  DataSummary,
  EngineApi,
  EngineEvent,
  EngineOptions,
  EngineStatus,
  HistoryChunk,
  Recipe,
  RunMark,
  WeightTarget,
} from '../engine/types';
import { findMethod } from '../methods';
import type { BlockWeighting, OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { createChartView } from './chartView';
import { Checkpoints, type LearnedChoice, NO_WEIGHTS, type WeightSource, waitingArms } from './checkpoints';
import { Curves } from './curves';
import * as edit from './edit';
import { keepsTrail } from './keepsTrail';
import { keepPage, restorePage } from './pageState';
import { type KeyValueStorage, restore, save } from './persist';
import { createPinned } from './pinned';
import { Drives } from './probes';
import { IDLE, type Notice, type PlaygroundState, type Shared } from './state';
import { createSweep, type SweepOptions } from './sweep';
import { Targets } from './targets';

export interface PlaygroundOptions {
  readonly engine: EngineApi;
  readonly initial: Experiment;
  /** What a task's tab opens with. */
  readonly defaultExperiment: (taskId: string) => Experiment;
  readonly storage?: KeyValueStorage | null;
  /** Where the weights of learned optimizers come from; default: nowhere. */
  readonly weights?: WeightSource;
  /** Opens a second engine, for a sweep; default: there is none. */
  readonly openEngine?: SweepOptions['openEngine'];
  /** Runs a callback before the next frame. */
  readonly nextFrame?: (callback: () => void) => void;
}

/** Notices, marks and trail points kept at most. */
const MAX_NOTICES = 4;
const MAX_MARKS = 500;
const MAX_TRAIL = 600;
/** Steps to be seen before arms that take long to compile are loaded. */
const HELD_STEPS = 10;
/** Edits of one thing within this time are one step of undo. */
const MERGE_MS = 1200;

/** The curves of a record as the engine would have sent them. */
export interface Looked {
  readonly chunks: Iterable<HistoryChunk>;
  readonly marks: readonly RunMark[];
  readonly status: Pick<EngineStatus, 'step' | 'steps' | 'lanes' | 'elapsedMs'>;
}

export type Playground = ReturnType<typeof createPlayground>;

export function createPlayground(options: PlaygroundOptions) {
  const { engine, storage = null } = options;
  const nextFrame = options.nextFrame ?? ((callback) => setTimeout(callback, 16));
  const saved = restore(storage);
  const initial = saved?.experiment ?? options.initial;
  const curves = new Curves(initial.seeds.count);
  const drives = new Drives();
  const targets = new Targets();

  let lastEdit = { key: '', at: 0 };
  const store = createStore<PlaygroundState>()(
    temporal(
      (): PlaygroundState => ({
        experiment: initial,
        stash: saved?.stash ?? {},
        ...restorePage(storage, initial),
        status: IDLE,
        device: null,
        revision: 0,
        driveRevision: 0,
        marks: [],
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
        shared: null,
        showsRecord: false,
      }),
      {
        partialize: ({ experiment }) => ({ experiment }),
        equality: (a, b) => a.experiment === b.experiment,
        limit: 100,
      },
    ),
  );
  keepPage(storage, store);
  const history = store.temporal;
  const get = store.getState;
  const set = store.setState;

  /* ---- the experiment and the engine ---- */

  /** The last experiment that was taken, and what of it the engine has: all but arms that wait. */
  let accepted: Experiment | null = null;
  let inEngine: Experiment | null = null;
  let engineIsOpen = false;
  /** Whether the next load starts at step 0 even where curves could go on. */
  let anew = false;
  /** The reader's files that the engine has, by hash. */
  const files = new Map<string, DataSummary>();
  /** Whether the experiment changed since the last `engine.load` was sent. */
  let dirty = false;
  let startWhenLoaded = false;
  let loading: Promise<void> | null = null;

  const checkpoints = new Checkpoints(engine, options.weights ?? NO_WEIGHTS, (id, status) =>
    set((state) => ({ checkpoints: { ...state.checkpoints, [id]: status } })),
  );

  /** Sends the newest experiment until the engine has it. */
  function load(start: boolean): Promise<void> {
    dirty = true;
    startWhenLoaded ||= start;
    loading ??= (async () => {
      while (dirty) {
        for (let ids = unknownWeights(); ids.length > 0; ids = unknownWeights())
          await checkpoints.ensure(ids);
        // A record was opened while weights were fetched.
        if (!dirty) break;
        dirty = false;
        const { experiment } = get();
        try {
          await send(experiment);
          accepted = experiment;
          forgetRemovedArms();
        } catch (error) {
          if (!dirty && !get().showsRecord) takeBack(error);
        }
        if (dirty) continue;
        const starts = startWhenLoaded && accepted !== null && trains() && !get().showsRecord;
        startWhenLoaded = false;
        if (starts) await engine.start().catch(report);
      }
      watch();
    })().finally(() => {
      loading = null;
    });
    return loading;
  }

  /**
   * On opening, arms without weights go first: kernels of learned optimizers take seconds to compile, and
   * there should be curves to see by then. The others follow after so many steps and catch up.
   */
  let holding = false;
  function heldArms({ arms }: Experiment): readonly string[] {
    const learned = holding ? arms.filter(({ optimizer }) => edit.wantsWeights(optimizer.id)) : [];
    return learned.length < arms.length ? learned.map(({ id }) => id) : [];
  }
  function releaseHeld(): void {
    if (!holding) return;
    const { experiment, status } = get();
    if (![...curves.arms.values()].some(({ length }) => length >= Math.min(HELD_STEPS, experiment.steps)))
      return;
    const held = heldArms(experiment).length > 0;
    holding = false;
    if (held) void load(status.state === 'running' || status.state === 'finished');
  }

  const unknownWeights = () => {
    const { experiment } = get();
    const first = edit.withoutArms(experiment, heldArms(experiment)) ?? experiment;
    return checkpoints.unknown(checkpointsOf(first));
  };

  /** Loads what can train; arms whose weights are missing wait. */
  async function send(experiment: Experiment): Promise<void> {
    const now = edit.withoutArms(experiment, heldArms(experiment)) ?? experiment;
    const waiting = waitingArms(now.arms, (id) => checkpoints.isReady(id));
    const playable = edit.withoutArms(now, waiting);
    if (waiting.join() !== get().waiting.join()) set({ waiting });
    if (get().showsRecord) set({ showsRecord: false });
    if (playable && !lacksData(experiment)) {
      const goesBack = anew && inEngine !== null && sameProblem(inEngine, playable);
      if (goesBack) await engine.pause();
      await engine.load(playable);
      if (goesBack) await engine.reset();
      anew = false;
      inEngine = playable;
      return;
    }
    await engine.pause();
    if (!get().showsRecord) clearCurves();
  }

  /** Whether the experiment is on a file that is not here. */
  const lacksData = ({ task }: Experiment) => task.data !== undefined && !files.has(task.data.hash);

  /** Whether any arm can train. */
  const trains = () => get().waiting.length < get().experiment.arms.length && !lacksData(get().experiment);

  /** Loads again when weights came that an arm was waiting for. */
  function resumeWaiting(): Promise<void> {
    const { experiment, waiting, status, showsRecord } = get();
    if (showsRecord) return Promise.resolve();
    const still = waitingArms(experiment.arms, (id) => checkpoints.isReady(id));
    if (still.length === waiting.length) return loading ?? Promise.resolve();
    const none = waiting.length === experiment.arms.length;
    return load(none || status.state === 'running' || status.state === 'finished');
  }

  /** Goes back to what the engine has, as if the refused change had never been made. */
  function takeBack(error: unknown): void {
    report(error);
    if (!accepted) return;
    const experiment = accepted;
    const { pause, resume } = history.getState();
    pause();
    const { shared } = get();
    set({
      experiment,
      shared: shared?.experiment === get().experiment ? null : shared,
      slots: edit.assignSlots(experiment.arms, get().slots),
    });
    resume();
    const same = JSON.stringify(experiment);
    history.setState(({ pastStates }) => {
      const kept = pastStates.findLastIndex((past) => JSON.stringify(past.experiment) !== same);
      return { pastStates: pastStates.slice(0, kept + 1) };
    });
    lastEdit = { key: '', at: 0 };
    persist();
    veil();
  }

  function forgetRemovedArms(): void {
    const { experiment, waiting } = get();
    const ids = new Set(experiment.arms.map((arm) => arm.id).filter((id) => !waiting.includes(id)));
    const gone = [...curves.arms.keys()].filter((id) => !ids.has(id));
    if (gone.length > 0) clearCurves(gone);
  }

  function clearCurves(armIds?: readonly string[]): void {
    curves.clear(get().experiment.seeds.count, armIds);
    drives.clear(armIds);
    const concerns = (id: string) => armIds === undefined || armIds.includes(id);
    targets.clear(armIds);
    set((state) => ({
      revision: state.revision + 1,
      driveRevision: state.driveRevision + 1,
      marks: state.marks.filter((mark) => !concerns(mark.armId)),
      ...(armIds === undefined ? { view: null, trail: [], anatomy: null } : {}),
    }));
  }

  /** Makes `experiment` the shown one; edits of equal key in quick succession are one step of undo. */
  function show(experiment: Experiment, key: string): void {
    if (experiment === get().experiment) return;
    const now = Date.now();
    const merges = key !== '' && key === lastEdit.key && now - lastEdit.at < MERGE_MS;
    lastEdit = { key, at: now };
    if (merges) history.getState().pause();
    set((state) => ({
      experiment,
      slots: edit.assignSlots(experiment.arms, state.slots),
      hidden: state.hidden.filter((id) => experiment.arms.some((arm) => arm.id === id)),
      viewSeed: Math.min(state.viewSeed, experiment.seeds.count - 1),
      data: files.get(experiment.task.data?.hash ?? '') ?? state.data,
      otherData: null,
    }));
    if (merges) history.getState().resume();
    persist();
    veil();
  }

  /** Curves of another problem than the one shown are not its own. */
  function veil(): void {
    const veiled = accepted !== null && !sameProblem(accepted, get().experiment);
    if (veiled === curves.veiled) return;
    curves.veiled = veiled;
    set(({ revision }) => ({ revision: revision + 1 }));
  }

  function persist(): void {
    const { experiment, stash, shared } = get();
    // What came from elsewhere takes the place of the reader's own once it was edited.
    if (experiment === shared?.experiment) return;
    save(storage, { experiment, stash });
  }

  /** Shows and loads; a run that was going, or was done, goes on. */
  function apply(experiment: Experiment, key = ''): Promise<void> {
    if (experiment === get().experiment) return Promise.resolve();
    const { state } = get().status;
    show(experiment, key);
    return load(state === 'running' || state === 'finished');
  }

  /** Options of arms changed since the last frame, newest value only. */
  const pendingOptions = new Map<string, { armId: string; path: string; value: OptionValue }>();

  function sendOptions(): void {
    const changes = [...pendingOptions.values()];
    pendingOptions.clear();
    // An experiment that is still to be loaded carries the new values.
    if (dirty || get().showsRecord) return;
    for (const { armId, path, value } of changes) {
      const { waiting, experiment } = get();
      if (waiting.includes(armId) || heldArms(experiment).includes(armId)) continue;
      engine
        .setOption(armId, path, value)
        .then(() => {
          if (accepted) accepted = edit.setArmOption(accepted, armId, path, value);
        })
        .catch(takeBack);
    }
  }

  /** The last view asked for. */
  let sent = Promise.resolve();
  let cutting = false;
  function watch(): void {
    const { experiment, hidden, selected, viewSeed, slices, waiting, showsRecord } = get();
    if (showsRecord) return;
    const held = heldArms(experiment);
    const drawn = experiment.arms
      .map((arm) => arm.id)
      .filter((id) => !hidden.includes(id) && !waiting.includes(id) && !held.includes(id));
    const chosen = drawn.find((id) => id === selected) ?? drawn[0];
    const arms = findTask(experiment.task.id).view?.oneArm ? drawn.filter((id) => id === chosen) : drawn;
    sent = slices.length > 0 ? engine.watch(viewSeed, arms, { slices }) : engine.watch(viewSeed, arms);
    sent = sent.catch(report);
  }

  /* ---- what the engine says ---- */

  let noticeId = 0;

  function report(error: unknown): void {
    notify('error', errorMessage(error));
  }

  function notify(level: Notice['level'], text: string): void {
    set(({ notices }) => ({
      notices: [...notices.filter((n) => n.text !== text), { id: ++noticeId, level, text }].slice(
        -MAX_NOTICES,
      ),
    }));
  }

  function listen(event: EngineEvent): void {
    // While a record is looked at, the engine still has the experiment before.
    if (get().showsRecord && event.type !== 'device' && event.type !== 'notice') return;
    switch (event.type) {
      case 'status': {
        const before = get().status.state;
        const { state, step } = event.status;
        const tells = state !== before && (state === 'finished' || state === 'paused' || state === 'running');
        set({ status: event.status, ...(tells ? { milestone: { kind: 'state', state, step } } : {}) });
        break;
      }
      case 'device':
        set({ device: event.device });
        break;
      case 'cleared':
        clearCurves(event.armIds);
        break;
      case 'history':
        curves.append(event.chunk);
        set((state) => ({ revision: state.revision + 1 }));
        for (const reached of targets.newly(
          curves,
          event.chunk.arms.map(({ armId }) => armId),
          get().experiment.target,
        ))
          set({ milestone: { kind: 'target', ...reached } });
        releaseHeld();
        break;
      case 'mark':
        addMark(event.mark);
        break;
      case 'probes':
        drives.put(event.step, event.arms);
        set((state) => ({ driveRevision: state.driveRevision + 1 }));
        break;
      case 'view':
        set(({ experiment, trail }) => ({
          view: event.message,
          trail: keepsTrail(findTask(experiment.task.id), event.message)
            ? [...trail, event.message].slice(-MAX_TRAIL)
            : [],
        }));
        break;
      case 'anatomy':
        set({ anatomy: event.anatomy });
        break;
      case 'notice':
        notify(event.level, event.text);
        break;
    }
  }

  function addMark(mark: RunMark): void {
    set((state) => ({
      marks: [...state.marks.filter(({ id }) => id !== mark.id), mark].slice(-MAX_MARKS),
      ...(mark.kind === 'diverged'
        ? { milestone: { kind: 'diverged', armId: mark.armId, seed: mark.seed ?? 0, step: mark.step } }
        : {}),
    }));
  }

  /* ---- what the reader does ---- */

  let claimant: ((files: readonly File[]) => void) | null = null;

  const call = (promise: Promise<void>): Promise<void> => promise.catch(report);

  return {
    store,
    history,
    curves,
    drives,
    chart: createChartView(storage),
    pinned: createPinned(storage),
    sweep: createSweep({
      storage,
      openEngine: options.openEngine ?? (() => Promise.reject(new Error('there is no second engine'))),
    }),

    /** Opens the engine with the experiment and, unless told not to, starts it. */
    async open({
      executor = 'auto',
      start = true,
    }: Partial<EngineOptions> & { start?: boolean } = {}): Promise<void> {
      try {
        set({ device: await engine.open({ executor }, listen) });
        engineIsOpen = true;
      } catch (error) {
        report(error);
        set({ status: { ...IDLE, state: 'failed' } });
        return;
      }
      const { speed } = get();
      if (speed !== null) await call(engine.setSpeed(speed));
      holding = start;
      if (!get().showsRecord) await load(start);
    },

    start: () => call(loading || !trains() || get().showsRecord ? load(true) : engine.start()),
    pause: () => {
      startWhenLoaded = false;
      return call(engine.pause());
    },
    toggle(): Promise<void> {
      return get().status.state === 'running' ? this.pause() : this.start();
    },
    stepOnce: () => call(leaveRecord().then(() => engine.stepOnce())),
    runTo: (step: number) => call(leaveRecord().then(() => engine.runTo(step))),
    reset: () => call(get().showsRecord ? leaveRecord() : engine.reset()),
    setSpeed(speed: number | null): Promise<void> {
      set({ speed });
      return call(engine.setSpeed(speed));
    },

    /** Goes to a task's tab: with the experiment left there, or its default. */
    selectTask(taskId: string): Promise<void> {
      const { experiment, stash } = get();
      if (taskId === experiment.task.id) return Promise.resolve();
      const next = stash[taskId] ?? options.defaultExperiment(taskId);
      set({
        stash: { ...stash, [experiment.task.id]: experiment },
        selected: null,
        slices: [],
        hidden: [],
        view: null,
        trail: [],
      });
      show(next, '');
      return load(true);
    },
    /** Takes a whole experiment, such as a preset, and starts it. */
    loadExperiment(input: Experiment): Promise<void> {
      let experiment: Experiment;
      try {
        experiment = readExperiment(input);
      } catch (error) {
        report(error);
        return Promise.resolve();
      }
      set({ selected: null, slices: [], hidden: [], shared: null });
      show(experiment, '');
      anew = true;
      return load(true);
    },

    /**
     * Takes an experiment from a link or file and trains it from step 0, or, given a record, only shows its
     * curves. May be called before the engine is opened. The experiment must be checked.
     */
    async openShared(shared: Shared, record?: Looked): Promise<void> {
      const { experiment, stash } = get();
      const leaves = experiment.task.id !== shared.experiment.task.id;
      set({
        shared,
        selected: null,
        slices: [],
        hidden: [],
        view: null,
        trail: [],
        ...(leaves ? { stash: { ...stash, [experiment.task.id]: experiment } } : {}),
      });
      show(shared.experiment, '');
      anew = true;
      if (!record) return engineIsOpen ? load(true) : undefined;
      // A load under way goes on, but what comes of it is not shown.
      startWhenLoaded = false;
      dirty = false;
      if (engineIsOpen) engine.pause().catch(report);
      clearCurves();
      for (const chunk of record.chunks) curves.append(chunk);
      const status = { ...IDLE, ...record.status, state: 'finished' as const };
      set(({ revision }) => ({
        showsRecord: true,
        revision: revision + 1,
        status,
        marks: record.marks,
        waiting: [],
      }));
    },
    /** No longer compares the run with what the experiment came with. */
    closeShared(): void {
      set({ shared: null });
      persist();
    },
    /** The experiment that repeats what is shown, option changes within the run included. */
    async recipe(): Promise<Recipe> {
      await loading;
      sendOptions();
      const { experiment, showsRecord } = get();
      if (showsRecord || !inEngine || lacksData(experiment)) return { experiment, notes: [] };
      return edit.withRecipe(experiment, await engine.recipe());
    },
    /** Takes changed options as those the run sets out with, and trains from step 0. */
    trainAnew(experiment: Experiment): Promise<void> {
      show(experiment, '');
      anew = true;
      return load(true);
    },

    /** A learned optimizer, or one with a learned part, needs `learned`: see `defaultWeights`. */
    addArm: (optimizerId: string, learned?: LearnedChoice) =>
      apply(edit.addArm(get().experiment, optimizerId, learned)),
    duplicateArm: (armId: string, label: string) => apply(edit.duplicateArm(get().experiment, armId, label)),
    removeArm: (armId: string) => apply(edit.removeArm(get().experiment, armId)),
    setOptimizer: (armId: string, optimizerId: string, learned?: LearnedChoice) =>
      replaceOptimizer(armId, '', () =>
        edit.defaultOptimizer(optimizerId, get().experiment.task.id, learned),
      ),
    /** Another optimizer for a part; `path` as in `parts.designed.`. */
    setPart: (armId: string, path: string, optimizerId: string) =>
      replaceOptimizer(armId, path, () => edit.defaultOptimizer(optimizerId, get().experiment.task.id)),
    /** Other weights, and with them maybe another architecture, for a learned optimizer or part. */
    setWeights: (armId: string, path: string, choice: LearnedChoice) =>
      replaceOptimizer(armId, path, (config) => edit.withWeights(config, choice)),
    /** Other weights wherever an arm names these. */
    replaceWeights: (checkpoint: string, choice: LearnedChoice) =>
      apply(edit.replaceWeights(get().experiment, checkpoint, choice)),
    /** HUB's weighting of one tensor, where they are listed. */
    setBlock: (armId: string, tensor: string, weighting: BlockWeighting) =>
      replaceOptimizer(armId, '', (config) => ({
        ...config,
        blocks: { ...config.blocks, [tensor]: weighting },
      })),

    /** Weights a new arm of this optimizer gets without asking: built-in ones, or null where there are none. */
    defaultWeights: (optimizerId: string) =>
      checkpoints.builtIn(findMethod(optimizerId).family === 'learned' ? optimizerId : undefined),
    /** Fetches a checkpoint of the catalogue; arms that wait for it then train. Its status says how it goes. */
    fetchCheckpoint: (id: string) => checkpoints.fetch(id).then(resumeWaiting),
    cancelCheckpoint: (id: string) => checkpoints.cancel(id),
    /** Looks which checkpoints the browser has kept. */
    lookForCheckpoints: () => checkpoints.lookAround(),
    /** Built-in checkpoints that this page comes with. */
    builtins: options.weights?.builtins ?? [],
    /** Files of weights dropped on the page go to `take` until the function returned is called. */
    claimWeights(take: (files: readonly File[]) => void): () => void {
      claimant = take;
      return () => {
        if (claimant === take) claimant = null;
      };
    },
    /** Hands files to whoever claimed them; false where nobody did. */
    giveWeights(files: readonly File[]): boolean {
      claimant?.(files);
      return claimant !== null;
    },
    /** Takes weights from the reader's file or pair of files. Throws `CheckpointError`, and then nothing changes. */
    async addCheckpointFiles(files: readonly File[], name?: string): Promise<CheckpointSummary> {
      const summary = await checkpoints.addOwn(files, name);
      void resumeWaiting();
      return summary;
    },

    // Order, names and target mean nothing to training: the engine learns them with the next load.
    moveArm: (armId: string, by: number) => show(edit.moveArm(get().experiment, armId, by), ''),
    renameArm: (armId: string, label: string) =>
      show(
        edit.changeArm(get().experiment, armId, (arm: ArmConfig) => ({ ...arm, label })),
        `label ${armId}`,
      ),
    setTarget(target: number): void {
      targets.clear();
      show({ ...get().experiment, target }, 'target');
    },

    /** Sets an option of an arm: at once within the run where the option allows, else by loading anew. */
    setArmOption(armId: string, path: string, value: OptionValue): void {
      const { experiment } = get();
      const arm = experiment.arms.find((candidate) => candidate.id === armId);
      if (!arm) return;
      const changed = edit.setArmOption(experiment, armId, path, value);
      if (optionAt(arm, path)?.live === false || get().showsRecord) {
        apply(changed, `${armId} ${path}`);
        return;
      }
      show(changed, `${armId} ${path}`);
      if (pendingOptions.size === 0) nextFrame(sendOptions);
      // In the order of the latest changes: a bound that pushes another must come after it.
      pendingOptions.delete(`${armId} ${path}`);
      pendingOptions.set(`${armId} ${path}`, { armId, path, value });
    },
    setTaskOptions: (values: Experiment['task']['options']) =>
      apply(
        edit.setTaskOptions(get().experiment, values, get().data),
        `task ${Object.keys(values).join(' ')}`,
      ),
    setSeeds: (seeds: Partial<Experiment['seeds']>) => {
      const { experiment } = get();
      return apply({ ...experiment, seeds: { ...experiment.seeds, ...seeds } }, 'seeds');
    },
    setSteps: (steps: number) => apply({ ...get().experiment, steps }, 'steps'),

    /** Takes a picture or volume of the reader's; a file that cannot be used is said and changes nothing. */
    async addData(file: File): Promise<void> {
      try {
        const data = await engine.addData(file, get().experiment.task.id);
        files.set(data.hash, data);
        const { experiment } = get();
        const wanted = experiment.task.data;
        if (wanted && wanted.hash === data.hash) {
          set({ data, otherData: null });
          return await load(true);
        }
        if (lacksData(experiment)) set({ otherData: data });
        else await takeData(data);
      } catch (error) {
        report(error);
      }
    },
    /** Takes the file that was given in place of the one the experiment asks for. */
    useOtherData: async () => {
      const { otherData } = get();
      if (!otherData) return;
      await takeData(otherData);
      await load(true);
    },
    removeData: () => apply(edit.setData(get().experiment, null)),

    undo(): Promise<void> {
      return travel(() => history.getState().undo());
    },
    redo(): Promise<void> {
      return travel(() => history.getState().redo());
    },

    toggleHidden(armId: string): void {
      set(({ hidden }) => ({
        hidden: hidden.includes(armId) ? hidden.filter((id) => id !== armId) : [...hidden, armId],
      }));
      watch();
    },
    select(armId: string | null): void {
      set({ selected: armId });
      watch();
    },
    setViewSeed(viewSeed: number): void {
      set({ viewSeed, trail: [] });
      watch();
    },
    /** Of which weight of a HUB arm `anatomy` in the state is; null: of none. */
    dissect: (target: WeightTarget | null) => call(engine.dissect(target)),
    /** Cuts a volume at another sample. One view is asked for at a time, for they take longer than a slider. */
    async setSlice(axis: number, index: number): Promise<void> {
      const slices = [...get().slices];
      while (slices.length < axis) slices.push(null);
      slices[axis] = index;
      set({ slices });
      if (cutting) return;
      cutting = true;
      for (let shown: unknown = null; shown !== get().slices; await sent) {
        shown = get().slices;
        watch();
      }
      cutting = false;
    },
    dismiss: (id: number) => set(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) })),
    notify,
  };

  /** Gives the engine the experiment of the record that is looked at; its curves go. */
  async function leaveRecord(): Promise<void> {
    if (get().showsRecord) await load(false);
  }

  function takeData(data: DataSummary): Promise<void> {
    set({ data, otherData: null });
    return apply(edit.setData(get().experiment, data));
  }

  function replaceOptimizer(
    armId: string,
    path: string,
    replace: (config: OptimizerConfig) => OptimizerConfig,
  ): Promise<void> {
    return apply(
      edit.changeStructure(get().experiment, armId, (optimizer) =>
        edit.replaceOptimizer(optimizer, path, replace),
      ),
    );
  }

  function travel(move: () => void): Promise<void> {
    const before = get().experiment;
    const { state } = get().status;
    move();
    lastEdit = { key: '', at: 0 };
    const { experiment } = get();
    if (experiment === before) return Promise.resolve();
    set({ slots: edit.assignSlots(experiment.arms, get().slots) });
    persist();
    veil();
    return load(state === 'running' || state === 'finished' || before.task.id !== experiment.task.id);
  }
}
