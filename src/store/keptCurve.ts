/** A curve put aside to be compared with: the median and quartiles at as many steps as one can see. */
import * as v from 'valibot';
import { fields, numbers, type Schema } from '../core/schema';
import type { ArmCurve, BandSeries, Quantity } from './curves';
import { decimate } from './decimate';

/** Columns of the picture that are told apart. */
const COLUMNS = 120;
/** Significant digits kept. */
const DIGITS = 5;

/** Values by point; null where they are not finite. */
export interface KeptBand {
  readonly median: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export interface KeptCurve {
  readonly steps: readonly number[];
  readonly seconds: readonly number[];
  readonly loss: KeptBand;
  readonly metric?: KeptBand;
}

/** Of validation nothing is kept. */
export const bandOf = (curve: KeptCurve, quantity: Quantity): KeptBand | undefined =>
  quantity === 'loss' ? curve.loss : quantity === 'metric' ? curve.metric : undefined;

/** `secondsAt`: seconds after so many updates; default: those of all optimizers together. */
export function keepCurve(
  curve: ArmCurve,
  secondsAt: (step: number) => number = (step) => curve.seconds.at(step),
): KeptCurve {
  const { loss, metric } = curve;
  const steps = decimate((step) => step, loss.median.values, 0, curve.length, COLUMNS);
  const band = (series: BandSeries): KeptBand => ({
    median: steps.map((step) => rounded(series.median.at(step))),
    low: steps.map((step) => rounded(series.low.at(step))),
    high: steps.map((step) => rounded(series.high.at(step))),
  });
  return {
    steps,
    seconds: steps.map((step) => rounded(secondsAt(step)) ?? 0),
    loss: band(loss),
    ...(metric ? { metric: band(metric) } : {}),
  };
}

const bandSchema = fields({
  median: numbers(null, true),
  low: numbers(null, true),
  high: numbers(null, true),
});

/** A curve in plain form. */
export const keptCurveSchema: Schema<KeptCurve> = v.pipe(
  fields({
    steps: numbers(null),
    seconds: numbers(null),
    loss: bandSchema,
    metric: v.optional(bandSchema),
  }),
  v.check(({ steps, seconds, loss, metric }) => {
    const columns = [seconds, ...[loss, ...(metric ? [metric] : [])].flatMap(Object.values)];
    return columns.every(({ length }) => length === steps.length);
  }, 'a curve with as many values as steps'),
);

const rounded = (value: number): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
