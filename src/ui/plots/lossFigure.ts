/** The loss chart as Plotly data: pure, so that it can be tested without a browser. */
import type { RunMark } from '../../engine/types';
import type { BandSeries } from '../../store/curves';
import { decimate } from '../../store/decimate';
import { texts } from '../../texts/page';
import { formatCount, formatValue } from '../format';
import { withAlpha } from '../palette';
import { ghostTraces, ghostValues } from './ghosts';
import { type ChartArm, hasX, interventions, type LossChart, type Range, xEnd, xOf } from './lossChartData';
import { lossLayout } from './lossLayout';
import type { Figure, PlotData } from './plotly';
import { recordedTrace } from './recordedTraces';
import { smooth } from './smooth';

/** How far a linear axis reaches below 0, in sizes of the first loss. */
const DEPTH = 30;
/** A first loss counts as so much at least where losses go below 0: the logarithm of the least float32 is −87.3. */
const LEAST_SIZE = 3;
/** Markers along the whole axis. */
const MARKERS = 8;

/** The figure, or null while there is nothing to draw. */
export function lossFigure(chart: LossChart): Figure | null {
  const drawn = chart.arms.filter((arm) => seriesOf(arm, chart)?.length && hasX(arm, chart));
  const { recorded = [] } = chart;
  const kept = ghostTraces(chart.ghosts, chart.options, chart.theme);
  // What tuning tried stands behind the curves of a run, a baseline also alone.
  const baseline = chart.ghosts.some(({ look }) => look) && kept.length > 0;
  if (drawn.length + recorded.length === 0 && !baseline) return null;
  const range = yRange(drawn, chart);
  const data = [
    ...kept,
    ...recorded.map((curve) => recordedTrace(curve, chart.theme)),
    ...drawn.flatMap((arm) => armTraces(arm, chart, range)),
  ];
  const crosses = divergenceTrace(drawn, chart, range);
  if (crosses) data.push(crosses);
  const below = belowTrace(drawn, chart, range);
  if (below) data.push(below);
  const marks = markTrace(drawn, chart);
  if (marks) data.push(marks);
  return { data, layout: lossLayout(drawn, chart, range) };
}

const seriesOf = (arm: ChartArm, chart: LossChart): BandSeries | null =>
  arm.curve.series(chart.options.quantity);

/** The horizontal place of a row of a series. */
function rowX(arm: ChartArm, series: BandSeries, chart: LossChart): (row: number) => number {
  const x = xOf(arm, chart.options.x);
  return (row) => x(series.stepAt(row));
}

