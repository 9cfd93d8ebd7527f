/** Settings of the page that are no part of the experiment, and survive a reload with it. */
import * as v from 'valibot';
import type { StoreApi } from 'zustand/vanilla';
import type { Experiment } from '../../config/types';
import { anything, fields, finite, mapOf, whole } from '../../core/schema';
import { assignSlots } from '../edit';
import type { PlaygroundState } from '../playground/state';
import { keep, recall } from './entries';
import type { KeyValueStorage } from './storage';

export type PageState = Pick<
  PlaygroundState,
  'slots' | 'hidden' | 'selected' | 'speed' | 'viewSeed' | 'preset'
>;

const NAMES = ['slots', 'hidden', 'selected', 'speed', 'viewSeed', 'preset'] as const;

const slotSchema = v.nullable(whole(0, 7));

/** A page in plain form; each setting that makes no sense is as at first. */
const pageSchema = fields({
  slots: v.fallback(v.optional(mapOf(v.fallback(slotSchema, null)), {}), {}),
  hidden: v.fallback(v.optional(v.array(v.unknown()), []), []),
  selected: anything,
  speed: v.fallback(v.optional(v.nullable(v.pipe(finite, v.gtValue(0))), null), null),
  viewSeed: v.fallback(v.optional(whole(0), 0), 0),
  preset: v.fallback(v.nullish(v.string(), null), null),
});

/** The page as it was left, as far as it fits the experiment. */
export function restorePage(storage: KeyValueStorage | null, experiment: Experiment): PageState {
  const { slots, hidden, selected, speed, viewSeed, preset } =
    recall(storage, 'page', pageSchema) ?? v.parse(pageSchema, {});
  const ids = experiment.arms.map(({ id }) => id);
  const known = (id: unknown): id is string => ids.includes(id as string);
  const usable = Object.entries(slots).filter((entry): entry is [string, number] => entry[1] !== null);
  return {
    slots: assignSlots(experiment.arms, Object.fromEntries(usable)),
    hidden: hidden.filter(known),
    selected: known(selected) ? selected : null,
    speed,
    viewSeed: viewSeed < experiment.seeds.count ? viewSeed : 0,
    preset,
  };
}

/** Keeps the page from now on. */
export function keepPage(storage: KeyValueStorage | null, store: StoreApi<PlaygroundState>): void {
  store.subscribe((state, before) => {
    if (NAMES.some((name) => state[name] !== before[name])) {
      keep(storage, 'page', Object.fromEntries(NAMES.map((name) => [name, state[name]])));
    }
  });
}
