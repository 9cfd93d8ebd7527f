/** A run put aside as the baseline that later ones are compared with. It survives a reload. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { keep, recall } from './browser/entries';
import type { KeyValueStorage } from './browser/storage';
import { type KeptCurve, readCurve } from './keptCurve';

export interface PinnedArm {
  readonly label: string;
  /** Its look, 0 to 7. */
  readonly slot: number;
  /** Gradients and losses evaluated per step. */
  readonly evaluations: number;
  readonly curve: KeptCurve;
}

export interface PinnedRun {
  readonly taskId: string;
  /** Steps done. */
  readonly steps: number;
  readonly arms: readonly PinnedArm[];
}

export interface PinnedState {
  readonly run: PinnedRun | null;
}

export function createPinned(storage: KeyValueStorage | null): StoreApi<PinnedState> {
  const store = createStore<PinnedState>()(() => ({ run: recall(storage, 'pinned', readPinned) }));
  store.subscribe(({ run }) => keep(storage, 'pinned', run));
  return store;
}

function readPinned(input: unknown): PinnedRun | null {
  if (input === null) return null;
  const { taskId, steps, arms } = input as PinnedRun;
  return {
    taskId: String(taskId),
    steps: Number(steps),
    arms: arms.map(({ label, slot, evaluations, curve }) => ({
      label: String(label),
      slot: Number(slot),
      evaluations: Number(evaluations),
      curve: readCurve(curve),
    })),
  };
}
