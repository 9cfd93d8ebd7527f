import { useMemo } from 'react';
import { INTERVAL } from '../../../tasks/neuralOde/spiral';
import { ARROWS, arrowAt, type NeuralOdeView, REACH } from '../../../tasks/neuralOde/view';
import { viewTexts } from '../../../texts/views';
import { useChartTheme } from '../../context';
import { formatValue } from '../../format';
import { type ChartTheme, withAlpha } from '../../palette';
import { ArmKeys } from '../ArmKeys';
import { ChartCard } from '../ChartCard';
import { axis, baseLayout, FADED } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import { stepName } from '../stepName';
import type { Views } from '../useViews';
import { ArmSelect, SeedSelect } from '../viewControls';
import { arrowLines } from './arrowLines';

const HEIGHT = 350;
const MARGIN = { l: 34, r: 10, t: 8, b: 26 };
/** Rows of the table: one in so many points. */
const EVERY = 10;

/** The plane with the true curve, the ways that learned velocities go, and the velocities themselves. */
export function PhasePortrait({ views }: { readonly views: Views<NeuralOdeView> }) {
  const theme = useChartTheme();
  const { shown } = views;
  const chosen = views.chosen!;
  const figure = useMemo(
    () => (width: number, height: number) => phaseFigure(views, width, height, theme),
    [views, theme],
  );
  const { truth } = chosen.view;
  const point = (values: Float32Array, n: number) =>
    viewTexts.coordinates(formatValue(values[2 * n]), formatValue(values[2 * n + 1]));
  return (
    <ChartCard
      title={viewTexts.phase}
      subtitle={stepName(shown)}
      actions={
        <>
          <ArmSelect shown={chosen.arm.id} />
          <SeedSelect />
        </>
      }
      label={viewTexts.phase}
      table={() => ({
        head: [viewTexts.seconds, viewTexts.truth, ...shown.map(({ arm }) => arm.label)],
        rows: Array.from({ length: Math.ceil(truth.length / 2 / EVERY) }, (_, row) => [
          formatValue(row * EVERY * INTERVAL),
          point(truth, row * EVERY),
          ...shown.map(({ view }) => point(view.way, row * EVERY)),
        ]),
      })}
    >
      <Plot label={viewTexts.phase} height={HEIGHT} figure={figure} />
      <p className="small mute keys">
        <Stroke color={theme.ink} label={viewTexts.truth} />
        <ArmKeys arms={shown.map(({ arm }) => arm)} />
        <span className="key">
          <b style={{ color: chosen.arm.look[theme.scheme] }}>→</b> {viewTexts.learnedField(chosen.arm.label)}
        </span>
        <span className="key">
          <b>→</b> {viewTexts.trueField}
        </span>
        <span>{viewTexts.longer}</span>
      </p>
    </ChartCard>
  );
}

const Stroke = ({ color, label }: { readonly color: string; readonly label: string }) => (
  <span className="key">
    <svg width="22" height="6" aria-hidden="true">
      <line x1="0" x2="22" y1="3" y2="3" stroke={color} strokeWidth="1.4" />
    </svg>
    {label}
  </span>
);

function phaseFigure(
  { shown, chosen }: Views<NeuralOdeView>,
  width: number,
  height: number,
  theme: ChartTheme,
): Figure {
  const { view, arm } = chosen!;
  // Equal scales, so that directions are true.
  const aspect = (width - MARGIN.l - MARGIN.r) / (height - MARGIN.t - MARGIN.b);
  const [across, up] = aspect > 1 ? [REACH * aspect, REACH] : [REACH, REACH / aspect];
  const line = (values: Float32Array, name: string, look: PlotData['line'], opacity = 1): PlotData => {
    // A way that has left the chart for good does not come back to it.
    const seen = (value: number) => (Math.abs(value) < 10 * REACH ? value : null);
    return {
      type: 'scatter',
      mode: 'lines',
      name,
      x: coordinates(values, 0).map(seen) as number[],
      y: coordinates(values, 1).map(seen) as number[],
      line: look,
      opacity,
      hoverinfo: 'name',
    };
  };
  const field = (values: Float32Array, color: string): PlotData => ({
    type: 'scatter',
    mode: 'lines',
    ...arrowLines(values, ARROWS, arrowAt),
    line: { color, width: 1 },
    hoverinfo: 'skip',
  });
  return {
    data: [
      field(view.wanted, withAlpha(theme.mute, 0.7)),
      field(view.learned, withAlpha(arm.look[theme.scheme], 0.55)),
      line(view.truth, viewTexts.truth, { color: theme.ink, width: 1.4 }),
      ...shown.map((each) =>
        line(
          each.view.way,
          each.arm.label,
          { color: each.arm.look[theme.scheme], width: 2, dash: each.arm.look.dash as 'solid' },
          each.faded ? FADED : 1,
        ),
      ),
    ],
    layout: {
      ...baseLayout(theme),
      margin: MARGIN,
      hovermode: 'closest',
      uirevision: `phase ${across} ${up}`,
      xaxis: { ...axis(theme), range: [-across, across], showgrid: false, nticks: 7 },
      yaxis: { ...axis(theme), range: [-up, up], showgrid: false, nticks: 5 },
    },
  };
}

const coordinates = (values: Float32Array, side: number): number[] =>
  Array.from({ length: values.length / 2 }, (_, n) => values[2 * n + side]);
