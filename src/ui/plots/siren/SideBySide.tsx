import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { SirenPlane, SirenView } from '../../../tasks/siren/view';
import { viewTexts } from '../../../texts/views';
import { ArmSwatch } from '../../ArmSwatch';
import { useChartTheme } from '../../context';
import { formatCount, formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import { FADED } from '../chartLayout';
import { divergingPainter, greyPainter, PixelCanvas } from '../PixelCanvas';
import { stepName } from '../stepName';
import type { Views } from '../useViews';
import { SeedSelect } from '../viewControls';
import { DataNote } from './DataNote';

type Mode = 'reconstruction' | 'difference';

/** The pictures of all visible optimizers beside the data, or what each is off by, on one scale. */
export function SideBySide({ views }: { readonly views: Views<SirenView> }) {
  const theme = useChartTheme();
  const [mode, setMode] = useState<Mode>('reconstruction');
  const { shown } = views;
  const { planes, range, params, ratio } = shown[0].view;
  const [{ target, width, height, aspect }] = planes;
  const largest = useMemo(() => Math.max(1e-9, ...shown.map(({ view }) => offBy(view.planes[0]))), [shown]);
  const targetPainter = useMemo(() => grey(target, range), [target, range]);
  return (
    <ChartCard
      title={viewTexts.picture}
      subtitle={
        <>
          {stepName(shown)} · {viewTexts.compression(formatCount(params), formatValue(ratio))}
        </>
      }
      className="full"
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={viewTexts.mode}
            value={mode}
            onChange={(value) => setMode(value as Mode)}
            data={[
              { value: 'reconstruction', label: viewTexts.reconstruction },
              { value: 'difference', label: viewTexts.off },
            ]}
          />
          <SeedSelect />
        </>
      }
      label={viewTexts.picturesLabel}
      table={() => {
        // The middle row: the whole would be thousands of numbers.
        const row = Math.floor(height / 2);
        return {
          head: [viewTexts.place, viewTexts.target, ...shown.map(({ arm }) => arm.label)],
          rows: Array.from({ length: width }, (_, column) => {
            const at = row * width + column;
            return [
              viewTexts.pixel(row, column),
              formatValue(target[at]),
              ...shown.map(({ view }) => formatValue(view.planes[0].reconstruction[at])),
            ];
          }),
        };
      }}
    >
      <div className="slices side-by-side">
        <figure>
          <PixelCanvas
            label={viewTexts.target}
            width={width}
            height={height}
            aspect={aspect}
            paint={targetPainter}
          />
          <figcaption>{viewTexts.target}</figcaption>
        </figure>
        {shown.map(({ arm, view, faded }) => (
          <figure key={arm.id} style={faded ? { opacity: FADED } : undefined}>
            <OnePicture plane={view.planes[0]} range={range} mode={mode} largest={largest} name={arm.label} />
            <figcaption className="picture-name">
              <ArmSwatch look={arm.look} small />
              <span>
                {arm.label}{' '}
                <span className="mute">{viewTexts.psnr(view.psnr.toFixed(1), view.complete)}</span>
              </span>
            </figcaption>
          </figure>
        ))}
      </div>
      <DataNote view={shown[0].view}>
        {mode === 'difference' && (
          <>
            <span className="key">
              <i style={{ background: theme.below }} /> {viewTexts.tooDark}
            </span>
            <span className="key">
              <i style={{ background: theme.above }} /> {viewTexts.tooBright}
            </span>
            <span>{viewTexts.difference(formatValue(largest, 2))}</span>
          </>
        )}
      </DataNote>
    </ChartCard>
  );
}

interface OnePictureProps {
  readonly plane: SirenPlane;
  readonly range: readonly [number, number];
  readonly mode: Mode;
  /** Difference that has the full colour. */
  readonly largest: number;
  readonly name: string;
}

function OnePicture({ plane, range, mode, largest, name }: OnePictureProps) {
  const theme = useChartTheme();
  const { width, height, aspect, target, reconstruction, label } = plane;
  const painter = useMemo(
    () =>
      mode === 'reconstruction'
        ? grey(reconstruction, range)
        : divergingPainter((i) => (reconstruction[i] - target[i]) / largest, {
            below: theme.below,
            middle: theme.card,
            above: theme.above,
          }),
    [mode, target, reconstruction, range, largest, theme],
  );
  const what = mode === 'reconstruction' ? viewTexts.reconstruction : viewTexts.off;
  return (
    <PixelCanvas
      label={viewTexts.imageLabel(what, name, label)}
      width={width}
      height={height}
      aspect={aspect}
      paint={painter}
    />
  );
}

const grey = (values: Float32Array, [low, high]: readonly [number, number]) =>
  greyPainter((i) => (values[i] - low) / (high - low));

/** Largest finite difference of a picture from the data. */
const offBy = ({ target, reconstruction }: SirenPlane): number =>
  target.reduce((most, value, i) => Math.max(most, Math.abs(reconstruction[i] - value) || 0), 0);
