/** A run put aside as the baseline that later ones are compared with. It survives a reload. */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { fields, finite, list } from '../core/schema';
import { keep, recall } from './browser/entries';
import type { KeyValueStorage } from './browser/storage';
import { type KeptCurve, keptCurveSchema } from './keptCurve';

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
  const store = createStore<PinnedState>()(() => ({ run: recall(storage, 'pinned', pinnedSchema) }));
  store.subscribe(({ run }) => keep(storage, 'pinned', run));
  return store;
}

const pinnedSchema = v.nullable(
  fields({
    taskId: v.string(),
    steps: finite,
    arms: list(fields({ label: v.string(), slot: finite, evaluations: finite, curve: keptCurveSchema })),
  }),
);
