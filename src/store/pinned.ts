/** A run put aside as the baseline that later ones are compared with. It survives a reload. */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { fields, finite, list } from '../core/schema';
import { keep, recall } from './browser/entries';
import type { KeyValueStorage } from './browser/storage';
import { type KeptCurve, keptCurveSchema } from './keptCurve';

/** Numbers of the run table as they stood; null where they were infinite. */
export interface PinnedFigures {
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly best: number | null;
  /** Steps and seconds to the target the run had; null where it was not reached. */
  readonly stepsTo: number | null;
  readonly secondsTo: number | null;
  readonly diverged: number;
  readonly seeds: number;
}

export interface PinnedArm {
  readonly label: string;
  /** Its most important settings, in a few words. */
  readonly summary?: string;
  /** Its place among the looks of baselines, 0 to 7. */
  readonly slot: number;
  /** Gradients and losses evaluated per step. */
  readonly evaluations: number;
  /** Microseconds of a step; null where they were not measured. */
  readonly micros: number | null;
  readonly figures: PinnedFigures;
  readonly curve: KeptCurve;
}

export interface PinnedRun {
  readonly name: string;
  /** The problem it belongs to, `problemOf`: it is shown with no other. */
  readonly problem: string;
  /** Steps done. */
  readonly steps: number;
  readonly target: number;
  /** What its seconds are: each optimizer's own, or of all together. */
  readonly basis: 'own' | 'together';
  readonly arms: readonly PinnedArm[];
}

export interface PinnedState {
  readonly run: PinnedRun | null;
}

/** Characters of a name at most. */
export const MAX_PINNED_NAME = 60;

export function createPinned(storage: KeyValueStorage | null): StoreApi<PinnedState> {
  const store = createStore<PinnedState>()(() => ({ run: recall(storage, 'pinned', pinnedSchema) }));
  store.subscribe(({ run }) => keep(storage, 'pinned', run));
  return store;
}

const orInfinite = v.nullable(finite);

const pinnedSchema = v.nullable(
  fields({
    name: v.string(),
    problem: v.string(),
    steps: finite,
    target: finite,
    basis: v.picklist(['own', 'together']),
    arms: list(
      fields({
        label: v.string(),
        summary: v.optional(v.string()),
        slot: finite,
        evaluations: finite,
        micros: v.nullable(finite),
        figures: fields({
          median: orInfinite,
          low: orInfinite,
          high: orInfinite,
          best: orInfinite,
          stepsTo: orInfinite,
          secondsTo: orInfinite,
          diverged: finite,
          seeds: finite,
        }),
        curve: keptCurveSchema,
      }),
    ),
  }),
);
