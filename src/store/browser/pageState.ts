/** Settings of the page that are no part of the experiment, and survive a reload with it. */
import type { StoreApi } from 'zustand/vanilla';
import type { Experiment } from '../../config/types';
import { assignSlots } from '../edit';
import type { PlaygroundState } from '../playground/state';
import { keep, recall } from './entries';
import type { KeyValueStorage } from './storage';

export type PageState = Pick<PlaygroundState, 'slots' | 'hidden' | 'selected' | 'speed' | 'viewSeed'>;

const NAMES = ['slots', 'hidden', 'selected', 'speed', 'viewSeed'] as const;

/** The page as it was left, as far as it fits the experiment. */
export function restorePage(storage: KeyValueStorage | null, experiment: Experiment): PageState {
  const given: Partial<PageState> = recall(storage, 'page', (input) => input as Partial<PageState>) ?? {};
  const ids = experiment.arms.map(({ id }) => id);
  const known = (id: unknown): id is string => ids.includes(id as string);
  const slots = Object.entries(given.slots ?? {}).filter(
    ([, slot]) => Number.isInteger(slot) && slot >= 0 && slot < 8,
  );
  const { hidden, selected, speed, viewSeed } = given;
  return {
    slots: assignSlots(experiment.arms, Object.fromEntries(slots)),
    hidden: Array.isArray(hidden) ? hidden.filter(known) : [],
    selected: known(selected) ? selected : null,
    speed: typeof speed === 'number' && speed > 0 ? speed : null,
    viewSeed:
      Number.isInteger(viewSeed) && viewSeed! >= 0 && viewSeed! < experiment.seeds.count ? viewSeed! : 0,
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
