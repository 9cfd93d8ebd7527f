/** Data of the loss chart, and where things are on its axes. */
import type { RunMark } from '../../engine/types';
import type { ChartView } from '../../store/chartView';
import type { ArmCurve } from '../../store/curves';
import type { ArmLook, ChartTheme } from '../palette';
import type { SecondsBasis } from './armClock';
import { type Ghost, ghostXs } from './ghosts';
import type { Recorded } from './recordedTraces';

export interface ChartArm {
  readonly id: string;
  readonly label: string;
  readonly look: ArmLook;
  readonly curve: ArmCurve;
  /** Gradients and losses evaluated per step. */
  readonly evaluations: number;
  /** Seconds after so many updates, NaN where they are not known; see `armClock`. */
  readonly secondsAt: (step: number) => number;
}

export interface LossChart {
  /** Recorded curves, drawn behind. */
  readonly recorded?: readonly Recorded[];
  readonly arms: readonly ChartArm[];
  readonly selected: string | null;
  readonly marks: readonly RunMark[];
  readonly options: ChartView;
  /** Curves behind those of the run. */
  readonly ghosts: readonly Ghost[];
  readonly theme: ChartTheme;
  /** Planned length, the end of the axis of steps. */
  readonly steps: number;
  /** Null where there is no target line. */
  readonly target: number | null;
  /** Whether the target's value is written on its line; else something over the chart says it. */
  readonly targetText?: boolean;
  /** What a second is; default: each arm's own. */
  readonly basis?: SecondsBasis;
  /** Whether less is better and a rise above the start is a divergence, which the axis leaves out (default). */
  readonly falls?: boolean;
  readonly yTitle: string;
  readonly width: number;
}

/** The horizontal place of a step of an arm. */
export function xOf(arm: ChartArm, x: ChartView['x']): (step: number) => number {
  if (x === 'steps') return (step) => step;
  return x === 'evaluations' ? (step) => step * arm.evaluations : arm.secondsAt;
}

/** Whether the arm has places on the horizontal axis. */
export const hasX = (arm: ChartArm, { options }: LossChart): boolean =>
  Number.isFinite(xOf(arm, options.x)(0));

/** Updates that a curve is of. */
const madeOf = ({ curve }: ChartArm): number => Math.max(0, curve.length - 1);

/** The end of the horizontal axis: what is planned and what is made, or the seconds so far with room to grow. */
export function xEnd(chart: LossChart): number {
  const { arms, steps } = chart;
  const recorded = Math.max(
    0,
    ...(chart.recorded ?? []).map(({ curve, perStep }) => (curve.steps.at(-1) ?? 0) * perStep),
  );
  const ghosts = Math.max(0, ...chart.ghosts.map((ghost) => ghostXs(ghost, chart.options.x).at(-1) ?? 0));
  if (chart.options.x === 'steps') return Math.max(2, steps, ghosts, recorded, ...arms.map(madeOf));
  if (chart.options.x === 'evaluations') {
    return Math.max(
      2,
      steps,
      ghosts,
      recorded,
      ...arms.map((arm) => Math.max(steps, madeOf(arm)) * arm.evaluations),
    );
  }
  const seconds = Math.max(ghosts, ...arms.map(({ curve, secondsAt }) => secondsAt(curve.length - 1) || 0));
  const unit = 10 ** Math.floor(Math.log10(Math.max(seconds, 1e-3))) / 2;
  return Math.max(1e-3, Math.ceil((seconds * 1.02) / unit) * unit);
}

/**
 * Marks of visible arms other than divergences, which have their ✕. A change after the last update, planned or made, concerns the
 * next run, not this curve.
 */
export function interventions(arms: readonly ChartArm[], chart: LossChart): readonly RunMark[] {
  const end = Math.max(chart.steps, ...chart.arms.map(madeOf));
  return chart.marks.filter(
    ({ kind, armId, step }) =>
      kind !== 'diverged' &&
      !((kind === 'intervention' || kind === 'length') && step >= end) &&
      arms.some(({ id }) => id === armId),
  );
}

export type Range = readonly [low: number, high: number];
