/** What the loss chart is drawn from, and where things are on its axes. */
import type { RunMark } from '../../engine/types';
import type { ArmCurve, Quantity } from '../../store/curves';
import type { ArmLook, ChartTheme } from '../palette';
import type { Recorded } from './recordedTraces';

export interface LossChartOptions {
  readonly quantity: Quantity;
  readonly x: 'steps' | 'seconds' | 'evaluations';
  readonly logX: boolean;
  readonly logY: boolean;
  readonly members: boolean;
}

export interface ChartArm {
  readonly id: string;
  readonly label: string;
  readonly look: ArmLook;
  readonly curve: ArmCurve;
  /** Gradients and losses evaluated per step. */
  readonly evaluations: number;
}

export interface LossChart {
  /** Recorded curves, drawn behind. */
  readonly recorded?: readonly Recorded[];
  readonly arms: readonly ChartArm[];
  readonly selected: string | null;
  readonly marks: readonly RunMark[];
  readonly options: LossChartOptions;
  readonly theme: ChartTheme;
  /** Planned length, the end of the axis of steps. */
  readonly steps: number;
  /** Null where there is no target line. */
  readonly target: number | null;
  readonly yTitle: string;
  readonly width: number;
}

/** The horizontal place of a step of an arm. */
export function xOf(arm: ChartArm, { options }: LossChart): (step: number) => number {
  if (options.x === 'steps') return (step) => step;
  if (options.x === 'evaluations') return (step) => step * arm.evaluations;
  const seconds = arm.curve.seconds.values;
  return (step) => seconds[Math.min(step, seconds.length - 1)];
}

/** The end of the horizontal axis: what is planned, or the seconds so far with room to grow. */
export function xEnd(chart: LossChart): number {
  if (chart.options.x === 'steps') return Math.max(2, chart.steps);
  if (chart.options.x === 'evaluations') {
    return Math.max(2, chart.steps * Math.max(1, ...chart.arms.map(({ evaluations }) => evaluations)));
  }
  const seconds = Math.max(
    0,
    ...chart.arms.map(({ curve }) => curve.seconds.at(curve.seconds.length - 1) || 0),
  );
  const unit = 10 ** Math.floor(Math.log10(Math.max(seconds, 1e-3))) / 2;
  return Math.max(1e-3, Math.ceil((seconds * 1.02) / unit) * unit);
}

/** Marks of visible arms other than divergences, which have their ✕. */
export const interventions = (arms: readonly ChartArm[], chart: LossChart): readonly RunMark[] =>
  chart.marks.filter((mark) => mark.kind !== 'diverged' && arms.some((arm) => arm.id === mark.armId));

export type Range = readonly [low: number, high: number];
