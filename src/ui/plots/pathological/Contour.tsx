import { useMemo, useState } from 'react';
import type { ViewMessage } from '../../../engine/types';
import { type PathologicalView, pathologicalLoss } from '../../../tasks/pathological';
import { texts } from '../../../texts/page';
import { viewTexts } from '../../../texts/views';
import { useChartTheme, useSlowState } from '../../context';
import { formatCount, formatValue } from '../../format';
import type { ChartTheme } from '../../palette';
import { ChartCard } from '../ChartCard';
import { axis, baseLayout, FADED } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import type { Views } from '../useViews';
import { ExtentSelect, type MapPart, SeedSelect } from '../viewControls';
import { viewsByStep } from '../viewsByStep';
import { type SlopePoint, slopePoints } from './landscape';

/** Samples along the shorter side of the map. */
const GRID = 161;
const HEIGHT = 320;
const MARGIN = { l: 40, r: 10, t: 10, b: 30 };

/** The plane from above, with the paths of the shown seed. */
export function Contour({ views }: { readonly views: Views<PathologicalView> }) {
  const theme = useChartTheme();
  const trail = useSlowState((state) => state.trail, 250);
  const { lambda } = views.shown[0].view;
  const [part, setPart] = useState<MapPart>('whole');
  // Of the points now, with room around them, or of all paths.
  const extent = part === 'near' ? reach(trail.slice(-1), 2, 0.02) : reach(trail);
  // Made anew when its frame changes, which is rare.
  const mapOf = useMemo(() => {
    let last: { width: number; height: number; map: ContourMap } | null = null;
    return (width: number, height: number) => {
      if (last?.width !== width || last.height !== height)
        last = { width, height, map: contourMap(extent, lambda, width, height) };
      return last.map;
    };
  }, [extent, lambda]);
  const figure = useMemo(
    () => (width: number, height: number) => contourFigure(views, trail, mapOf(width, height), lambda, theme),
    [views, trail, mapOf, lambda, theme],
  );
  return (
    <ChartCard
      title={viewTexts.contour}
      subtitle={viewTexts.contourSub}
      actions={
        <>
          <ExtentSelect part={part} onPart={setPart} />
          <SeedSelect />
        </>
      }
      label={viewTexts.contour}
      table={() => ({
        head: [texts.table.step, ...views.shown.map(({ arm }) => arm.label)],
        rows: viewsByStep(trail).map(({ step, view }) => [
          formatCount(step),
          ...views.shown.map(({ arm }) => {
            const { point } = (view(arm.id) as PathologicalView | undefined) ?? {};
            return point ? point.map((value) => formatValue(value)).join(', ') : texts.runs.none;
          }),
        ]),
      })}
    >
      <Plot label={viewTexts.contour} height={HEIGHT} figure={figure} />
      <p className="small mute keys">
        <span className="key">
          <b style={{ color: theme.bad }}>┄</b> {viewTexts.explodes}
        </span>
        <span className="key">
          <b style={{ color: theme.accent }}>─</b> {viewTexts.vanishes}
        </span>
      </p>
    </ChartCard>
  );
}

function pointOf(message: ViewMessage, armId: string): readonly [number, number] | undefined {
  const view = message.arms.find((entry) => entry.armId === armId)?.view as PathologicalView | undefined;
  return view?.point;
}

/** Half the side of the square that holds all points, a power of two so that it moves rarely. */
function reach(trail: readonly ViewMessage[], room = 1.1, least = 0.25): number {
  let most = least;
  for (const message of trail) {
    for (const { view } of message.arms) {
      for (const value of (view as PathologicalView).point ?? []) {
        if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
      }
    }
  }
  return Math.min(1e6, 2 ** Math.ceil(Math.log2(most * room)));
}

interface ContourMap {
  /** Half the width and height of what is shown: equal scales, so that distances in the plane are true. */
  readonly across: number;
  readonly up: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly logLoss: readonly (readonly number[])[];
}

/** The plane around the origin, `extent` to every side at least, on a chart of this size in pixels. */
export function contourMap(extent: number, lambda: number, width: number, height: number): ContourMap {
  const aspect = (width - MARGIN.l - MARGIN.r) / (height - MARGIN.t - MARGIN.b);
  const [across, up] = aspect > 1 ? [extent * aspect, extent] : [extent, extent / aspect];
  const samples = (half: number) => {
    const count = Math.round((GRID * half) / extent);
    return Array.from({ length: count }, (_, i) => half * ((2 * i) / (count - 1) - 1));
  };
  const [x, y] = [samples(across), samples(up)];
  const logLoss = y.map((b) =>
    x.map((a) => Math.log10(Math.max(1e-3 * extent, pathologicalLoss(Math.abs(a) + Math.abs(b), lambda)))),
  );
  return { across, up, x, y, logLoss };
}

function contourFigure(
  { shown }: Views<PathologicalView>,
  trail: readonly ViewMessage[],
  map: ContourMap,
  lambda: number,
  theme: ChartTheme,
): Figure {
  const dark = theme.scheme === 'dark';
  const { exploding, vanishing } = slopePoints(
    Math.min(map.across, map.up) / 60,
    map.across + map.up,
    lambda,
  );
  const rings = (of: readonly SlopePoint[], color: string, dash: 'solid' | 'dot'): PlotData => ({
    type: 'scatter',
    mode: 'lines',
    // Where |x| + |y| is s: squares on their tips.
    x: of.flatMap(({ s }) => [s, 0, -s, 0, s, null]) as number[],
    y: of.flatMap(({ s }) => [0, s, 0, -s, 0, null]) as number[],
    line: { color, width: 1, dash },
    opacity: 0.75,
    hoverinfo: 'skip',
  });
  return {
    data: [
      {
        type: 'heatmap',
        x: map.x as number[],
        y: map.y as number[],
        z: map.logLoss as number[][],
        colorscale: dark
          ? [
              [0, '#0b0e13'],
              [0.7, '#2c3542'],
              [1, '#59677a'],
            ]
          : [
              [0, '#8ea2ba'],
              [0.7, '#d9e1ea'],
              [1, '#fbfcfd'],
            ],
        showscale: false,
        zsmooth: 'fast',
        hoverinfo: 'skip',
      } as PlotData,
      rings(exploding, theme.bad, 'dot'),
      rings(vanishing, theme.accent, 'solid'),
      ...shown.map(({ arm, faded }): PlotData => {
        const points = trail.flatMap((message) => {
          const point = pointOf(message, arm.id);
          return point ? [point] : [];
        });
        return {
          type: 'scatter',
          mode: 'lines+markers',
          name: arm.label,
          x: points.map(([x]) => x),
          y: points.map(([, y]) => y),
          line: { color: arm.look[theme.scheme], width: 1.8, dash: arm.look.dash as 'solid' },
          marker: {
            symbol: arm.look.symbol,
            color: arm.look[theme.scheme],
            size: points.map((_, i) => (i === points.length - 1 ? 11 : 3)),
            line: { color: theme.card, width: 0.5 },
          },
          opacity: faded ? FADED : 1,
        };
      }),
    ],
    layout: {
      ...baseLayout(theme),
      margin: MARGIN,
      hovermode: 'closest',
      uirevision: `contour ${map.across} ${map.up}`,
      xaxis: { ...axis(theme), range: [-map.across, map.across], showgrid: false, nticks: 7 },
      yaxis: { ...axis(theme), range: [-map.up, map.up], showgrid: false, nticks: 5 },
    },
  };
}
