/** How the training curves are looked at: no part of the experiment, but it survives a reload. */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { fields, finite, type Schema } from '../core/schema';
import { keep, recall } from './browser/entries';
import type { KeyValueStorage } from './browser/storage';
import { QUANTITIES, type Quantity } from './curves';

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
  /** Ends of the axes where the reader wants others than the curves', in the axis' own quantity. */
  readonly xRange: AxisRange | null;
  readonly yRange: AxisRange | null;
}

export type AxisRange = readonly [from: number, to: number];

export const DEFAULT_VIEW: ChartView = {
  quantity: 'loss',
  x: 'steps',
  logX: false,
  logY: true,
  members: true,
  tried: true,
  smoothing: 0,
  xRange: null,
  yRange: null,
};

export const MAX_SMOOTHING = 10_000;

/** `schema`, or what the view is at first where it does not fit or is left out. */
const orAtFirst = <const Name extends keyof ChartView>(name: Name, schema: Schema<ChartView[Name]>) =>
  v.fallback(v.optional(schema, DEFAULT_VIEW[name]), DEFAULT_VIEW[name]);

const range = v.nullable(
  v.pipe(
    v.tuple([finite, finite]),
    v.check(([from, to]) => from < to),
    v.readonly(),
  ),
);

/** A view in plain form; each setting that makes no sense is as at first. */
const viewSchema = fields({
  quantity: orAtFirst('quantity', v.picklist(QUANTITIES)),
  x: orAtFirst('x', v.picklist(['steps', 'seconds', 'evaluations'])),
  logX: orAtFirst('logX', v.boolean()),
  logY: orAtFirst('logY', v.boolean()),
  members: orAtFirst('members', v.boolean()),
  tried: orAtFirst('tried', v.boolean()),
  smoothing: orAtFirst(
    'smoothing',
    v.pipe(finite, v.minValue(0), v.maxValue(MAX_SMOOTHING), v.transform(Math.round)),
  ),
  xRange: orAtFirst('xRange', range),
  yRange: orAtFirst('yRange', range),
});

/** What changes with a change of view: the ends of an axis are those of a quantity, and go with it. */
export function viewChange(part: Partial<ChartView>): Partial<ChartView> {
  return {
    ...part,
    ...('x' in part ? { xRange: null } : {}),
    ...('quantity' in part ? { yRange: null } : {}),
  };
}

export function createChartView(storage: KeyValueStorage | null): StoreApi<ChartView> {
  const store = createStore<ChartView>()(() => recall(storage, 'chart', viewSchema) ?? DEFAULT_VIEW);
  store.subscribe((view) => keep(storage, 'chart', view));
  return store;
}
