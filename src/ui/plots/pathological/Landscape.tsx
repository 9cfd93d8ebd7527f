import { useMemo } from 'react';
import type { Curves } from '../../../store/curves';
import { pathologicalSlope } from '../../../tasks/pathological';
import { viewTexts } from '../../../texts/views';
import { type ArmFace, useArmFaces } from '../../arms';
import { useChartTheme, usePlayground, usePlaygroundState, useSlowState } from '../../context';
import { formatValue } from '../../format';
import { type ChartTheme, withAlpha } from '../../palette';
import { ChartCard } from '../ChartCard';
import { axis, axisNumbers, baseLayout, FADED } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import { landscape, type SlopePoint, slopePoints } from './landscape';

interface LandscapeProps {
  readonly lambda: number;
  readonly wide: boolean;
}

/** One lane: where it is now. */
interface LanePoint {
  readonly arm: ArmFace;
  readonly seed: number;
  readonly norm: number;
  readonly loss: number;
}

/** f over |x|_1 on logarithmic axes, with every lane on it. */
export function Landscape({ lambda, wide }: LandscapeProps) {
  const { curves } = usePlayground();
  const theme = useChartTheme();
  const arms = useArmFaces();
  const revision = useSlowState((state) => state.revision, 250);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  const lanes = useMemo(() => lanePoints(arms, curves), [arms, curves, revision]);
  const selected = usePlaygroundState((state) => state.selected);
  const figure = useMemo(
    () => () => landscapeFigure(lanes, lambda, selected, theme),
    [lanes, lambda, selected, theme],
  );
  return (
    <ChartCard
      title={viewTexts.slice}
      subtitle={viewTexts.sliceSub}
      className={wide ? 'full' : ''}
      label={viewTexts.slice}
      table={() => ({
        head: [viewTexts.lane, viewTexts.norm, viewTexts.loss, viewTexts.slope],
        rows: [
          ...lanes.map(({ arm, seed, norm, loss }) => [
            viewTexts.laneName(arm.label, seed),
            formatValue(norm),
            formatValue(loss),
            formatValue(pathologicalSlope(norm, lambda)),
          ]),
          ...pointRows(lanes, lambda),
        ],
      })}
    >
      <Plot label={viewTexts.slice} height={wide ? 280 : 320} figure={figure} />
      <p className="small mute keys">
        <span className="key">
          <b style={{ color: theme.bad }}>▲</b> {viewTexts.explodes}
        </span>
        <span className="key">
          <b style={{ color: theme.accent }}>○</b> {viewTexts.vanishes}
        </span>
        <span>{viewTexts.equation6}</span>
      </p>
    </ChartCard>
  );
}

function lanePoints(arms: readonly ArmFace[], curves: Curves): LanePoint[] {
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

/** Span of ||x||_1 that is drawn: powers of ten around the lanes, so that the frame moves rarely. */
function spanOf(lanes: readonly LanePoint[]): readonly [min: number, max: number] | null {
  const norms = lanes.map(({ norm }) => norm).filter((norm) => norm > 0 && Number.isFinite(norm));
  if (norms.length === 0) return null;
  return [
    10 ** Math.floor(Math.log10(Math.min(0.05, ...norms))),
    10 ** Math.ceil(Math.log10(Math.max(2, ...norms) * 1.05)),
  ];
}

function pointRows(lanes: readonly LanePoint[], lambda: number): string[][] {
  const span = spanOf(lanes);
  if (!span) return [];
  const { exploding, vanishing } = slopePoints(...span, lambda);
  const rows = (what: string, points: readonly SlopePoint[]) =>
    points.map(({ k, s, loss, slope }) => [
      viewTexts.pointName(what, k),
      ...[s, loss, slope].map((value) => formatValue(value)),
    ]);
  return [...rows(viewTexts.explodes, exploding), ...rows(viewTexts.vanishes, vanishing)];
}

function landscapeFigure(
  lanes: readonly LanePoint[],
  lambda: number,
  selected: string | null,
  theme: ChartTheme,
): Figure | null {
  const span = spanOf(lanes);
  if (!span) return null;
  const [min, max] = span;
  const curve = landscape(min, max, lambda);
  const bottom = Math.max(min * 1e-3, lambda * min * min) / 2;
  const floor = (value: number) => Math.max(value, bottom / 10);
  const { envelope } = curve;
  const arms = [...new Set(lanes.map(({ arm }) => arm))];
  const points = slopePoints(curve.resolved, max, lambda);
  const pointTrace = (
    of: readonly SlopePoint[],
    say: (k: number, s: string, slope: string) => string,
    marker: PlotData['marker'],
  ): PlotData => ({
    type: 'scatter',
    mode: 'markers',
    x: of.map(({ s }) => s),
    y: of.map(({ loss }) => floor(loss)),
    text: of.map(({ k, s, slope }) => say(k, formatValue(s), formatValue(slope))),
    hovertemplate: '%{text}<extra></extra>',
    marker,
  });
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
      pointTrace(points.exploding, viewTexts.explodesAt, {
        symbol: 'triangle-up',
        size: 7,
        color: theme.bad,
      }),
      pointTrace(points.vanishing, viewTexts.vanishesAt, {
        symbol: 'circle-open',
        size: 7,
        color: theme.accent,
        line: { width: 1.6 },
      }),
      ...arms.map((arm): PlotData => {
        const own = lanes.filter((lane) => lane.arm === arm && Number.isFinite(lane.loss));
        return {
          type: 'scatter',
          mode: 'markers',
          name: arm.label,
          x: own.map(({ norm }) => norm),
          y: own.map(({ loss }) => floor(loss)),
          text: own.map(({ seed }) => viewTexts.laneName(arm.label, seed)),
          hovertemplate: '%{text}<br>‖x‖₁ %{x:.3~g}, f %{y:.3~g}<extra></extra>',
          marker: {
            symbol: arm.look.symbol,
            size: 10,
            color: arm.look[theme.scheme],
            line: { color: theme.card, width: 1 },
          },
          opacity: selected !== null && selected !== arm.id ? FADED : 1,
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
        ...axisNumbers(min, max, true),
        title: { text: viewTexts.norm, standoff: 4, font: { size: 11, color: theme.mute } },
      },
      yaxis: {
        ...axis(theme),
        type: 'log',
        range: [Math.log10(bottom), Math.log10(max * (2 + lambda * max)) + 0.1],
        dtick: 1,
        ...axisNumbers(bottom, max * (2 + lambda * max), true),
        title: { text: 'f', standoff: 4, font: { size: 11, color: theme.mute } },
      },
    },
  };
}
