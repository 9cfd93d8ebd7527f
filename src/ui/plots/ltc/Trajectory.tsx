import { useMemo } from 'react';
import type { TaskView } from '../../../tasks/types';
import { viewTexts } from '../../../texts/views';
import { ArmSwatch } from '../../ArmSwatch';
import { useChartTheme } from '../../context';
import { formatValue } from '../../format';
import type { ChartTheme } from '../../palette';
import { ChartCard } from '../ChartCard';
import { axis, baseLayout, FADED } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import { stepName } from '../stepName';
import type { Views } from '../useViews';
import { SeedSelect } from '../viewControls';

/** What a network answers over time. */
interface AnswerView extends TaskView {
  readonly time: number;
  readonly outputs: number;
  /** `[time, outputs]`. */
  readonly target: Float32Array;
  /** `[time, outputs]`. */
  readonly prediction: Float32Array;
}

interface TrajectoryProps {
  readonly views: Views<AnswerView>;
  readonly title?: string;
  /** What a place along the time, and the target, are called. */
  readonly timeName?: string;
  readonly targetName?: string;
}

/** Answers of each arm's network, against the target. */
export function Trajectory({
  views,
  title = viewTexts.trajectory,
  timeName = viewTexts.time,
  targetName = viewTexts.target,
}: TrajectoryProps) {
  const theme = useChartTheme();
  const figure = useMemo(() => () => trajectoryFigure(views, targetName, theme), [views, targetName, theme]);
  const { target, time } = views.shown[0].view;
  return (
    <ChartCard
      title={title}
      subtitle={stepName(views.shown)}
      className="third"
      actions={<SeedSelect />}
      label={title}
      table={() => ({
        head: [timeName, targetName, ...views.shown.map(({ arm }) => arm.label)],
        rows: Array.from({ length: time }, (_, t) => [
          String(t),
          formatValue(target[t]),
          ...views.shown.map(({ view }) => formatValue(view.prediction[t])),
        ]),
      })}
    >
      <Plot label={title} height={186} figure={figure} crosshair={{ axis: 'time' }} />
      <p className="small mute keys">
        <span className="key">
          <svg width="22" height="6" aria-hidden="true">
            <line x1="0" x2="22" y1="3" y2="3" stroke={theme.ink} strokeWidth="1.4" />
          </svg>
          {targetName}
        </span>
        {views.shown.map(({ arm }) => (
          <span className="key" key={arm.id}>
            <ArmSwatch look={arm.look} /> {arm.label}
          </span>
        ))}
      </p>
    </ChartCard>
  );
}

function trajectoryFigure({ shown }: Views<AnswerView>, targetName: string, theme: ChartTheme): Figure {
  const { target, time, outputs } = shown[0].view;
  const x = Array.from({ length: time }, (_, t) => t);
  // A network with several outputs shows its first.
  const first = (values: Float32Array) => x.map((t) => values[t * outputs]);
  const [bottom, top] = frame(
    first(target),
    shown.map(({ view }) => first(view.prediction)),
  );
  const line = (
    name: string,
    y: number[],
    color: string,
    width: number,
    dash: string,
    opacity = 1,
  ): PlotData => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x,
    y,
    line: { color, width, dash: dash as 'solid' },
    opacity,
    hovertemplate: '%{y:.3f}',
  });
  return {
    data: [
      line(targetName, first(target), theme.ink, 1.4, 'solid'),
      ...shown.map(({ arm, view, faded }) =>
        line(
          arm.label,
          first(view.prediction),
          arm.look[theme.scheme],
          2.2,
          arm.look.dash,
          faded ? FADED : 1,
        ),
      ),
    ],
    layout: {
      ...baseLayout(theme),
      margin: { l: 34, r: 8, t: 6, b: 24 },
      hovermode: 'x unified',
      uirevision: 'trajectory',
      xaxis: { ...axis(theme), showgrid: false, range: [0, time - 1], nticks: 6 },
      yaxis: { ...axis(theme), nticks: 5, tickformat: '~g', range: [bottom, top] },
    },
  };
}

/** Range of the vertical axis: the target and what comes near it. An answer that explodes leaves the frame. */
function frame(target: readonly number[], answers: readonly (readonly number[])[]): [number, number] {
  const low = Math.min(...target);
  const high = Math.max(...target);
  const margin = 0.08 * (high - low);
  const reach = 0.6 * (high - low);
  const seen = answers.flat().filter((value) => value > low - reach && value < high + reach);
  return [Math.min(low, ...seen) - margin, Math.max(high, ...seen) + margin];
}
