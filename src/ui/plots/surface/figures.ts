/** What the charts of a surface show, as Plotly data: pure. */
import type { ViewMessage } from '../../../engine/types';
import { type SurfaceProblem, surfaceValues } from '../../../tasks/surface/problem';
import type { SurfaceView } from '../../../tasks/surface/view';
import { viewTexts } from '../../../texts/views';
import type { ArmFace } from '../../arms';
import { formatCount, formatValue } from '../../format';
import type { ChartTheme } from '../../palette';
import { axis, axisNumbers, baseLayout, COUNTS, FADED } from '../chartLayout';
import type { Figure, PlotData } from '../plotly';
import { leaps } from './leaps';
import { type Arrow, armView, type Extent, type PlaneMap } from './planeMap';

export const MARGIN = { l: 44, r: 10, t: 10, b: 30 };
/** Isolines, evenly spaced among the samples. */
const LINES = 12;
/** Points of a curve on the line. */
const CURVE_POINTS = 500;

/** An arm whose path is shown. */
export interface PathArm {
  readonly arm: ArmFace;
  readonly faded: boolean;
}

/** Points of an arm's path that are numbers. */
function pathOf(trail: readonly ViewMessage[], armId: string) {
  return trail.flatMap((message) => {
    const view = armView(message, armId);
    return view?.point?.every(Number.isFinite) ? [{ ...view, point: view.point }] : [];
  });
}

function pathTrace(
  { arm, faded }: PathArm,
  theme: ChartTheme,
  points: readonly { readonly x: number; readonly y: number; readonly text: string }[],
): PlotData {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: arm.label,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    text: points.map(({ text }) => text),
    hovertemplate: '%{text}',
    line: { color: arm.look[theme.scheme], width: 1.8, dash: arm.look.dash as 'solid' },
    marker: {
      symbol: arm.look.symbol,
      color: arm.look[theme.scheme],
      size: points.map((_, i) => (i === points.length - 1 ? 11 : 0)),
      line: { color: theme.card, width: 0.5 },
    },
    opacity: faded ? FADED : 1,
  };
}

const hoverText = (step: number, { loss, slope }: SurfaceView): string =>
  viewTexts.surface.at(formatCount(step), formatValue(loss), formatValue(slope));

const minimaTrace = (x: readonly number[], y: readonly number[], theme: ChartTheme): PlotData => ({
  type: 'scatter',
  mode: 'markers',
  x: x as number[],
  y: y as number[],
  marker: { symbol: 'star', size: 12, color: theme.card, line: { color: theme.ink, width: 1.4 } },
  hovertemplate: `${viewTexts.surface.minimum}<extra></extra>`,
});

/** Shaft and two barbs of every arrow, in one line with gaps. */
function arrowTrace(arrows: readonly Arrow[], theme: ChartTheme): PlotData {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  for (const { from, to } of arrows) {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const barb = (side: number) => [to[0] - 0.32 * dx - side * 0.2 * dy, to[1] - 0.32 * dy + side * 0.2 * dx];
    const [left, right] = [barb(1), barb(-1)];
    x.push(from[0], to[0], null, left[0], to[0], right[0], null);
    y.push(from[1], to[1], null, left[1], to[1], right[1], null);
  }
  return {
    type: 'scatter',
    mode: 'lines',
    x: x as number[],
    y: y as number[],
    line: { color: theme.mute, width: 1 },
    opacity: 0.75,
    hoverinfo: 'skip',
  };
}

export function planeFigure(
  problem: SurfaceProblem,
  map: PlaneMap,
  trail: readonly ViewMessage[],
  arms: readonly PathArm[],
  theme: ChartTheme,
): Figure {
  const dark = theme.scheme === 'dark';
  const scale = dark ? ['#0b0e13', '#2c3542', '#59677a'] : ['#8ea2ba', '#d9e1ea', '#fbfcfd'];
  return {
    data: [
      {
        type: 'contour',
        x: map.x as number[],
        y: map.y as number[],
        z: map.levels as number[][],
        colorscale: scale.map((colour, i) => [i / 2, colour]) as [number, string][],
        contours: { coloring: 'heatmap', start: 1 / LINES, end: 1 - 1 / LINES, size: 1 / LINES },
        line: { width: 0.6, color: dark ? '#7c8aa0' : '#6f8299' },
        showscale: false,
        hoverinfo: 'skip',
      } as PlotData,
      arrowTrace(map.arrows, theme),
      minimaTrace(
        problem.minima.map(([x]) => x),
        problem.minima.map(([, y]) => y),
        theme,
      ),
      ...arms.map((each) =>
        pathTrace(
          each,
          theme,
          pathOf(trail, each.arm.id).map(({ point: [x, y], step, ...view }) => ({
            x,
            y,
            text: hoverText(step, { ...view, point: [x, y] }),
          })),
        ),
      ),
    ],
    layout: {
      ...baseLayout(theme),
      margin: MARGIN,
      hovermode: 'closest',
      uirevision: `plane ${map.xRange} ${map.yRange}`,
      xaxis: { ...axis(theme), range: [...map.xRange], showgrid: false, nticks: 7 },
      yaxis: { ...axis(theme), range: [...map.yRange], showgrid: false, nticks: 5 },
    },
  };
}

