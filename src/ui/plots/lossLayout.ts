/** Axes, lines and labels of the loss chart. */
import type { RunMark } from '../../engine/types';
import type { AxisRange } from '../../store/chartView';
import { texts } from '../../texts/page';
import { formatValue } from '../format';
import { type ChartTheme, withAlpha } from '../palette';
import { axis, axisNumbers, baseLayout, COUNTS } from './chartLayout';
import { type ChartArm, interventions, type LossChart, type Range, xEnd, xOf } from './lossChartData';
import type { PlotLayout } from './plotly';

type Shape = NonNullable<PlotLayout['shapes']>[number];
type Annotation = NonNullable<PlotLayout['annotations']>[number];

/** Vertical lines drawn for interventions, the newest ones; all have their ▾. */
const MAX_LINES = 12;

export function lossLayout(arms: readonly ChartArm[], chart: LossChart, range: Range): PlotLayout {
  const { options, theme, width } = chart;
  const { logX, logY } = options;
  // A logarithm has no place for a target of 0 or below.
  const target = chart.target !== null && logY && chart.target <= 0 ? null : chart.target;
  const narrow = width < 480;
  const end = xEnd(chart);
  const y = wantedRange(options.yRange, logY) ?? axisRange(range, logY);
  const marks = interventions(arms, chart).slice(-MAX_LINES);
  const title = (text: string, standoff: number) => ({
    text,
    standoff,
    font: { size: 11, color: theme.mute },
  });
  return {
    ...baseLayout(theme),
    meta: captionOf(arms, options.members, target),
    margin: { l: narrow ? 46 : 58, r: 22, t: 10, b: 40 },
    hovermode: 'x unified',
    uirevision: JSON.stringify([options.quantity, options.x, logX, logY, options.xRange, options.yRange]),
    xaxis: {
      ...axis(theme),
      type: logX ? 'log' : 'linear',
      range:
        wantedRange(options.xRange, logX) ??
        (logX ? [options.x !== 'seconds' ? 0 : Math.log10(end) - 3, Math.log10(end)] : [0, end]),
      title: title(
        options.x === 'seconds' ? texts.loss.secondsOf[chart.basis ?? 'own'] : texts.loss.xTitle[options.x],
        6,
      ),
      showgrid: false,
      nticks: narrow ? 5 : 9,
      ...(options.x !== 'seconds' ? COUNTS : { hoverformat: '.3~g' }),
      // The crosshair is drawn over the chart, for it is that of all charts.
      showspikes: false,
    },
    yaxis: {
      ...axis(theme),
      type: logY ? 'log' : 'linear',
      range: y,
      ...(logY && y[1] - y[0] >= 1.5 ? { dtick: 1 } : { nticks: 6 }),
      ...(logY ? axisNumbers(10 ** y[0], 10 ** y[1], true) : axisNumbers(...y, false)),
      title: title(chart.yTitle, 4),
    },
    yaxis2: { overlaying: 'y', range: [0, 1], visible: false, fixedrange: true },
    shapes: [
      ...(target === null ? [] : [targetLine(target, theme)]),
      ...marks.map((mark) => markLine(markPlace(mark, arms, chart), theme)),
    ],
    annotations: [
      ...(target === null || !(chart.targetText ?? true) ? [] : [targetLabel(target, logY, theme)]),
      ...marks.slice(-1).map((mark) => markLabel(mark, arms, chart, end)),
    ],
  };
}

/** What lines and bands mean, which the page says around the chart. */
function captionOf([arm]: readonly ChartArm[], members: boolean, target: number | null): string {
  const { medianKey, bandKey, membersKey, subtitle, targetKey } = texts.loss;
  const seeds = arm?.curve.seeds ?? 0;
  return [
    ...(seeds > 1 ? [medianKey, bandKey(seeds), ...(members ? [membersKey] : [])] : []),
    ...(seeds === 1 ? [subtitle(1)] : []),
    ...(target === null ? [] : [targetKey(formatValue(target))]),
  ].join(' · ');
}

/** What the reader asked for in Plotly's units; null where nothing, or what a logarithm cannot show. */
function wantedRange(wanted: AxisRange | null, log: boolean): [number, number] | null {
  if (!wanted || (log && !(wanted[0] > 0))) return null;
  return log ? [Math.log10(wanted[0]), Math.log10(wanted[1])] : [...wanted];
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

const armOf = (mark: RunMark, arms: readonly ChartArm[]): ChartArm =>
  arms.find((arm) => arm.id === mark.armId)!;

const markPlace = (mark: RunMark, arms: readonly ChartArm[], chart: LossChart): number =>
  xOf(armOf(mark, arms), chart.options.x)(mark.step);

const targetLine = (target: number, theme: ChartTheme): Partial<Shape> => ({
  type: 'line',
  xref: 'paper',
  x0: 0,
  x1: 1,
  y0: target,
  y1: target,
  line: { color: theme.accent, width: 1, dash: '3px,4px' as 'dot' },
});

const targetLabel = (target: number, log: boolean, theme: ChartTheme): Partial<Annotation> => ({
  xref: 'paper',
  x: 1,
  xanchor: 'right',
  y: log ? Math.log10(target) : target,
  yanchor: 'bottom',
  text: texts.loss.target(formatValue(target)),
  showarrow: false,
  font: { size: 11, color: theme.mute },
});

const markLine = (x: number, theme: ChartTheme): Partial<Shape> => ({
  type: 'line',
  yref: 'paper',
  x0: x,
  x1: x,
  y0: 0,
  y1: 1,
  line: { color: withAlpha(theme.mute, 0.6), width: 1, dash: '2px,3px' as 'dot' },
});

/** The words of the newest mark, on the side of its line that has room. */
function markLabel(
  mark: RunMark,
  arms: readonly ChartArm[],
  chart: LossChart,
  end: number,
): Partial<Annotation> {
  const { options, theme } = chart;
  const place = markPlace(mark, arms, chart);
  // The same happens to several at once, as when the planned length changes.
  const names = interventions(arms, chart)
    .filter(({ step, text }) => step === mark.step && text === mark.text)
    .map((each) => armOf(each, arms).label);
  const at = options.logX ? Math.log10(Math.max(1e-9, place)) : place;
  const [first, last] = options.logX ? [0, Math.log10(end)] : [0, end];
  const along = (at - first) / (last - first);
  const late = along > 0.5;
  return {
    x: at,
    yref: 'paper',
    y: 1,
    yanchor: 'top',
    xanchor: late ? 'right' : 'left',
    xshift: late ? -7 : 7,
    align: late ? 'right' : 'left',
    text: broken(
      `${[...new Set(names)].join(', ')}: ${mark.text}`,
      (late ? along : 1 - along) * chart.width - 80,
    ),
    showarrow: false,
    // Over the target's line and the curves.
    bgcolor: withAlpha(theme.card, 0.8),
    font: { size: 11, color: theme.mute },
  };
}

/** Width of a letter of a label, in px; on the safe side. */
const LETTER = 6.4;

/** Text in lines that fit into `width` px, parted where words are. */
function broken(text: string, width: number): string {
  const most = Math.max(12, Math.floor(width / LETTER));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('<br>');
}
