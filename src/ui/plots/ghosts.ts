/** Curves to compare with, faint behind those of the run: a pinned baseline, what a sweep tried. */

import type { ChartView } from '../../store/chartView';
import { bandOf, type KeptCurve } from '../../store/keptCurve';
import type { ArmLook, ChartTheme } from '../palette';
import { withAlpha } from '../palette';
import type { PlotData } from './plotly';

export interface Ghost {
  readonly name: string;
  readonly curve: KeptCurve;
  /** Gradients and losses evaluated per step. */
  readonly evaluations: number;
  /** The look of a pinned arm; absent: grey. */
  readonly look?: ArmLook;
  /** Whether its seconds are of the kind that the axis shows. */
  readonly timed: boolean;
  /** Whether pointing at the curve tells its value. */
  readonly told: boolean;
}

/** Horizontal places of a ghost's points. */
export function ghostXs({ curve, evaluations, timed }: Ghost, x: ChartView['x']): readonly number[] {
  if (x === 'seconds') return timed ? curve.seconds : [];
  return x === 'evaluations' ? curve.steps.map((step) => step * evaluations) : curve.steps;
}

export function ghostTraces(ghosts: readonly Ghost[], view: ChartView, theme: ChartTheme): PlotData[] {
  return ghosts.flatMap((ghost): PlotData[] => {
    const band = bandOf(ghost.curve, view.quantity);
    if (!band || (!ghost.timed && view.x === 'seconds')) return [];
    const { look, told, name } = ghost;
    return [
      {
        type: 'scatter',
        mode: 'lines',
        name,
        x: [...ghostXs(ghost, view.x)],
        y: [...band.median] as number[],
        line: {
          color: withAlpha(look ? look[theme.scheme] : theme.mute, look ? 0.75 : 0.4),
          width: look ? 1.5 : 1,
          dash: (look?.dash ?? 'solid') as 'solid',
        },
        ...(told ? { hovertemplate: '%{y:.3~g}' } : { hoverinfo: 'skip' as const }),
      },
    ];
  });
}

/** The finite values of ghosts that the axis makes room for: those of pinned arms. */
export function ghostValues(ghosts: readonly Ghost[], view: ChartView): number[] {
  return ghosts.flatMap((ghost) =>
    ghost.look ? (bandOf(ghost.curve, view.quantity)?.median.filter((value) => value !== null) ?? []) : [],
  );
}
