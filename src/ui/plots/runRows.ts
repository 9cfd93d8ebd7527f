/** The run table's numbers, apart from how they are shown. */
import { medianBand } from '../../core/stats';
import type { PhaseTimes } from '../../kernels/phases';
import type { ArmCurve, ValidationCurve } from '../../store/curves';
import type { PinnedArm, PinnedFigures, PinnedRun } from '../../store/pinned';
import { texts } from '../../texts/page';
import { armClock, type SecondsBasis, stepMicros } from './armClock';

export interface RunRow {
  readonly id: string;
  readonly label: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Median of the task's second number, as far as it is there. */
  readonly metric: number;
  /** Smallest loss of any seed at any step. */
  readonly best: number;
  /** Median share of held-out examples that was right, at the last look, and of each seed's best. */
  readonly accuracy: number;
  /** Step of that look. */
  readonly validatedAt: number;
  readonly bestAccuracy: number;
  /** Likewise of the loss. */
  readonly validationLoss: number;
  readonly bestValidationLoss: number;
  /** Median first step at or below the target; infinite on a miss, NaN while it may still be reached. */
  readonly stepsTo: number;
  /** By `armClock`; NaN also where the arm was not measured. */
  readonly secondsTo: number;
  /** Gradients and losses evaluated until then. */
  readonly evaluationsTo: number;
  /** What is known of these three, of a baseline: about so much, or nothing; absent: what they say. */
  readonly reading?: 'about' | 'unknown';
  readonly diverged: number;
  readonly seeds: number;
  /** Microseconds of a step, in all and by part; NaN and null where they are not measured. */
  readonly micros: number;
  readonly cost: PhaseTimes | null;
}

export type RunColumn =
  | 'label'
  | 'median'
  | 'best'
  | 'accuracy'
  | 'stepsTo'
  | 'secondsTo'
  | 'evaluationsTo'
  | 'diverged'
  | 'micros';

export interface RunOrder {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/** `planned`: steps of the run, before whose end a target is not missed; default: it has ended. */
export function runRow(
  id: string,
  label: string,
  curve: ArmCurve | undefined,
  target: number,
  seeds: number,
  evaluationsPerStep = 1,
  cost: PhaseTimes | null = null,
  basis: SecondsBasis = 'own',
  planned = 0,
): RunRow {
  const micros = stepMicros(cost);
  if (!curve || curve.length === 0) {
    const none = Number.NaN;
    return {
      id,
      label,
      median: none,
      low: none,
      high: none,
      metric: none,
      best: none,
      ...NOT_VALIDATED,
      stepsTo: none,
      secondsTo: none,
      evaluationsTo: none,
      diverged: 0,
      seeds,
      micros,
      cost,
    };
  }
  const first = curve.stepsToTarget(target);
  const stepsTo = Number.isFinite(first) || curve.ended(planned) ? first : Number.NaN;
  return {
    id,
    label,
    ...medianBand(curve.last),
    metric: curve.metric ? medianBand(curve.lastMetric).median : Number.NaN,
    best: Math.min(...curve.best),
    ...(curve.validation ? validationFigures(curve.validation) : NOT_VALIDATED),
    stepsTo,
    secondsTo: Number.isFinite(stepsTo) ? armClock(curve, cost, basis)(stepsTo) : stepsTo,
    evaluationsTo: stepsTo * evaluationsPerStep,
    diverged: curve.divergedCount,
    seeds: curve.seeds,
    micros,
    cost,
  };
}

const NOT_VALIDATED = {
  validatedAt: Number.NaN,
  accuracy: Number.NaN,
  bestAccuracy: Number.NaN,
  validationLoss: Number.NaN,
  bestValidationLoss: Number.NaN,
} as const;

/** Medians over seeds. */
function validationFigures({ at, last, best }: ValidationCurve) {
  const median = (values: Float32Array, worst: number) =>
    medianBand(Array.from(values, (value) => (Number.isFinite(value) ? value : worst))).median;
  return {
    validatedAt: at,
    accuracy: median(last.accuracy, 0),
    bestAccuracy: median(best.accuracy, 0),
    validationLoss: median(last.loss, Number.POSITIVE_INFINITY),
    bestValidationLoss: median(best.loss, Number.POSITIVE_INFINITY),
  };
}

/** Sorted copy; equal rows keep their order, and what is not there yet comes last either way. */
export function sortRows(rows: readonly RunRow[], order: RunOrder | null): readonly RunRow[] {
  if (!order) return rows;
  const { column, descending } = order;
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (typeof x === 'string' || typeof y === 'string') return sign * String(x).localeCompare(String(y));
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  });
}

/** The numbers of a row as a baseline keeps them: infinity is no JSON. */
export function pinnedFigures(row: RunRow): PinnedFigures {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    median: finite(row.median),
    low: finite(row.low),
    high: finite(row.high),
    best: finite(row.best),
    stepsTo: finite(row.stepsTo),
    secondsTo: finite(row.secondsTo),
    diverged: row.diverged,
    seeds: row.seeds,
  };
}

/** Rows of a baseline. Of another target than the one it ran with its kept curves tell. */
export function pinnedRows(
  { name, arms, target: own, basis: kept }: PinnedRun,
  target: number,
  basis: SecondsBasis,
): RunRow[] {
  return arms.map((arm, index): RunRow => {
    const { label, evaluations, micros, figures } = arm;
    const { median, low, high, best, diverged, seeds } = figures;
    const timed = kept === basis && (basis === 'together' || micros !== null);
    const { steps, seconds, reading } =
      target === own
        ? {
            steps: figures.stepsTo ?? Number.POSITIVE_INFINITY,
            seconds: figures.secondsTo ?? Number.NaN,
            reading: undefined,
          }
        : readTarget(arm, target);
    return {
      id: `baseline ${index}`,
      label: texts.loss.pinnedName(label, name),
      median: median ?? Number.POSITIVE_INFINITY,
      low: low ?? Number.POSITIVE_INFINITY,
      high: high ?? Number.POSITIVE_INFINITY,
      metric: Number.NaN,
      best: best ?? Number.POSITIVE_INFINITY,
      ...NOT_VALIDATED,
      stepsTo: steps,
      secondsTo: Number.isFinite(steps) ? (timed ? seconds : Number.NaN) : steps,
      evaluationsTo: steps * evaluations,
      ...(reading ? { reading } : {}),
      diverged,
      seeds,
      micros: micros ?? Number.NaN,
      cost: null,
    };
  });
}

/**
 * When a baseline's arm reached a target, by its kept curve: the median over seeds at some of the steps, the smallest
 * values among them. Exact of one seed of which every step was kept. Where only some seeds got there, that they were
 * more than half is not known.
 */
function readTarget(
  { curve, figures }: PinnedArm,
  target: number,
): {
  readonly steps: number;
  readonly seconds: number;
  readonly reading?: RunRow['reading'];
} {
  const none = { seconds: Number.NaN };
  const { steps } = curve;
  const point = curve.loss.median.findIndex((value) => value !== null && value <= target);
  if (point < 0) {
    const never = figures.seeds === 1 || (figures.best ?? Number.POSITIVE_INFINITY) > target;
    return never
      ? { ...none, steps: Number.POSITIVE_INFINITY }
      : { ...none, steps: Number.NaN, reading: 'unknown' };
  }
  // At the start most seeds are there already.
  const exact = point === 0 || (figures.seeds === 1 && steps.length === steps[steps.length - 1] + 1);
  return { steps: steps[point], seconds: curve.seconds[point], ...(exact ? {} : { reading: 'about' }) };
}
