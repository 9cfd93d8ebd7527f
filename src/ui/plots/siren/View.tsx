import { Slider } from '@mantine/core';
import { useMemo } from 'react';
import type { SirenPlane, SirenView } from '../../../tasks/siren/view';
import { viewTexts } from '../../../texts/views';
import { useChartTheme, usePlayground, usePlaygroundState } from '../../context';
import { formatCount, formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import { divergingPainter, greyPainter, PixelCanvas } from '../PixelCanvas';
import { stepName } from '../stepName';
import { useViews } from '../useViews';
import { ArmSelect, SeedSelect } from '../viewControls';
import { WaitingView } from '../WaitingView';
import { DataNote } from './DataNote';
import { SideBySide } from './SideBySide';

/** The network's picture or volume, beside the data and their difference. */
export default function View() {
  const theme = useChartTheme();
  const views = useViews<SirenView>('siren');
  if (!views?.chosen) return <WaitingView />;
  if (views.shown.length > 1) return <SideBySide views={views} />;
  const { arm, view } = views.chosen;
  return (
    <ChartCard
      title={viewTexts.picture}
      subtitle={
        <>
          {viewTexts.psnr(view.psnr.toFixed(1), view.complete)} · {stepName([views.chosen])} ·{' '}
          {viewTexts.compression(formatCount(view.params), formatValue(view.ratio))}
        </>
      }
      className="full"
      actions={
        <>
          <ArmSelect shown={arm.id} />
          <SeedSelect />
        </>
      }
      label={viewTexts.pictureLabel(arm.label)}
      table={() => ({
        // The middle row of every plane: the whole would be thousands of numbers.
        head: [viewTexts.place, viewTexts.target, viewTexts.reconstruction],
        rows: view.planes.flatMap((plane) =>
          Array.from({ length: plane.width }, (_, column) => {
            const row = Math.floor(plane.height / 2);
            const at = row * plane.width + column;
            return [
              [plane.label, viewTexts.pixel(row, column)].filter(Boolean).join(', '),
              formatValue(plane.target[at]),
              formatValue(plane.reconstruction[at]),
            ];
          }),
        ),
      })}
    >
      <div className={view.planes.length > 1 ? 'planes' : undefined}>
        {view.planes.map((plane) => (
          <Plane
            key={plane.axis}
            plane={plane}
            extent={plane.axis < 0 ? 1 : view.shape[plane.axis]}
            range={view.range}
            name={arm.label}
          />
        ))}
      </div>
      <DataNote view={view}>
        <span className="key">
          <i style={{ background: theme.below }} /> {viewTexts.tooDark}
        </span>
        <span className="key">
          <i style={{ background: theme.above }} /> {viewTexts.tooBright}
        </span>
      </DataNote>
    </ChartCard>
  );
}

interface PlaneProps {
  readonly plane: SirenPlane;
  /** Samples along the axis that it cuts. */
  readonly extent: number;
  readonly range: readonly [number, number];
  readonly name: string;
}

function Plane({ plane, extent, range: [low, high], name }: PlaneProps) {
  const theme = useChartTheme();
  const { width, height, aspect, target, reconstruction, label } = plane;
  const largest = useMemo(
    () => target.reduce((most, value, i) => Math.max(most, Math.abs(reconstruction[i] - value) || 0), 1e-9),
    [target, reconstruction],
  );
  const painters = useMemo(() => {
    const unit = (values: Float32Array) => greyPainter((i) => (values[i] - low) / (high - low));
    return {
      target: unit(target),
      reconstruction: unit(reconstruction),
      difference: divergingPainter((i) => (reconstruction[i] - target[i]) / largest, {
        below: theme.below,
        middle: theme.card,
        above: theme.above,
      }),
    };
  }, [target, reconstruction, low, high, largest, theme]);
  const captions = {
    target: viewTexts.target,
    reconstruction: viewTexts.reconstruction,
    difference: viewTexts.difference(formatValue(largest, 2)),
  };
  return (
    <div>
      {plane.axis >= 0 && <Scrubber axis={plane.axis} index={plane.index} extent={extent} />}
      <div className="slices">
        {(['target', 'reconstruction', 'difference'] as const).map((which) => (
          <figure key={which}>
            <PixelCanvas
              label={viewTexts.imageLabel(captions[which], name, label)}
              width={width}
              height={height}
              aspect={aspect}
              paint={painters[which]}
            />
            <figcaption>{captions[which]}</figcaption>
          </figure>
        ))}
      </div>
    </div>
  );
}

interface ScrubberProps {
  /** 0 the slowest. */
  readonly axis: number;
  /** Where the plane shown lies. */
  readonly index: number;
  readonly extent: number;
}

/** Moves a plane through its volume. */
function Scrubber({ axis, index, extent }: ScrubberProps) {
  const { setSlice } = usePlayground();
  const wanted = usePlaygroundState((state) => state.slices[axis]) ?? index;
  const at = Math.min(extent - 1, wanted);
  const name = viewTexts.axes[axis];
  return (
    <div className="scrubber">
      <h3 className="plane-title">{viewTexts.cutAt(name, at, extent)}</h3>
      <Slider
        size={4}
        thumbSize={16}
        label={null}
        min={0}
        max={extent - 1}
        value={at}
        thumbLabel={viewTexts.cut(name)}
        thumbValueText={(value) => viewTexts.cutAt(name, value, extent)}
        onChange={(value) => setSlice(axis, value)}
      />
    </div>
  );
}
