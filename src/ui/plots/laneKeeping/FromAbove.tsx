import { useMemo } from 'react';
import { FRAMES } from '../../../data/driving/drive';
import type { LaneKeepingView, Track } from '../../../tasks/laneKeeping/view';
import { viewTexts } from '../../../texts/views';
import { useChartTheme } from '../../context';
import { formatValue } from '../../format';
import type { ChartTheme } from '../../palette';
import { ArmKeys } from '../ArmKeys';
import { ChartCard } from '../ChartCard';
import { axis, baseLayout, FADED } from '../chartLayout';
import { Plot } from '../Plot';
import type { Figure, PlotData } from '../plotly';
import type { Views } from '../useViews';

const HEIGHT = 186;
const MARGIN = { l: 34, r: 8, t: 6, b: 24 };
/** Metres around the driver's way that are shown. */
const AROUND = 4;

const { driving: words } = viewTexts;

interface FromAboveProps {
  readonly views: Views<LaneKeepingView>;
  readonly drive: number;
}

/** The road, where the driver went on it, and where each network's steering leads. */
export function FromAbove({ views, drive }: FromAboveProps) {
  const theme = useChartTheme();
  const { shown } = views;
  const figure = useMemo(
    () => (width: number, height: number) => roadFigure(views, drive, [width, height], theme),
    [views, drive, theme],
  );
  const { way } = shown[0].view.drives[drive];
  const place = (track: Track, frame: number) =>
    viewTexts.coordinates(formatValue(track[2 * frame]), formatValue(track[2 * frame + 1]));
  return (
    <ChartCard
      title={words.road}
      subtitle={words.roadSub}
      className="third"
      label={words.road}
      table={() => ({
        head: [words.frame, words.driver, ...shown.map(({ arm }) => arm.label)],
        rows: Array.from({ length: FRAMES }, (_, frame) => [
          String(frame),
          place(way, frame),
          ...shown.map(({ view }) => place(view.drives[drive].led, frame)),
        ]),
      })}
    >
      <Plot label={words.road} height={HEIGHT} figure={figure} />
      <p className="small mute keys">
        <Stroke color={theme.mute} dash="2 3" label={words.centre} />
        <Stroke color={theme.ink} label={words.driver} />
        <ArmKeys arms={shown.map(({ arm }) => arm)} />
        <span>{words.roadKey}</span>
      </p>
    </ChartCard>
  );
}

interface StrokeProps {
  readonly color: string;
  readonly dash?: string;
  readonly label: string;
}

const Stroke = ({ color, dash, label }: StrokeProps) => (
  <span className="key">
    <svg width="22" height="6" aria-hidden="true">
      <line x1="0" x2="22" y1="3" y2="3" stroke={color} strokeWidth="1.4" strokeDasharray={dash} />
    </svg>
    {label}
  </span>
);

const along = (track: Track, side: 0 | 1): number[] =>
  Array.from({ length: track.length / 2 }, (_, i) => track[2 * i + side]);

/** Lowest and highest of some numbers, so far apart as a number of pixels is at a scale, with room around. */
function spread(values: readonly number[], metres: number): [number, number] {
  const middle = (Math.min(...values) + Math.max(...values)) / 2;
  return [middle - metres / 2, middle + metres / 2];
}

function roadFigure(
  { shown }: Views<LaneKeepingView>,
  drive: number,
  [width, height]: readonly [number, number],
  theme: ChartTheme,
): Figure {
  const { road, way } = shown[0].view.drives[drive];
  const [x, y] = [along(way, 0), along(way, 1)];
  const [across, up] = [width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b];
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values) + 2 * AROUND;
  // Equal scales, so that bends are as sharp as they are.
  const metresPerPixel = Math.max(extent(x) / across, extent(y) / up);
  const line = (track: Track, name: string, look: PlotData['line'], opacity = 1): PlotData => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x: along(track, 0),
    y: along(track, 1),
    line: look,
    opacity,
    hoverinfo: 'name',
  });
  return {
    data: [
      line(road, words.centre, { color: theme.mute, width: 1.2, dash: 'dot' }),
      line(way, words.driver, { color: theme.ink, width: 1.4 }),
      ...shown.map(({ arm, view, faded }) =>
        line(
          view.drives[drive].led,
          arm.label,
          { color: arm.look[theme.scheme], width: 2, dash: arm.look.dash as 'solid' },
          faded ? FADED : 1,
        ),
      ),
    ],
    layout: {
      ...baseLayout(theme),
      margin: MARGIN,
      hovermode: 'closest',
      uirevision: `road ${drive} ${width} ${height}`,
      xaxis: { ...axis(theme), showgrid: false, range: spread(x, metresPerPixel * across), nticks: 6 },
      yaxis: { ...axis(theme), showgrid: false, range: spread(y, metresPerPixel * up), nticks: 5 },
    },
  };
}
