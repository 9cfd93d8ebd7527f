/** Steps of the table behind the loss chart. */
import type { KeptCurve } from '../../store/keptCurve';

/** Steps 0 to `last`, at most about `rows` of them, evenly spaced; the last is always there. */
export function tableSteps(last: number, rows: number): number[] {
  if (last < 0) return [];
  const every = Math.max(1, Math.ceil((last + 1) / rows));
  const steps = Array.from({ length: Math.ceil((last + 1) / every) }, (_, row) => row * every);
  return steps.at(-1) === last ? steps : [...steps, last];
}

/** Of all steps that series have rows for, ascending: at most about `rows`, evenly spaced; the last is always there. */
export function tableStepsOf(all: readonly number[], rows: number): number[] {
  const known = [...new Set(all)].sort((a, b) => a - b);
  return tableSteps(known.length - 1, rows).map((place) => known[place]);
}

/**
 * A kept curve has as many steps as one can see: the place of its last one after the row before and not after
 * this row, or -1.
 */
export const keptWithin = (kept: readonly number[], after: number, step: number): number =>
  kept.findLastIndex((one) => one > after && one <= step);

export const lastStep = ({ steps }: KeptCurve): number => steps.at(-1) ?? -1;
