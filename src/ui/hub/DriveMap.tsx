import { type ReactNode, useMemo } from 'react';
import type { ArmDrive } from '../../store/probes';
import { driveTexts } from '../../texts/hub';
import { texts } from '../../texts/page';
import { useChartTheme } from '../context';
import { formatCount } from '../format';
import { ChartCard } from '../plots/ChartCard';
import { Crosshair } from '../plots/Crosshair';
import { divergingPainter, PixelCanvas } from '../plots/PixelCanvas';
import { layerByKey, momentsByColumn, sharePercent } from './drive';

interface DriveMapProps {
  readonly drive: ArmDrive;
  readonly seed: number;
  readonly layer: number;
  /** Changes with the contents of `drive`. */
  readonly revision: number;
  readonly name: string;
  readonly subtitle: string;
  readonly actions: ReactNode;
  readonly onLayer: (layer: number) => void;
}

/** Spans of steps drawn side by side. */
const COLUMNS = 128;
/** Rows of the table behind the map. */
const TABLE_ROWS = 40;

/** Layers from top to bottom, steps from left to right, the hand-designed share of the step as colour. */
export function DriveMap({ drive, seed, layer, revision, name, subtitle, actions, onLayer }: DriveMapProps) {
  const theme = useChartTheme();
  const { layers } = drive;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `drive`
  const shares = useMemo(
    () => layers.map((_, index) => drive.series('handShare', seed, index)),
    [drive, layers, seed, revision],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const steps = useMemo(() => drive.steps, [drive, revision]);
  const paint = useMemo(() => {
    const columns = momentsByColumn(steps, COLUMNS);
    return divergingPainter(
      (index) => {
        const share = shares[Math.floor(index / COLUMNS)][columns[index % COLUMNS]];
        return Number.isFinite(share) ? 2 * share - 1 : 0;
      },
      { below: theme.below, middle: theme.line, above: theme.above },
    );
  }, [shares, steps, theme]);
  const end = Math.max(1, steps[steps.length - 1] ?? 1);
  const last = (index: number) => sharePercent(shares[index][steps.length - 1]);
  return (
    <ChartCard
      title={driveTexts.title}
      subtitle={subtitle}
      actions={actions}
      label={driveTexts.map(name)}
      table={() => {
        const every = Math.max(1, Math.ceil(steps.length / TABLE_ROWS));
        const rows = steps
          .map((_, row) => row)
          .filter((row) => row % every === 0 || row === steps.length - 1);
        return {
          head: [texts.table.step, ...layers.map((entry) => entry.label)],
          rows: rows.map((row) => [
            formatCount(steps[row]),
            ...layers.map((_, index) => sharePercent(shares[index][row])),
          ]),
        };
      }}
    >
      <div
        className="drive-map"
        style={{
          height: `calc(${layers.length * Math.max(14, Math.min(24, 220 / layers.length))}px * var(--plot-scale))`,
        }}
      >
        <LayerNames drive={drive} layer={layer} last={last} onLayer={onLayer} />
        <PixelCanvas
          label={driveTexts.map(name)}
          width={COLUMNS}
          height={layers.length}
          stretch
          paint={paint}
        />
        {/* The names beside it do the same by keyboard. */}
        <div
          className="drive-grid"
          aria-hidden="true"
          onClick={({ currentTarget, clientY }) => {
            const { top, height } = currentTarget.getBoundingClientRect();
            const row = Math.floor(((clientY - top) / height) * layers.length);
            onLayer(Math.min(layers.length - 1, Math.max(0, row)));
          }}
        >
          {layers.map((entry) => (
            <i key={entry.name} />
          ))}
          <Crosshair
            axis="step"
            place={(at, width) => (at <= end ? (at / end) * width : null)}
            read={(pixel, width) => (pixel / width) * end}
          />
        </div>
      </div>
      <MapKey steps={steps} />
    </ChartCard>
  );
}

interface LayerNamesProps extends Pick<DriveMapProps, 'drive' | 'layer' | 'onLayer'> {
  /** The hand-designed share of a layer in the last step, for the reader. */
  readonly last: (layer: number) => string;
}

/** Names of the layers: one stop for Tab; arrow keys go from layer to layer. */
function LayerNames({ drive: { layers }, layer, last, onLayer }: LayerNamesProps) {
  return (
    <div
      className="drive-layers"
      role="toolbar"
      aria-orientation="vertical"
      aria-label={driveTexts.layer}
      onKeyDown={(event) => {
        const next = layerByKey(event.key, layer, layers.length);
        if (next === null) return;
        event.preventDefault();
        onLayer(next);
        event.currentTarget.querySelectorAll('button')[next].focus();
      }}
    >
      {layers.map((entry, index) => (
        <button
          key={entry.name}
          type="button"
          className="plain"
          tabIndex={index === layer ? 0 : -1}
          aria-pressed={index === layer}
          aria-label={driveTexts.mapLayer(entry.label, last(index))}
          onClick={() => onLayer(index)}
        >
          {entry.label}
        </button>
      ))}
    </div>
  );
}

/** Steps from left to right, and the colours of the map. */
function MapKey({ steps }: { readonly steps: ArrayLike<number> }) {
  const theme = useChartTheme();
  return (
    <>
      <p className="drive-steps small mute">
        {driveTexts.steps(formatCount(0), formatCount(steps[steps.length - 1]))}
      </p>
      <p className="small mute keys">
        <span className="key">
          <i style={{ background: theme.above }} /> {driveTexts.hand}
        </span>
        <span className="key">
          <i style={{ background: theme.below }} /> {driveTexts.learned}
        </span>
        <span>{driveTexts.key}</span>
      </p>
    </>
  );
}
