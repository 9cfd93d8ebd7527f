/** The loss chart as Plotly data: pure, so that it can be tested without a browser. */
import type { RunMark } from '../../engine/types';
import type { ArmCurve, BandSeries, Quantity } from '../../store/curves';
import { decimate } from '../../store/decimate';
import { formatCount, formatValue } from '../format';
import { type ArmLook, type ChartTheme, withAlpha } from '../palette';
import { texts } from '../texts';
import type { Figure, PlotData, PlotLayout } from './plotly';

export interface LossChartOptions {
  readonly quantity: Quantity;
  readonly x: 'steps' | 'seconds';
  readonly logX: boolean;
  readonly logY: boolean;
  readonly members: boolean;
}

export interface ChartArm {
  readonly id: string;
  readonly label: string;
  readonly look: ArmLook;
  readonly curve: ArmCurve;
}

export interface LossChart {
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

/** Vertical lines drawn for interventions, the newest ones; all have their ▾. */
const MAX_LINES = 12;
/** Markers along the whole axis. */
const MARKERS = 8;

/** The figure, or null while there is nothing to draw. */
export function lossFigure(chart: LossChart): Figure | null {
  const drawn = chart.arms.filter((arm) => seriesOf(arm, chart) && arm.curve.length > 0);
  if (drawn.length === 0) return null;
  const range = yRange(drawn, chart);
  const data = drawn.flatMap((arm) => armTraces(arm, chart, range));
  const crosses = divergenceTrace(drawn, chart, range);
  if (crosses) data.push(crosses);
  const marks = markTrace(drawn, chart);
  if (marks) data.push(marks);
  return { data, layout: lossLayout(drawn, chart, range) };
}

const seriesOf = (arm: ChartArm, chart: LossChart): BandSeries | null =>
  chart.options.quantity === 'loss' ? arm.curve.loss : arm.curve.metric;

function xOf(arm: ChartArm, { options }: LossChart): (step: number) => number {
  if (options.x === 'steps') return (step) => step;
  const seconds = arm.curve.seconds.values;
  return (step) => seconds[Math.min(step, seconds.length - 1)];
}

type Range = readonly [low: number, high: number];

/** What the vertical axis must show, in data units: everything finite, but not a divergence's last leaps. */
function yRange(arms: readonly ChartArm[], chart: LossChart): Range {
  const { logY } = chart.options;
  let low = chart.target ?? Number.POSITIVE_INFINITY;
  let high = chart.target ?? Number.NEGATIVE_INFINITY;
  let start = 0;
  const include = (values: Float32Array) => {
    for (const value of values) {
      if (!Number.isFinite(value) || (logY && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };
  for (const arm of arms) {
    const series = seriesOf(arm, chart)!;
    include(series.low.values);
    include(series.high.values);
    include(series.median.values);
    start = Math.max(start, Math.abs(series.median.at(0)) || 0);
  }
  if (start > 0 && Number.isFinite(start)) high = Math.min(high, start * (logY ? 30 : 4));
  if (!(low < high)) return logY ? [low / 3, low * 3] : [low - 1, low + 1];
  return [low, high];
}

/** The range of Plotly's axis, with a margin and on round borders, so that it moves rarely. */
function axisRange([low, high]: Range, log: boolean): [number, number] {
  if (log) {
    const grid = 4;
    return [Math.floor(Math.log10(low) * grid - 0.3) / grid, Math.ceil(Math.log10(high) * grid + 0.3) / grid];
  }
  const unit = 10 ** Math.floor(Math.log10(high - low)) / 5;
  const bottom = Math.floor((low - 0.2 * unit) / unit) * unit;
  return [low >= 0 ? Math.max(0, bottom) : bottom, Math.ceil((high + 0.2 * unit) / unit) * unit];
}

function armTraces(arm: ChartArm, chart: LossChart, range: Range): PlotData[] {
  const series = seriesOf(arm, chart)!;
  const { options, theme, selected } = chart;
  const colour = arm.look[theme.scheme];
  const faded = isFaded(arm, chart);
  const x = xOf(arm, chart);
  const median = series.median.values;
  const points = decimate(x, median, 0, series.length, chart.width, options.logX);
  const xs = points.map(x);
  // Beyond the range nothing is seen; clamped, an infinite quartile still fills up to the border.
  const clamp = (value: number) => Math.min(value, range[1] * 10 + 1);
  const low = points.map((step) => clamp(series.low.at(step)));
  const high = points.map((step) => clamp(series.high.at(step)));
  const traces: PlotData[] = [];
  if (arm.curve.seeds > 1) {
    traces.push({
      type: 'scatter',
      mode: 'lines',
      x: [...xs, ...xs.toReversed()],
      y: [...high, ...low.toReversed()],
      fill: 'toself',
      fillcolor: withAlpha(colour, faded ? 0.06 : 0.16),
      line: { width: 0 },
      hoverinfo: 'skip',
    });
  }
  if (options.members && arm.curve.seeds > 1) traces.push(memberTrace(arm, series, chart, colour));
  traces.push({
    type: 'scatter',
    mode: 'lines',
    name: arm.label,
    x: xs,
    y: points.map((step) => finiteOrNull(median[step])) as number[],
    customdata: points.map((_, i) => [formatValue(low[i]), formatValue(high[i])]) as unknown as number[],
    hovertemplate: arm.curve.seeds > 1 ? '%{y:.3~g} [%{customdata[0]}, %{customdata[1]}]' : '%{y:.3~g}',
    line: { color: colour, width: selected === arm.id ? 3.2 : 2.2, dash: arm.look.dash as 'solid' },
    opacity: faded ? 0.45 : 1,
  });
  traces.push(markerTrace(arm, chart, points, xs, median));
  return traces;
}

/** The arm's symbol at a few places and at the end, so that lines are told apart without colour. */
function markerTrace(
  arm: ChartArm,
  chart: LossChart,
  points: readonly number[],
  xs: readonly number[],
  median: Float32Array,
): PlotData {
  const { logX } = chart.options;
  const along = (x: number) => (logX ? Math.log(Math.max(1e-9, x)) : x);
  const spacing = (along(xEnd(chart)) - (logX ? along(xs[0] ?? 1) : 0)) / MARKERS;
  let next = (xs.length > 0 ? along(xs[0]) : 0) + spacing;
  const places: number[] = [];
  xs.forEach((x, i) => {
    const last = i === xs.length - 1;
    if (!last && along(x) < next) return;
    // The one at the end takes the place of a neighbour that it would touch.
    if (last && places.length > 0 && along(x) - along(xs[places[places.length - 1]]) < spacing / 4)
      places.pop();
    places.push(i);
    next = along(x) + spacing;
  });
  return {
    type: 'scatter',
    mode: 'markers',
    x: places.map((i) => xs[i]),
    y: places.map((i) => finiteOrNull(median[points[i]])) as number[],
    marker: { symbol: arm.look.symbol, size: 7.5, color: arm.look[chart.theme.scheme] },
    cliponaxis: false,
    opacity: isFaded(arm, chart) ? 0.45 : 1,
    hoverinfo: 'skip',
  };
}

const isFaded = (arm: ChartArm, { selected }: LossChart): boolean => selected !== null && selected !== arm.id;

function memberTrace(arm: ChartArm, series: BandSeries, chart: LossChart, colour: string): PlotData {
  const x = xOf(arm, chart);
  const { seeds } = arm.curve;
  const values = series.members.values;
  const rows = Math.floor(values.length / seeds);
  const xs: (number | null)[] = [];
  const ys: (number | null)[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const column = Float32Array.from({ length: rows }, (_, row) => values[row * seeds + seed]);
    const at = (row: number) => x(row * series.memberStride);
    for (const row of decimate(at, column, 0, rows, chart.width / 3, chart.options.logX)) {
      xs.push(at(row));
      ys.push(finiteOrNull(column[row]));
    }
    xs.push(null);
    ys.push(null);
  }
  return {
    type: 'scatter',
    mode: 'lines',
    x: xs as number[],
    y: ys as number[],
    line: { color: colour, width: 1 },
    opacity: 0.32,
    hoverinfo: 'skip',
  };
}

/** ✕ where a seed left the finite numbers, at its last finite value. */
function divergenceTrace(arms: readonly ChartArm[], chart: LossChart, range: Range): PlotData | null {
  const x: number[] = [];
  const y: number[] = [];
  const text: string[] = [];
  const colour: string[] = [];
  for (const arm of arms) {
    const series = seriesOf(arm, chart)!;
    const position = xOf(arm, chart);
    arm.curve.divergedStep.forEach((step, seed) => {
      if (step < 0) return;
      const last = Math.max(0, step - 1);
      const row = Math.floor(last / series.memberStride);
      const value = series.members.at(row * arm.curve.seeds + seed);
      x.push(position(last));
      y.push(Number.isFinite(value) ? Math.min(value, range[1]) : range[1]);
      text.push(texts.loss.diverged(arm.label, seed, formatCount(step)));
      colour.push(arm.look[chart.theme.scheme]);
    });
  }
  if (x.length === 0) return null;
  return {
    type: 'scatter',
    mode: 'markers',
    x,
    y,
    text,
    hovertemplate: '%{text}<extra></extra>',
    cliponaxis: false,
    marker: { symbol: 'x', size: 10, color: colour, line: { color: chart.theme.card, width: 1.5 } },
  };
}

const interventions = (arms: readonly ChartArm[], chart: LossChart): readonly RunMark[] =>
  chart.marks.filter((mark) => mark.kind !== 'diverged' && arms.some((arm) => arm.id === mark.armId));

/** ▾ along the top edge, on an axis of its own from 0 to 1. */
function markTrace(arms: readonly ChartArm[], chart: LossChart): PlotData | null {
  const marks = interventions(arms, chart);
  if (marks.length === 0) return null;
  const armOf = (mark: RunMark) => arms.find((arm) => arm.id === mark.armId)!;
  return {
    type: 'scatter',
    mode: 'markers',
    x: marks.map((mark) => xOf(armOf(mark), chart)(mark.step)),
    y: marks.map(() => 0.985),
    yaxis: 'y2',
    text: marks.map((mark) => `${armOf(mark).label}: ${mark.text}`),
    hovertemplate: '%{text}<extra></extra>',
    marker: {
      symbol: 'triangle-down',
      size: 9,
      color: marks.map((mark) => armOf(mark).look[chart.theme.scheme]),
    },
  };
}

function lossLayout(arms: readonly ChartArm[], chart: LossChart, range: Range): PlotLayout {
  const { options, theme, target, width } = chart;
  const { logX, logY } = options;
  const narrow = width < 480;
  const marks = interventions(arms, chart);
  const armOf = (mark: RunMark) => arms.find((arm) => arm.id === mark.armId)!;
  const recent = marks.slice(-MAX_LINES);
  const end = xEnd(chart);
  const y = axisRange(range, logY);
  const newest = recent.at(-1);
  const xFraction = (value: number) =>
    logX ? Math.log10(Math.max(1e-9, value)) / Math.log10(end) : value / end;
  return {
    ...baseLayout(theme),
    margin: { l: narrow ? 46 : 58, r: 14, t: 10, b: 40 },
    hovermode: 'x unified',
    uirevision: `${options.quantity} ${options.x} ${logX} ${logY}`,
    xaxis: {
      ...axis(theme),
      type: logX ? 'log' : 'linear',
      range: logX ? [options.x === 'steps' ? 0 : Math.log10(end) - 3, Math.log10(end)] : [0, end],
      title: { text: texts.loss.xTitle[options.x], standoff: 6, font: { size: 11, color: theme.mute } },
      showgrid: false,
      nticks: narrow ? 5 : 9,
      hoverformat: options.x === 'steps' ? ',d' : '.3~g',
      showspikes: true,
      spikemode: 'across',
      spikethickness: 1,
      spikedash: 'dot',
      spikecolor: theme.mute,
    },
    yaxis: {
      ...axis(theme),
      type: logY ? 'log' : 'linear',
      range: y,
      ...(logY && y[1] - y[0] >= 1.5 ? { dtick: 1 } : { nticks: 6 }),
      tickformat: '~g',
      title: { text: chart.yTitle, standoff: 4, font: { size: 11, color: theme.mute } },
    },
    yaxis2: { overlaying: 'y', range: [0, 1], visible: false, fixedrange: true },
    shapes: [
      ...(target === null
        ? []
        : [
            {
              type: 'line' as const,
              xref: 'paper' as const,
              x0: 0,
              x1: 1,
              y0: target,
              y1: target,
              line: { color: theme.accent, width: 1, dash: '3px,4px' as 'dot' },
            },
          ]),
      ...recent.map((mark) => {
        const x = xOf(armOf(mark), chart)(mark.step);
        return {
          type: 'line' as const,
          yref: 'paper' as const,
          x0: x,
          x1: x,
          y0: 0,
          y1: 1,
          line: { color: withAlpha(theme.mute, 0.6), width: 1, dash: '2px,3px' as 'dot' },
        };
      }),
    ],
    annotations: [
      ...(target === null || (logY && target <= 0)
        ? []
        : [
            {
              xref: 'paper' as const,
              x: 1,
              xanchor: 'right' as const,
              y: logY ? Math.log10(target) : target,
              yanchor: 'bottom' as const,
              text: texts.loss.target(formatValue(target)),
              showarrow: false,
              font: { size: 11, color: theme.mute },
            },
          ]),
      ...(newest
        ? [
            {
              x: logX
                ? Math.log10(Math.max(1e-9, xOf(armOf(newest), chart)(newest.step)))
                : xOf(armOf(newest), chart)(newest.step),
              yref: 'paper' as const,
              y: 1,
              yanchor: 'top' as const,
              xanchor:
                xFraction(xOf(armOf(newest), chart)(newest.step)) > 0.6
                  ? ('right' as const)
                  : ('left' as const),
              xshift: xFraction(xOf(armOf(newest), chart)(newest.step)) > 0.6 ? -7 : 7,
              text: `${armOf(newest).label}: ${newest.text}`,
              showarrow: false,
              font: { size: 11, color: theme.mute },
            },
          ]
        : []),
    ],
  };
}

/** The end of the horizontal axis: the planned steps, or the seconds so far with room to grow. */
function xEnd(chart: LossChart): number {
  if (chart.options.x === 'steps') return Math.max(2, chart.steps);
  const seconds = Math.max(
    0,
    ...chart.arms.map(({ curve }) => curve.seconds.at(curve.seconds.length - 1) || 0),
  );
  const unit = 10 ** Math.floor(Math.log10(Math.max(seconds, 1e-3))) / 2;
  return Math.max(1e-3, Math.ceil((seconds * 1.02) / unit) * unit);
}

/** What all charts of the page share. */
export function baseLayout(theme: ChartTheme): PlotLayout {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: {
      family: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
      size: 11.5,
      color: theme.mute,
    },
    showlegend: false,
    hoverlabel: {
      bgcolor: theme.card,
      bordercolor: theme.line,
      font: { color: theme.ink, size: 12 },
    },
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: theme.mute, activecolor: theme.accent },
  };
}

export function axis(theme: ChartTheme): NonNullable<PlotLayout['xaxis']> {
  return {
    gridcolor: theme.line,
    linecolor: theme.line,
    zeroline: false,
    tickfont: { color: theme.mute, size: 11 },
    exponentformat: 'power',
    automargin: false,
  };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
