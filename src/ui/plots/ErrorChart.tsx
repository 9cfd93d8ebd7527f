import { type ReactNode, useMemo } from 'react';
import { viewTexts } from '../../texts/views';
import type { ArmFace } from '../arms';
import { useChartTheme } from '../context';
import { formatValue } from '../format';
import type { ChartTheme } from '../palette';
import { ArmKeys } from './ArmKeys';
import { ChartCard } from './ChartCard';
import { axis, axisNumbers, baseLayout, FADED, positiveRange } from './chartLayout';
import { Plot, type PlotCrosshair } from './Plot';
import type { Figure, PlotData } from './plotly';

interface ErrorSeries {
  readonly arm: ArmFace;
  readonly faded: boolean;
  /** By place along `x`. */
  readonly values: readonly number[];
}

interface ErrorChartProps {
  readonly title: string;
  readonly subtitle: string;
  readonly className?: string;
  readonly actions?: ReactNode;
  readonly height: number;
  readonly xTitle: string;
  readonly x: readonly number[];
  readonly series: readonly ErrorSeries[];
  readonly crosshair?: PlotCrosshair;
  /** Rows of the table: one in so many places. */
  readonly every?: number;
}

/** How far each arm's model is off, place by place, on a logarithmic axis. */
export function ErrorChart(props: ErrorChartProps) {
  const { title, subtitle, className, actions, height, xTitle, x, series, crosshair, every = 1 } = props;
  const theme = useChartTheme();
  const figure = useMemo(() => () => errorFigure(x, series, xTitle, theme), [x, series, xTitle, theme]);
  return (
    <ChartCard
      title={title}
      subtitle={subtitle}
      className={className}
      actions={actions}
      label={title}
      table={() => ({
        head: [xTitle, ...series.map(({ arm }) => arm.label)],
        rows: x.flatMap((at, place) =>
          place % every === 0
            ? [[formatValue(at), ...series.map(({ values }) => formatValue(values[place]))]]
            : [],
        ),
      })}
    >
      <Plot label={title} height={height} figure={figure} crosshair={crosshair} />
      <p className="small mute keys">
        <ArmKeys
          arms={series.map(({ arm }) => arm)}
          value={(index) => formatValue(middle(series[index].values), 2)}
        />
        <span>{viewTexts.median}</span>
      </p>
    </ChartCard>
  );
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/** Powers of ten that are drawn at most, from the largest error down: a curve that crosses the target comes near 0 there. */
const DECADES = 5;

function errorFigure(
  x: readonly number[],
  series: readonly ErrorSeries[],
  xTitle: string,
  theme: ChartTheme,
): Figure {
  const [least, most] = positiveRange(...series.map(({ values }) => values));
  const low = Math.max(least, most * 10 ** -DECADES);
  return {
    data: series.map(
      ({ arm, faded, values }): PlotData => ({
        type: 'scatter',
        mode: 'lines',
        name: arm.label,
        x: x as number[],
        // An error of 0, as at the beginning of a way, has no logarithm and is a gap; so is what is not finite.
        y: values.map((value) => (value > 0 && Number.isFinite(value) ? value : null)) as number[],
        line: { color: arm.look[theme.scheme], width: 1.8, dash: arm.look.dash as 'solid' },
        opacity: faded ? FADED : 1,
        hovertemplate: '%{y:.2~e}',
      }),
    ),
    layout: {
      ...baseLayout(theme),
      margin: { l: 46, r: 10, t: 6, b: 36 },
      hovermode: 'x unified',
      uirevision: 'error',
      xaxis: {
        ...axis(theme),
        showgrid: false,
        range: [x[0], x.at(-1)!],
        nticks: 6,
        title: { text: xTitle, standoff: 4, font: { size: 11, color: theme.mute } },
      },
      yaxis: {
        ...axis(theme),
        type: 'log',
        // Over many powers of ten only they are named.
        ...(most / low > 300 ? { dtick: 1 } : { nticks: 5 }),
        range: [Math.log10(low), Math.log10(most) + 0.1],
        ...axisNumbers(low, most, true),
      },
    },
  };
}
