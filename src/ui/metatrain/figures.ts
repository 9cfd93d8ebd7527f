/** The two charts of meta-training as Plotly figures. */
import type { Comparison } from '../../metatrain/compare';
import { metaTrainTexts as texts } from '../../texts/metaTraining';
import { type ChartTheme, withAlpha } from '../palette';
import { axis, axisNumbers, baseLayout, COUNTS, positiveRange } from '../plots/chartLayout';
import type { Figure, PlotData, PlotLayout } from '../plots/plotly';

export interface MetaLossPoints {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

/** Share of the points that the smoothed line looks back on. */
const WINDOW = 0.06;

/** The mean of the points before each, a window of a fixed share of them. */
export function smoothed(losses: readonly number[]): number[] {
  const width = Math.max(5, Math.round(losses.length * WINDOW));
  let sum = 0;
  return losses.map((loss, i) => {
    sum += loss;
    if (i >= width) sum -= losses[i - width];
    return sum / Math.min(i + 1, width);
  });
}

const title = (text: string, theme: ChartTheme) => ({
  text,
  font: { size: 11.5, color: theme.mute },
  standoff: 6,
});

const line = (
  name: string,
  x: readonly number[],
  y: readonly number[],
  style: PlotData['line'],
  part?: Partial<PlotData>,
): PlotData => ({
  type: 'scatter',
  mode: 'lines',
  name,
  x: [...x],
  y: [...y],
  line: style,
  hovertemplate: '%{y:.3~g}',
  ...part,
});

export function metaLossFigure(
  { steps, losses }: MetaLossPoints,
  schedulerFrom: number | null,
  total: number,
  theme: ChartTheme,
): Figure | null {
  if (steps.length === 0) return null;
  const layout: PlotLayout = {
    ...baseLayout(theme),
    margin: { l: 52, r: 10, t: 8, b: 38 },
    hovermode: 'x unified',
    xaxis: {
      ...axis(theme),
      title: title(texts.loss.x, theme),
      range: [0, Math.max(total, steps[steps.length - 1])],
      ...COUNTS,
      nticks: 6,
      showgrid: false,
    },
    yaxis: { ...axis(theme), title: title(texts.loss.y, theme), nticks: 6, tickformat: '~g' },
  };
  if (schedulerFrom !== null) {
    layout.shapes = [
      {
        type: 'line',
        x0: schedulerFrom,
        x1: schedulerFrom,
        yref: 'paper',
        y0: 0,
        y1: 1,
        line: { color: theme.mute, width: 1, dash: 'dot' },
      },
    ];
    layout.annotations = [
      {
        x: schedulerFrom,
        y: 1,
        yref: 'paper',
        xanchor: 'right',
        xshift: -4,
        yanchor: 'top',
        showarrow: false,
        text: texts.loss.scheduler,
        font: { size: 11, color: theme.mute },
      },
    ];
  }
  return {
    data: [
      line(
        texts.loss.raw,
        steps,
        losses,
        { color: withAlpha(theme.accent, 0.3), width: 1 },
        { hoverinfo: 'skip', hovertemplate: undefined },
      ),
      line(texts.loss.smooth, steps, smoothed(losses), { color: theme.accent, width: 2 }),
    ],
    layout,
  };
}

export function heldOutFigure(
  first: Comparison | null,
  { steps, learned, adam }: Comparison,
  theme: ChartTheme,
): Figure {
  return {
    data: [
      ...(first
        ? [
            line(texts.heldOut.untrained, steps, first.learned, {
              color: theme.mute,
              width: 1.5,
              dash: 'dot',
            }),
          ]
        : []),
      line(texts.heldOut.adam, steps, adam, { color: theme.below, width: 1.8, dash: 'dash' }),
      line(texts.heldOut.ours, steps, learned, { color: theme.accent, width: 2.2, dash: 'solid' }),
    ],
    layout: {
      ...baseLayout(theme),
      margin: { l: 52, r: 10, t: 8, b: 38 },
      hovermode: 'x unified',
      xaxis: {
        ...axis(theme),
        title: title(texts.heldOut.x, theme),
        range: [0, steps[steps.length - 1]],
        ...COUNTS,
        nticks: 6,
        showgrid: false,
      },
      yaxis: {
        ...axis(theme),
        type: 'log',
        title: title(texts.heldOut.y, theme),
        nticks: 5,
        ...axisNumbers(...positiveRange(learned, adam, first?.learned ?? []), true),
      },
    },
  };
}
