/**
 * The way of the experiment shown into the engine: `engine.load` is called with the newest whenever one was not
 * yet loaded, arms whose weights are missing wait, and an experiment that the engine refuses is taken back.
 */
import type { Experiment } from '../../config/types';
import { waitingArms } from '../checkpoints';
import { type Core, heldArms, trains } from './core';
import { createSender } from './sending';
import type { Shown } from './shown';

/** Steps to be seen before arms that take long to compile are loaded. */
const HELD_STEPS = 10;

export type Loader = ReturnType<typeof createLoader>;

/** `watch` asks for the views that belong to what is loaded. */
export function createLoader(core: Core, { show, takeBack, veil }: Shown, watch: () => void) {
  const { engine, get, curves, checkpoints, progress, report } = core;
  const sender = createSender(core);
  /** Whether the experiment changed since the last `engine.load` was sent. */
  let dirty = false;
  let startWhenLoaded = false;
  /** Whether the reader paused while what would go on was on its way. */
  let restsWhenLoaded = false;
  let loading: Promise<void> | null = null;

  const isGoing = () => ['running', 'finished'].includes(get().status.state);

  /** Sends the newest experiment until the engine has it. */
  function load(start: boolean): Promise<void> {
    dirty = true;
    startWhenLoaded ||= start;
    if (start) restsWhenLoaded = false;
    loading ??= sendNewest().finally(() => {
      loading = null;
    });
    return loading;
  }

  async function sendNewest(): Promise<void> {
    while (dirty) {
      for (let ids = sender.unknownWeights(); ids.length > 0; ids = sender.unknownWeights())
        await checkpoints.ensure(ids);
      // A record was opened while weights were fetched.
      if (!dirty) break;
      dirty = false;
      const { experiment } = get();
      try {
        await sender.send(experiment);
        progress.accepted = experiment;
        sender.forgetRemovedArms();
      } catch (error) {
        if (!dirty && !get().showsRecord) takeBack(error);
      }
      if (dirty) continue;
      const starts = startWhenLoaded && progress.accepted !== null && trains(core) && !get().showsRecord;
      startWhenLoaded = false;
      const rests = restsWhenLoaded;
      restsWhenLoaded = false;
      if (starts) await engine.start().catch(report);
      else if (rests) await engine.pause().catch(report);
    }
    watch();
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
    /** The next load starts at step 0; until it does, the curves of the run before are not to be seen. */
    startAnew(): void {
      progress.anew = true;
      veil();
    },
    /** The next load leaves the run at rest. */
    stay(): void {
      startWhenLoaded = false;
      restsWhenLoaded = loading !== null;
    },
    /** A load under way goes on, but what comes of it is not shown. */
    abandon(): void {
      startWhenLoaded = false;
      restsWhenLoaded = false;
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
      return sender.hasSent;
    },
    /** Gives the engine the experiment of the record that is looked at; its curves go. */
    async leaveRecord(): Promise<void> {
      if (get().showsRecord) await load(false);
    },
  };
}
