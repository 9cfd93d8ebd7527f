/** Steps of the portable executor as results: a row of numbers per step, one per lane. */
import type { MetricSource } from '../../tasks/types';
import type { LaneProbes, StepResults, ValidationRow } from '../executor';

export interface StepRow {
  readonly loss: Float32Array;
  readonly metric?: Float32Array;
  /** A `GuardEvent` each. */
  readonly events: Uint32Array;
  readonly probes: LaneProbes[];
  readonly validation?: ValidationRow;
}

/** Rows of consecutive steps, the first being `firstStep`, as one result; probes are those of the last. */
export function resultsOf(
  firstStep: number,
  rows: readonly StepRow[],
  metric: MetricSource | undefined,
): StepResults {
  const loss = flatten(rows.map((row) => row.loss));
  const second = metric?.fromLoss
    ? loss.map(metric.fromLoss)
    : rows[0].metric && flatten(rows.map((row) => row.metric!));
  const eventful = rows.some((row) => row.events.some((event) => event !== 0));
  const { probes } = rows[rows.length - 1];
  const validations = rows.flatMap(({ validation }) => validation ?? []);
  return {
    firstStep,
    count: rows.length,
    loss,
    ...(second ? { metric: second } : {}),
    ...(validations.length > 0 ? { validations } : {}),
    ...(eventful ? { events: Uint32Array.from(rows.flatMap((row) => [...row.events])) } : {}),
    ...(probes.length > 0 ? { probes } : {}),
  };
}

function flatten(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, index) => {
    all.set(row, index * row.length);
  });
  return all;
}