/** Span of the vertical axis, in data units: everything finite, but not a divergence's last leaps. */
function yRange(arms: readonly ChartArm[], chart: LossChart): Range {
  const { logY } = chart.options;
  const falls = chart.falls ?? true;
  // A logarithm has no place for a target of 0.
  const target = logY && !((chart.target ?? 0) > 0) ? null : chart.target;
  let low = target ?? Number.POSITIVE_INFINITY;
  let high = target ?? Number.NEGATIVE_INFINITY;
  let start = 0;
  const include = (...values: readonly number[]) => {
    for (const value of values) {
      if (!Number.isFinite(value) || (logY && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };
  for (const value of ghostValues(chart.ghosts, chart.options)) include(value);
  for (const arm of arms) {
    const series = seriesOf(arm, chart)!;
    include(logY ? series.smallestPositive : series.smallest, series.largest);
    start = Math.max(start, Math.abs(series.median.at(0)) || 0);
  }
  for (const { curve } of chart.recorded ?? []) {
    include(...curve.median, ...curve.low, ...curve.high);
    start = Math.max(start, Math.abs(curve.median[0]) || 0);
  }
  // Where a loss goes below 0, its beginning says nothing of its size: log(x) begins near 0.
  const size = low < 0 ? Math.max(start, LEAST_SIZE) : start;
  if (falls && size > 0 && Number.isFinite(size)) {
    high = Math.min(high, size * (logY ? 30 : 4));
    // A loss without a bottom must not flatten all that was before.
    if (!logY) low = Math.max(low, -DEPTH * size);
  }
  if (!(low < high)) return singleRange(low, logY, falls);
  return [low, high];
}

/** Around the only value there is: a tenth of it either way where it is no loss, for shares lie between 0 and 1. */
function singleRange(value: number, log: boolean, falls: boolean): Range {
  if (log) return [value / 3, value * 3];
  const room = falls ? 1 : Math.abs(value) / 10 || 0.1;
  return [value - room, value + room];
}

/** Steps from one row of a series to the next. */
const spacingOf = (series: BandSeries): number =>
  series.length > 1 ? series.stepAt(series.length - 1) / (series.length - 1) : 1;

function armTraces(arm: ChartArm, chart: LossChart, range: Range): PlotData[] {
  const series = seriesOf(arm, chart)!;
  const { options, theme, selected } = chart;
  const colour = arm.look[theme.scheme];
  const faded = isFaded(arm, chart);
  const x = rowX(arm, series, chart);
  const median = series.median.values;
  const points = decimate(x, median, 0, series.length, chart.width, options.logX);
  const xs = points.map(x);
  // Beyond the range nothing is seen; clamped, an infinite quartile still fills up to the border.
  const [floor, ceiling] = [Math.min(0, range[0] * 10) - 1, Math.max(0, range[1] * 10) + 1];
  const clamp = (value: number) => Math.max(floor, Math.min(value, ceiling));
  // A loss without a bottom that is lost below the chart did not rise: diverged seeds count as infinite, and so as above it.
  const lost = points.findIndex((row, i) => {
    const lowest = Math.min(series.low.at(row), series.low.at(points[i - 1] ?? row));
    return lowest < range[0] && !Number.isFinite(series.high.at(row));
  });
  const banded = lost < 0 ? points.length : lost;
  const low = points.map((row) => clamp(series.low.at(row)));
  const high = points.map((row) => clamp(series.high.at(row)));
  const span = options.smoothing / spacingOf(series);
  const smooths = span > 1;
  const opacity = faded ? 0.45 : 1;
  const line = {
    color: colour,
    width: selected === arm.id ? 3.2 : 2.2,
    dash: arm.look.dash as 'solid',
  };
  const traces: PlotData[] = [];
  if (arm.curve.seeds > 1) {
    traces.push({
      type: 'scatter',
      mode: 'lines',
      x: [...xs.slice(0, banded), ...xs.slice(0, banded).toReversed()],
      y: [...high.slice(0, banded), ...low.slice(0, banded).toReversed()],
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
    y: points.map((row) => finiteOrNull(median[row])) as number[],
    customdata: points.map((_, i) => [formatValue(low[i]), formatValue(high[i])]) as unknown as number[],
    hovertemplate: arm.curve.seeds > 1 ? '%{y:.3~g} [%{customdata[0]}, %{customdata[1]}]' : '%{y:.3~g}',
    line: smooths ? { color: colour, width: 1 } : line,
    opacity: smooths ? 0.4 * opacity : opacity,
  });
  if (smooths) {
    const { steps: rows, values } = smooth(median, span, options.logY, 2 * chart.width);
    const smoothXs = rows.map(x);
    // On a logarithmic axis there is no place for 0.
    const shown = values.map((value, i) => (options.logX && !(smoothXs[i] > 0) ? null : value));
    traces.push({
      type: 'scatter',
      mode: 'lines',
      x: smoothXs,
      y: shown as number[],
      line,
      opacity,
      hoverinfo: 'skip',
    });
    traces.push(markerTrace(arm, chart, smoothXs, shown));
  } else {
    traces.push(
      markerTrace(
        arm,
        chart,
        xs,
        points.map((row) => median[row]),
      ),
    );
  }
  return traces;
}

/** The arm's symbol at a few places and at the end, so that lines are told apart without colour. */
function markerTrace(
  arm: ChartArm,
  chart: LossChart,
  xs: readonly number[],
  ys: readonly (number | null)[],
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
    y: places.map((i) => finiteOrNull(ys[i] ?? Number.NaN)) as number[],
    marker: { symbol: arm.look.symbol, size: 7.5, color: arm.look[chart.theme.scheme] },
    cliponaxis: false,
    opacity: isFaded(arm, chart) ? 0.45 : 1,
    hoverinfo: 'skip',
  };
}

const isFaded = (arm: ChartArm, { selected }: LossChart): boolean => selected !== null && selected !== arm.id;

function memberTrace(arm: ChartArm, series: BandSeries, chart: LossChart, colour: string): PlotData {
  const x = rowX(arm, series, chart);
  const { seeds } = arm.curve;
  const values = series.members.values;
  const rows = Math.floor(values.length / seeds);
  // Many seeds share what a few may have, so that drawing stays quick.
  const points = chart.width / Math.max(3, seeds / 2);
  const xs: (number | null)[] = [];
  const ys: (number | null)[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const column = new Float32Array(rows);
    for (let row = 0; row < rows; row++) column[row] = values[row * seeds + seed];
    const at = (row: number) => x(row * series.memberStride);
    for (const row of decimate(at, column, 0, rows, points, chart.options.logX)) {
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
    const position = xOf(arm, chart.options.x);
    arm.curve.divergedStep.forEach((step, seed) => {
      if (step < 0) return;
      const last = Math.max(0, step - 1);
      const row = Math.floor(Math.max(0, series.rowAt(last)) / series.memberStride);
      const value = series.members.at(row * arm.curve.seeds + seed);
      x.push(position(last));
      y.push(Number.isFinite(value) ? Math.max(range[0], Math.min(value, range[1])) : range[1]);
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

/** ▽ on the lower edge where a median is below the axis: of a logarithmic one, which has no place for 0, where it is not above 0. */
function belowTrace(arms: readonly ChartArm[], chart: LossChart, [floor]: Range): PlotData | null {
  const { logY } = chart.options;
  const isBelow = (value: number) => (logY ? value <= 0 : value < floor);
  const found = arms.flatMap((arm) => {
    const series = seriesOf(arm, chart)!;
    const { median, length } = series;
    const x = rowX(arm, series, chart);
    const points = decimate(x, median.values, 0, length, chart.width / 8, chart.options.logX);
    return points
      .filter((row) => isBelow(median.at(row)))
      .map((row) => ({
        x: x(row),
        colour: arm.look[chart.theme.scheme],
        text: texts.loss.below(arm.label, formatValue(median.at(row)), formatCount(series.stepAt(row)), logY),
      }));
  });
  if (found.length === 0) return null;
  return {
    type: 'scatter',
    mode: 'markers',
    x: found.map((point) => point.x),
    y: found.map(() => 0.015),
    yaxis: 'y2',
    text: found.map((point) => point.text),
    hovertemplate: '%{text}<extra></extra>',
    marker: { symbol: 'triangle-down-open', size: 8, color: found.map((point) => point.colour) },
  };
}

/** ▾ along the top edge, on an axis of its own from 0 to 1. */
function markTrace(arms: readonly ChartArm[], chart: LossChart): PlotData | null {
  const marks = interventions(arms, chart);
  if (marks.length === 0) return null;
  const armOf = (mark: RunMark) => arms.find((arm) => arm.id === mark.armId)!;
  return {
    type: 'scatter',
    mode: 'markers',
    x: marks.map((mark) => xOf(armOf(mark), chart.options.x)(mark.step)),
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

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
