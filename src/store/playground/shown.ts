/** The experiment that the page shows: its history of changes, and what of it the browser keeps. */
import type { Experiment } from '../../config/types';
import { sameProblem } from '../../engine/sameness';
import { save } from '../browser/savedExperiments';
import * as edit from '../edit';
import type { Core } from './core';

/** Edits of one thing within this time are one step of undo. */
const MERGE_MS = 1200;

export type Shown = ReturnType<typeof createShown>;

export function createShown(core: Core) {
  const { get, set, history, curves, drives, files, presetOf, storage, progress, report } = core;
  let lastEdit = { key: '', at: 0 };

  /**
   * Makes `experiment` the shown one; edits of equal key in quick succession are one step of undo. `preset` is what it
   * began as; an edit leaves that as it is.
   */
  function show(experiment: Experiment, key = '', preset = get().preset): void {
    presetOf.set(get().experiment, get().preset);
    if (experiment === get().experiment) {
      set({ preset });
      return;
    }
    const now = Date.now();
    const merges = key !== '' && key === lastEdit.key && now - lastEdit.at < MERGE_MS;
    lastEdit = { key, at: now };
    if (merges) history.getState().pause();
    set((state) => ({
      experiment,
      preset,
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

  /** Goes back to what the engine has, as if the refused change had never been made. */
  function takeBack(error: unknown): void {
    report(error);
    progress.anew = false;
    if (!progress.accepted) return;
    const experiment = progress.accepted;
    const { pause, resume } = history.getState();
    pause();
    const { shared } = get();
    set({
      experiment,
      shared: shared?.experiment === get().experiment ? null : shared,
      preset: presetOf.has(experiment) ? presetOf.get(experiment) : get().preset,
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

  /** Goes along the history; whether the experiment is another then. */
  function travel(direction: 'undo' | 'redo'): boolean {
    const { experiment: before, preset } = get();
    presetOf.set(before, preset);
    history.getState()[direction]();
    lastEdit = { key: '', at: 0 };
    const { experiment } = get();
    if (experiment === before) return false;
    set(({ slots, data }) => ({
      slots: edit.assignSlots(experiment.arms, slots),
      preset: presetOf.get(experiment) ?? null,
      data: files.get(experiment.task.data?.hash ?? '') ?? data,
    }));
    persist();
    veil();
    return true;
  }

  /** Curves of another problem than the one shown are not its own, nor are those of a run that is to begin anew. */
  function veil(): void {
    const { accepted, anew } = progress;
    const { experiment, showsRecord } = get();
    // The curves of a record are not the engine's.
    const differs = !showsRecord && accepted !== null && !sameProblem(accepted, experiment);
    const veiled = anew || differs;
    if (veiled === curves.veiled) return;
    curves.veiled = veiled;
    drives.veiled = veiled;
    set(({ revision, driveRevision }) => ({ revision: revision + 1, driveRevision: driveRevision + 1 }));
  }

  function persist(): void {
    const { experiment, stash, shared } = get();
    // What came from elsewhere takes the place of the reader's own once it was edited.
    if (experiment === shared?.experiment) return;
    save(storage, { experiment, stash });
  }

  return { show, takeBack, travel, persist, veil };
}
