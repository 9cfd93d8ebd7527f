/** Which axes of a file an index is taken along, and which index. */
import type { DataAxis, DataPart, SurplusAxes } from '../../tasks/types';

export interface PartPick {
  readonly axis: DataAxis;
  /** From 0. */
  readonly index: number;
}

/** An axis of so few samples is likely of channels. */
const FEW = 4;

/** The first of everything; of axes without names, those that are short, else the first. */
export function firstPicks({ axes, picks }: SurplusAxes): PartPick[] {
  const rank = ({ extent }: DataAxis) => (extent <= FEW ? 0 : 1);
  const likely = axes.toSorted((a, b) => rank(a) - rank(b)).slice(0, picks);
  return axes.filter((axis) => likely.includes(axis)).map((axis) => ({ axis, index: 0 }));
}

export const partOf = (picks: readonly PartPick[]): DataPart =>
  Object.fromEntries(picks.map(({ axis, index }) => [axis.id, index]));

/** Extents of what is left of a file. */
export function shapeLeft({ axes, rest }: SurplusAxes, picks: readonly PartPick[]): number[] {
  const kept = axes.filter((axis) => !picks.some((pick) => pick.axis.id === axis.id));
  return [...kept.map(({ extent }) => extent), ...rest];
}
