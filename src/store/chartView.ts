/** How the training curves are looked at: no part of the experiment, but it survives a reload. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { keep, recall } from './browser/entries';
import type { KeyValueStorage } from './browser/storage';
import type { Quantity } from './curves';

export interface ChartView {
  readonly quantity: Quantity;
  readonly x: 'steps' | 'seconds' | 'evaluations';
  readonly logX: boolean;
  readonly logY: boolean;
  /** Whether every seed is drawn. */
  readonly members: boolean;
  /** Whether what a sweep tried is drawn. */
  readonly tried: boolean;
  /** Steps averaged over; 0 is off. */
  readonly smoothing: number;
}

export const DEFAULT_VIEW: ChartView = {
  quantity: 'loss',
  x: 'steps',
  logX: false,
  logY: true,
  members: true,
  tried: true,
  smoothing: 0,
};

export const MAX_SMOOTHING = 10_000;

/** A view out of plain data; what is missing or makes no sense is as at first. */
export function readView(input: unknown): ChartView {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Partial<ChartView>;
  const flag = (name: 'logX' | 'logY' | 'members' | 'tried') =>
    typeof given[name] === 'boolean' ? given[name] : DEFAULT_VIEW[name];
  const { smoothing } = given;
  return {
    quantity: given.quantity === 'metric' ? 'metric' : 'loss',
    x: given.x === 'seconds' || given.x === 'evaluations' ? given.x : 'steps',
    logX: flag('logX'),
    logY: flag('logY'),
    members: flag('members'),
    tried: flag('tried'),
    smoothing:
      typeof smoothing === 'number' && smoothing >= 0 && smoothing <= MAX_SMOOTHING
        ? Math.round(smoothing)
        : 0,
  };
}

export function createChartView(storage: KeyValueStorage | null): StoreApi<ChartView> {
  const store = createStore<ChartView>()(() => recall(storage, 'chart', readView) ?? DEFAULT_VIEW);
  store.subscribe((view) => keep(storage, 'chart', view));
  return store;
}