/** The function on the line, and where the runs are on it. */
export function lineFigure(
  problem: SurfaceProblem,
  { middle: [middle], reach }: Extent,
  trail: readonly ViewMessage[],
  arms: readonly PathArm[],
  theme: ChartTheme,
): Figure {
  const range: [number, number] = [middle - reach, middle + reach];
  const x = Array.from(
    { length: CURVE_POINTS },
    (_, i) => range[0] + ((range[1] - range[0]) * i) / (CURVE_POINTS - 1),
  );
  const values = surfaceValues(problem, Float64Array.from(x));
  const gaps = leaps(x, values, (places) => surfaceValues(problem, places));
  const curve = x.flatMap((at, i) => {
    const point = { at, value: Number.isFinite(values[i]) ? values[i] : null };
    return gaps.has(i) ? [point, { at, value: null }] : [point];
  });
  const minima = problem.minima.map(([at]) => at);
  const lowest = minima.length > 0 ? surfaceValues(problem, Float64Array.from(minima)) : [];
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: curve.map(({ at }) => at),
        y: curve.map(({ value }) => value) as number[],
        line: { color: theme.mute, width: 1.4 },
        hoverinfo: 'skip',
      },
      minimaTrace(minima, [...lowest], theme),
      ...arms.map((each) =>
        pathTrace(
          each,
          theme,
          pathOf(trail, each.arm.id).map(({ point: [at], step, ...view }) => ({
            x: at,
            y: view.loss,
            text: hoverText(step, { ...view, point: [at] }),
          })),
        ),
      ),
    ],
    layout: {
      ...baseLayout(theme),
      margin: MARGIN,
      hovermode: 'closest',
      uirevision: `line ${range}`,
      xaxis: { ...axis(theme), range, showgrid: false, nticks: 7 },
      yaxis: { ...axis(theme), range: heights(values), nticks: 5 },
    },
  };
}

/** Span of the finite values, with room below for marks. */
export function heights(values: Float64Array): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return Number.isFinite(low) ? [low - 1, low + 1] : [-1, 1];
  const room = (high - low) / 12;
  return [low - room, high + room];
}

export type PathQuantity = 'slope' | 'loss';

/**
 * Slope or loss over the way walked so far, or over steps where there are no points. `farthest`: the longest way that is
 * drawn, or one run that diverged would flatten all others.
 */
export function pathFigure(
  trail: readonly ViewMessage[],
  arms: readonly PathArm[],
  quantity: PathQuantity,
  farthest: number | null,
  theme: ChartTheme,
): Figure | null {
  const byWay = farthest !== null;
  const series = arms.map((each) => ({
    ...each,
    points: alongPath(trail, each.arm.id, quantity, byWay).filter(({ x }) => !byWay || x <= farthest),
  }));
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  if (values.length === 0) return null;
  const log = values.every((value) => value >= 0) && values.some((value) => value > 0);
  const positive = values.filter((value) => value > 0);
  const [low, high] = log
    ? [Math.min(...positive), Math.max(...positive)]
    : [Math.min(...values), Math.max(...values)];
  return {
    data: series.map(({ points, ...each }) => pathTrace(each, theme, points)),
    layout: {
      ...baseLayout(theme),
      margin: { ...MARGIN, l: 52, b: 38 },
      hovermode: 'closest',
      uirevision: `path ${quantity} ${byWay} ${log}`,
      xaxis: {
        ...axis(theme),
        rangemode: 'tozero',
        showgrid: false,
        nticks: 7,
        ...(byWay ? {} : COUNTS),
        title: {
          text: byWay ? viewTexts.surface.way : viewTexts.surface.step,
          standoff: 4,
          font: { size: 11, color: theme.mute },
        },
      },
      yaxis: { ...axis(theme), type: log ? 'log' : 'linear', nticks: 6, ...axisNumbers(low, high, log) },
    },
  };
}

/** Of one arm: what is asked for, at every point of its path that is a number. */
export function alongPath(
  trail: readonly ViewMessage[],
  armId: string,
  quantity: PathQuantity,
  byWay: boolean,
): readonly { readonly x: number; readonly y: number; readonly text: string }[] {
  let way = 0;
  let last: readonly number[] | undefined;
  return trail.flatMap((message) => {
    const view = armView(message, armId);
    if (!view) return [];
    const { point } = view;
    const before = last;
    if (point && before) way += Math.hypot(...point.map((value, axis) => value - before[axis]));
    last = point;
    const y = view[quantity];
    if (!Number.isFinite(y) || !Number.isFinite(way)) return [];
    return [{ x: byWay ? way : view.step, y, text: hoverText(view.step, view) }];
  });
}
