/**
 * The way of the experiment shown into the engine: `engine.load` is called with the newest whenever one was not
 * yet loaded, arms whose weights are missing wait, and an experiment that the engine refuses is taken back.
 */
import { checkpointsOf } from '../../config/experiment';
import type { Experiment } from '../../config/types';
import { sameProblem } from '../../engine/sameness';
import { waitingArms } from '../checkpoints';
import * as edit from '../edit';
import { type Core, heldArms, lacksData, trains } from './core';
import type { Shown } from './shown';

/** Steps to be seen before arms that take long to compile are loaded. */
const HELD_STEPS = 10;

export type Loader = ReturnType<typeof createLoader>;

/** `watch` asks for the views that belong to what is loaded. */
export function createLoader(core: Core, { show, takeBack }: Shown, watch: () => void) {
  const { engine, get, set, curves, checkpoints, progress, report, clearCurves } = core;
  /** What of the accepted experiment the engine has: all but arms that wait. */
  let inEngine: Experiment | null = null;
  /** Whether the next load starts at step 0 even where curves could go on. */
  let anew = false;
  /** Whether the experiment changed since the last `engine.load` was sent. */
  let dirty = false;
  let startWhenLoaded = false;
  let loading: Promise<void> | null = null;

  const isGoing = () => ['running', 'finished'].includes(get().status.state);

  /** Sends the newest experiment until the engine has it. */
  function load(start: boolean): Promise<void> {
    dirty = true;
    startWhenLoaded ||= start;
    loading ??= sendNewest().finally(() => {
      loading = null;
    });
    return loading;
  }

  async function sendNewest(): Promise<void> {
    while (dirty) {
      for (let ids = unknownWeights(); ids.length > 0; ids = unknownWeights()) await checkpoints.ensure(ids);
      // A record was opened while weights were fetched.
      if (!dirty) break;
      dirty = false;
      const { experiment } = get();
      try {
        await send(experiment);
        progress.accepted = experiment;
        forgetRemovedArms();
      } catch (error) {
        if (!dirty && !get().showsRecord) takeBack(error);
      }
      if (dirty) continue;
      const starts = startWhenLoaded && progress.accepted !== null && trains(core) && !get().showsRecord;
      startWhenLoaded = false;
      if (starts) await engine.start().catch(report);
    }
    watch();
  }

  const unknownWeights = () => {
    const { experiment } = get();
    const first = edit.withoutArms(experiment, heldArms(core, experiment)) ?? experiment;
    return checkpoints.unknown(checkpointsOf(first));
  };

  /** Loads what can train; arms whose weights are missing wait. */
  async function send(experiment: Experiment): Promise<void> {
    const now = edit.withoutArms(experiment, heldArms(core, experiment)) ?? experiment;
    const waiting = waitingArms(now.arms, (id) => checkpoints.isReady(id));
    const playable = edit.withoutArms(now, waiting);
    if (waiting.join() !== get().waiting.join()) set({ waiting });
    if (get().showsRecord) set({ showsRecord: false });
    if (playable && !lacksData(core, experiment)) {
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

  /** Loads the arms that were held back, once there are curves to see. */
  function releaseHeld(): void {
    if (!progress.holding) return;
    const { experiment } = get();
    const wanted = Math.min(HELD_STEPS, experiment.steps);
    if (![...curves.arms.values()].some(({ length }) => length >= wanted)) return;
    const held = heldArms(core, experiment).length > 0;
    progress.holding = false;
    if (held) void load(isGoing());
  }

  /** Loads again when weights came that an arm was waiting for. */
  function resumeWaiting(): Promise<void> {
    const { experiment, waiting, showsRecord } = get();
    if (showsRecord) return Promise.resolve();
    const still = waitingArms(experiment.arms, (id) => checkpoints.isReady(id));
    if (still.length === waiting.length) return loading ?? Promise.resolve();
    const none = waiting.length === experiment.arms.length;
    return load(none || isGoing());
  }

  function forgetRemovedArms(): void {
    const { experiment, waiting } = get();
    const ids = new Set(experiment.arms.map((arm) => arm.id).filter((id) => !waiting.includes(id)));
    const gone = [...curves.arms.keys()].filter((id) => !ids.has(id));
    if (gone.length > 0) clearCurves(gone);
  }

  return {
    load,
    releaseHeld,
    resumeWaiting,
    /** Shows and loads; a run that was going, or was done, goes on. */
    apply(experiment: Experiment, key = ''): Promise<void> {
      if (experiment === get().experiment) return Promise.resolve();
      const goesOn = isGoing();
      show(experiment, key);
      return load(goesOn);
    },
    /** Whether a run that is changed now goes on. */
    isGoing,
    /** The next load starts at step 0. */
    startAnew(): void {
      anew = true;
    },
    /** The next load leaves the run at rest. */
    stay(): void {
      startWhenLoaded = false;
    },
    /** A load under way goes on, but what comes of it is not shown. */
    abandon(): void {
      startWhenLoaded = false;
      dirty = false;
    },
    /** Whether a newer experiment is still to be sent. */
    get isDirty(): boolean {
      return dirty;
    },
    /** The load under way. */
    get pending(): Promise<void> | null {
      return loading;
    },
    /** Whether the engine has an experiment. */
    get hasLoaded(): boolean {
      return inEngine !== null;
    },
    /** Gives the engine the experiment of the record that is looked at; its curves go. */
    async leaveRecord(): Promise<void> {
      if (get().showsRecord) await load(false);
    },
  };
}
