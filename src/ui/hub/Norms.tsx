import { useMemo } from 'react';
import type { ArmDrive } from '../../store/probes';
import { driveTexts } from '../../texts/hub';
import { texts } from '../../texts/page';
import { useChartTheme } from '../context';
import { formatCount, formatValue } from '../format';
import type { ChartTheme } from '../palette';
import { ChartCard } from '../plots/ChartCard';
import { axis, axisNumbers, baseLayout, COUNTS, positiveRange } from '../plots/chartLayout';
import { Plot } from '../plots/Plot';
import type { Figure, PlotData } from '../plots/plotly';

interface NormsProps {
  readonly drive: ArmDrive;
  readonly seed: number;
  readonly layer: number;
  /** Changes with the contents of `drive`. */
  readonly revision: number;
}

/** Rows of the table behind the chart. */
const TABLE_ROWS = 40;

/** Lengths of both proposals and of their blend over time, and the cosine of the angle between the two. */
export function Norms({ drive, seed, layer, revision }: NormsProps) {
  const theme = useChartTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `drive`
  const numbers = useMemo(
    () => ({
      steps: drive.steps,
      hand: drive.series('normHand', seed, layer),
      learned: drive.series('normLearned', seed, layer),
      blend: drive.series('normBlend', seed, layer),
      cosine: drive.series('cosine', seed, layer),
    }),
    [drive, seed, layer, revision],
  );
  const figure = useMemo(() => () => normsFigure(numbers, theme), [numbers, theme]);
  const { label: name } = drive.layers[layer];
  const { steps, hand, learned, blend, cosine } = numbers;
  const label = driveTexts.normsLabel(name);
  return (
    <ChartCard
      title={driveTexts.norms}
      subtitle={name}
      label={label}
      table={() => {
        const every = Math.max(1, Math.ceil(steps.length / TABLE_ROWS));
        const rows = steps
          .map((_, row) => row)
          .filter((row) => row % every === 0 || row === steps.length - 1);
        return {
          head: [
            texts.table.step,
            driveTexts.normHand,
            driveTexts.normLearned,
            driveTexts.normBlend,
            driveTexts.cosine,
          ],
          rows: rows.map((row) => [
            formatCount(steps[row]),
            ...[hand, learned, blend, cosine].map((series) => formatValue(series[row])),
          ]),
        };
      }}
    >
      <Plot label={label} height={190} figure={figure} crosshair={{ axis: 'step' }} />
      <p className="small mute keys">
        <span className="key">
          <i style={{ background: theme.above }} /> {driveTexts.hand}
        </span>
        <span className="key">
          <i style={{ background: theme.below }} /> {driveTexts.learned}
        </span>
        <span className="key">
          <i style={{ background: theme.ink }} /> {driveTexts.normBlend}
        </span>
      </p>
      <p className="small mute">{driveTexts.cosineNow(formatValue(cosine[cosine.length - 1], 2))}</p>
    </ChartCard>
  );
}

interface Numbers {
  readonly steps: readonly number[];
  readonly hand: readonly number[];
  readonly learned: readonly number[];
  readonly blend: readonly number[];
  readonly cosine: readonly number[];
}

function normsFigure({ steps, hand, learned, blend, cosine }: Numbers, theme: ChartTheme): Figure {
  // On a logarithmic axis 0 has no place.
  const shown = (values: readonly number[]) =>
    values.map((value) => (value > 0 && Number.isFinite(value) ? value : null)) as number[];
  const line = (
    name: string,
    values: number[],
    color: string,
    dash: 'solid' | 'dash' | 'dot',
    part?: Partial<PlotData>,
  ): PlotData => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x: [...steps],
    y: values,
    hovertemplate: '%{y:.3~g}',
    line: { color, width: 1.8, dash },
    ...part,
  });
  return {
    data: [
      line(driveTexts.hand, shown(hand), theme.above, 'solid'),
      line(driveTexts.learned, shown(learned), theme.below, 'dash'),
      line(driveTexts.normBlend, shown(blend), theme.ink, 'dot'),
      line(driveTexts.cosine, [...cosine], theme.mute, 'solid', { yaxis: 'y2' }),
    ],
    layout: {
      ...baseLayout(theme),
      margin: { l: 44, r: 8, t: 6, b: 24 },
      hovermode: 'x unified',
      xaxis: { ...axis(theme), showgrid: false, nticks: 5, ...COUNTS, anchor: 'y2' },
      yaxis: {
        ...axis(theme),
        type: 'log',
        domain: [0.42, 1],
        nticks: 4,
        ...axisNumbers(...positiveRange(hand, learned, blend), true),
      },
      yaxis2: {
        ...axis(theme),
        domain: [0, 0.3],
        range: [-1.05, 1.05],
        tickvals: [-1, 0, 1],
        title: { text: driveTexts.cosineShort, font: { size: 11, color: theme.mute }, standoff: 2 },
      },
    },
  };
}
