import { useMemo } from 'react';
import type { Curves } from '../../../store/curves';
import { type ShownArm, useArms } from '../../arms';
import { useChartTheme, usePlayground, useSlowState } from '../../context';
import { formatValue } from '../../format';
import { type ChartTheme, withAlpha } from '../../palette';
import { texts } from '../../texts';
import { ChartCard } from '../ChartCard';
import { axis, baseLayout } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import { landscape } from './landscape';

interface LandscapeProps {
  readonly lambda: number;
  readonly wide: boolean;
}

/** One lane: where it is now. */
interface LanePoint {
  readonly arm: ShownArm;
  readonly seed: number;
  readonly norm: number;
  readonly loss: number;
}

/** f over |x|_1 on logarithmic axes, with every lane on it. */
export function Landscape({ lambda, wide }: LandscapeProps) {
  const { curves } = usePlayground();
  const theme = useChartTheme();
  const arms = useArms();
  const revision = useSlowState((state) => state.revision, 250);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  const lanes = useMemo(() => lanePoints(arms, curves), [arms, curves, revision]);
  const figure = useMemo(() => () => landscapeFigure(lanes, lambda, theme), [lanes, lambda, theme]);
  return (
    <ChartCard
      title={texts.views.slice}
      subtitle={texts.views.sliceSub}
      className={wide ? 'full' : ''}
      label={texts.views.slice}
      table={() => ({
        head: [texts.views.lane, texts.views.norm, texts.views.loss],
        rows: lanes.map(({ arm, seed, norm, loss }) => [
          texts.views.laneName(arm.label, seed),
          formatValue(norm),
          formatValue(loss),
        ]),
      })}
    >
      <Plot label={texts.views.slice} height={wide ? 260 : 320} figure={figure} />
    </ChartCard>
  );
}

function lanePoints(arms: readonly ShownArm[], curves: Curves): LanePoint[] {
  return arms.flatMap((arm) => {
    const curve = curves.arms.get(arm.id);
    if (arm.hidden || !curve?.metric) return [];
    return Array.from({ length: curve.seeds }, (_, seed) => ({
      arm,
      seed,
      norm: curve.lastMetric[seed],
      loss: curve.last[seed],
    }));
  });
}

function landscapeFigure(lanes: readonly LanePoint[], lambda: number, theme: ChartTheme): Figure | null {
  const norms = lanes.map(({ norm }) => norm).filter((norm) => norm > 0 && Number.isFinite(norm));
  if (norms.length === 0) return null;
  // Powers of ten around the lanes, so that the frame moves rarely.
  const min = 10 ** Math.floor(Math.log10(Math.min(0.05, ...norms)));
  const max = 10 ** Math.ceil(Math.log10(Math.max(2, ...norms) * 1.05));
  const curve = landscape(min, max, lambda);
  const bottom = Math.max(min * 1e-3, lambda * min * min) / 2;
  const floor = (value: number) => Math.max(value, bottom / 10);
  const { envelope } = curve;
  const arms = [...new Set(lanes.map(({ arm }) => arm))];
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: [...envelope.s, ...envelope.s.toReversed()],
        y: [...envelope.high, ...envelope.low.map(floor).toReversed()],
        fill: 'toself',
        fillcolor: withAlpha(theme.mute, 0.13),
        line: { width: 0 },
        hoverinfo: 'skip',
      },
      {
        type: 'scatter',
        mode: 'lines',
        x: curve.s as number[],
        y: curve.f.map(floor),
        line: { color: theme.mute, width: 1.3 },
        hoverinfo: 'skip',
      },
      ...arms.map((arm): PlotData => {
        const own = lanes.filter((lane) => lane.arm === arm && Number.isFinite(lane.loss));
        return {
          type: 'scatter',
          mode: 'markers',
          name: arm.label,
          x: own.map(({ norm }) => norm),
          y: own.map(({ loss }) => floor(loss)),
          text: own.map(({ seed }) => texts.views.laneName(arm.label, seed)),
          hovertemplate: '%{text}<br>‖x‖₁ %{x:.3~g}, f %{y:.3~g}<extra></extra>',
          marker: {
            symbol: arm.look.symbol,
            size: 10,
            color: arm.look[theme.scheme],
            line: { color: theme.card, width: 1 },
          },
        };
      }),
    ],
    layout: {
      ...baseLayout(theme),
      margin: { l: 52, r: 12, t: 6, b: 38 },
      hovermode: 'closest',
      uirevision: 'landscape',
      xaxis: {
        ...axis(theme),
        type: 'log',
        range: [Math.log10(min), Math.log10(max)],
        dtick: 1,
        tickformat: '~g',
        title: { text: texts.views.norm, standoff: 4, font: { size: 11, color: theme.mute } },
      },
      yaxis: {
        ...axis(theme),
        type: 'log',
        range: [Math.log10(bottom), Math.log10(max * (2 + lambda * max)) + 0.1],
        dtick: 1,
        tickformat: '~g',
        title: { text: 'f', standoff: 4, font: { size: 11, color: theme.mute } },
      },
    },
  };
}
