import { NativeSelect } from '@mantine/core';
import type { ArmDrive } from '../../store/probes';
import { driveTexts } from '../../texts/hub';
import type { ShownArm } from '../arms';
import { useChartTheme } from '../context';
import { formatCount, formatValue } from '../format';
import { ChartCard } from '../plots/ChartCard';
import { sigmaBins, sigmaWords } from './drive';

interface SigmaHistogramProps {
  readonly drive: ArmDrive;
  readonly seed: number;
  readonly layer: number;
  readonly arm: ShownArm;
  readonly onLayer: (name: string) => void;
  /** σ of the weight looked at. */
  readonly chosen?: number;
  /** A bar was clicked: one of its weights is to be looked at. */
  readonly onBin: (from: number, to: number) => void;
}

const WIDTH = 280;
const HEIGHT = 96;
const BASE = 112;
/** Decades of σ on the axis, the first bin holding everything below. */
const DECADES = 8;

/** Place of a σ on the logarithmic axis. */
const place = (sigma: number): number =>
  WIDTH * Math.max(0, 1 + Math.log10(Math.max(sigma, 10 ** -DECADES)) / DECADES);

/** How σ is distributed over the weights of a layer now, with 1/K marked. */
export function SigmaHistogram({ drive, seed, layer, arm, onLayer, chosen, onBin }: SigmaHistogramProps) {
  const theme = useChartTheme();
  const { layers } = drive;
  const { name, size } = layers[layer];
  const bins = sigmaBins(drive, seed, layer);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const mean = place(1 / size);
  const label = driveTexts.sigmaLabel(layers[layer].label);
  return (
    <ChartCard
      title={driveTexts.sigma}
      subtitle={
        <NativeSelect
          size="xs"
          className="small-select"
          aria-label={driveTexts.layer}
          value={name}
          onChange={(event) => onLayer(event.currentTarget.value)}
          data={layers.map((entry) => ({
            value: entry.name,
            label: driveTexts.layerName(entry.label, formatCount(entry.size)),
          }))}
        />
      }
      label={label}
      table={() => ({
        head: [driveTexts.bin, driveTexts.binTo, driveTexts.count],
        rows: bins.map(({ from, to, count }) => [formatValue(from), formatValue(to), formatCount(count)]),
      })}
    >
      <svg className="drawing" viewBox={`-2 0 ${WIDTH + 4} 136`} role="img" aria-label={label}>
        {bins.map(({ from, to, count }, index) => {
          const width = WIDTH / bins.length;
          // The smallest bar that can be seen, for a single weight often is the one that counts.
          const height = count > 0 ? Math.max(2.5, (HEIGHT * count) / most) : 0;
          return (
            // By keyboard, weights are chosen in the card of one weight.
            // biome-ignore lint/a11y/noStaticElementInteractions: see above
            <g
              key={from}
              className={count > 0 ? 'bin' : undefined}
              onClick={count > 0 ? () => onBin(from, to) : undefined}
            >
              <rect x={index * width} y={0} width={width} height={BASE} fill="transparent" />
              <rect
                x={index * width + 1}
                y={BASE - height}
                width={width - 2}
                height={height}
                fill={theme.above}
                rx={1.5}
              />
              <title>{driveTexts.binTitle(formatValue(from), formatValue(to), formatCount(count))}</title>
            </g>
          );
        })}
        <line x1={0} x2={WIDTH} y1={BASE} y2={BASE} stroke={theme.line} />
        {chosen !== undefined && Number.isFinite(chosen) && (
          <path d={`M${place(chosen)} ${BASE + 1}l4.5 7h-9z`} fill={theme.ink} />
        )}
        <line x1={mean} x2={mean} y1={10} y2={BASE} stroke={theme.bad} strokeDasharray="4 3" />
        <text
          x={mean + (mean > WIDTH / 2 ? -5 : 5)}
          y={14}
          textAnchor={mean > WIDTH / 2 ? 'end' : 'start'}
          fill={theme.bad}
          fontSize={11}
        >
          {driveTexts.mean(formatValue(1 / size))}
        </text>
        {[-8, -6, -4, -2, 0].map((power) => (
          <text
            key={power}
            x={place(10 ** power)}
            y={130}
            textAnchor={power === -DECADES ? 'start' : power === 0 ? 'end' : 'middle'}
            fill={theme.mute}
            fontSize={11}
          >
            {power === -DECADES ? '0' : formatValue(10 ** power)}
          </text>
        ))}
      </svg>
      <p className="small mute">{sigmaWords(drive, seed, layer, arm.present.optimizer.options)}</p>
    </ChartCard>
  );
}
