import { useMemo } from 'react';
import type { ViewMessage } from '../../../engine/types';
import { type PathologicalView, pathologicalLoss } from '../../../tasks/pathological';
import { useChartTheme, useSlowState } from '../../context';
import { formatCount, formatValue } from '../../format';
import type { ChartTheme } from '../../palette';
import { texts } from '../../texts';
import { ChartCard } from '../ChartCard';
import { axis, baseLayout } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import type { Views } from '../useViews';
import { SeedSelect } from '../viewControls';

/** Samples along each side of the map. */
const GRID = 161;

/** The plane from above, with the paths of the shown seed. */
export function Contour({ views }: { readonly views: Views<PathologicalView> }) {
  const theme = useChartTheme();
  const trail = useSlowState((state) => state.trail, 250);
  const { lambda } = views.shown[0].view;
  const extent = reach(trail);
  const map = useMemo(() => contourMap(extent, lambda), [extent, lambda]);
  const figure = useMemo(
    () => () => contourFigure(views, trail, map, extent, theme),
    [views, trail, map, extent, theme],
  );
  return (
    <ChartCard
      title={texts.views.contour}
      subtitle={texts.views.contourSub}
      actions={<SeedSelect />}
      label={texts.views.contour}
      table={() => ({
        head: [texts.table.step, ...views.shown.map(({ arm }) => arm.label)],
        rows: trail.map((message) => [
          formatCount(message.step),
          ...views.shown.map(({ arm }) => {
            const point = pointOf(message, arm.id);
            return point ? point.map((value) => formatValue(value)).join(', ') : texts.runs.none;
          }),
        ]),
      })}
    >
      <Plot label={texts.views.contour} height={320} figure={figure} />
    </ChartCard>
  );
}

function pointOf(message: ViewMessage, armId: string): readonly [number, number] | undefined {
  const view = message.arms.find((entry) => entry.armId === armId)?.view as PathologicalView | undefined;
  return view?.point;
}

/** Half the side of the square that holds all paths, a power of two so that it moves rarely. */
function reach(trail: readonly ViewMessage[]): number {
  let most = 0.25;
  for (const message of trail) {
    for (const { view } of message.arms) {
      for (const value of (view as PathologicalView).point ?? []) {
        if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
      }
    }
  }
  return Math.min(1e6, 2 ** Math.ceil(Math.log2(most * 1.1)));
}

interface ContourMap {
  readonly at: readonly number[];
  readonly logLoss: readonly (readonly number[])[];
}

function contourMap(extent: number, lambda: number): ContourMap {
  const at = Array.from({ length: GRID }, (_, i) => extent * ((2 * i) / (GRID - 1) - 1));
  const logLoss = at.map((y) =>
    at.map((x) => Math.log10(Math.max(1e-3 * extent, pathologicalLoss(Math.abs(x) + Math.abs(y), lambda)))),
  );
  return { at, logLoss };
}

function contourFigure(
  { shown }: Views<PathologicalView>,
  trail: readonly ViewMessage[],
  map: ContourMap,
  extent: number,
  theme: ChartTheme,
): Figure {
  const dark = theme.scheme === 'dark';
  return {
    data: [
      {
        type: 'heatmap',
        x: map.at as number[],
        y: map.at as number[],
        z: map.logLoss as number[][],
        colorscale: dark
          ? [
              [0, '#0c0f14'],
              [1, '#48525f'],
            ]
          : [
              [0, '#cfd6df'],
              [1, '#fbfcfd'],
            ],
        showscale: false,
        zsmooth: 'fast',
        hoverinfo: 'skip',
      } as PlotData,
      ...shown.map(({ arm }): PlotData => {
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
        };
      }),
    ],
    layout: {
      ...baseLayout(theme),
      margin: { l: 40, r: 10, t: 6, b: 30 },
      hovermode: 'closest',
      uirevision: `contour ${extent}`,
      xaxis: { ...axis(theme), range: [-extent, extent], showgrid: false, nticks: 5 },
      yaxis: { ...axis(theme), range: [-extent, extent], showgrid: false, nticks: 5 },
    },
  };
}
