import { useMemo } from 'react';
import type { SirenPlane, SirenView } from '../../../tasks/siren/view';
import { useChartTheme } from '../../context';
import { formatCount, formatValue } from '../../format';
import { texts } from '../../texts';
import { ChartCard } from '../ChartCard';
import { divergingPainter, greyPainter, PixelCanvas } from '../PixelCanvas';
import { WaitingView } from '../TaskViews';
import { useViews } from '../useViews';
import { ArmSelect, SeedSelect } from '../viewControls';

/** What the network makes of the picture or volume, beside the data and their difference. */
export default function SirenViews() {
  const views = useViews<SirenView>('siren');
  if (!views?.chosen) return <WaitingView />;
  const { arm, view } = views.chosen;
  return (
    <ChartCard
      title={texts.views.picture}
      subtitle={
        <>
          {texts.views.psnr(view.psnr.toFixed(1))} · {texts.views.atStep(formatCount(views.step))} ·{' '}
          {texts.views.compression(formatCount(view.params), formatValue(view.ratio))}
        </>
      }
      className="full"
      actions={
        <>
          <ArmSelect shown={arm.id} />
          <SeedSelect />
        </>
      }
      label={texts.views.pictureLabel(arm.label)}
      table={() => ({
        // The middle row of every plane: the whole would be thousands of numbers.
        head: [texts.views.place, texts.views.target, texts.views.reconstruction],
        rows: view.planes.flatMap((plane) =>
          Array.from({ length: plane.width }, (_, column) => {
            const row = Math.floor(plane.height / 2);
            const at = row * plane.width + column;
            return [
              [plane.label, texts.views.pixel(row, column)].filter(Boolean).join(', '),
              formatValue(plane.target[at]),
              formatValue(plane.reconstruction[at]),
            ];
          }),
        ),
      })}
    >
      <div className={view.planes.length > 1 ? 'planes' : undefined}>
        {view.planes.map((plane) => (
          <Plane key={plane.axis} plane={plane} range={view.range} name={arm.label} />
        ))}
      </div>
      <p className="small mute keys">{texts.views.psnrRange(view.peakLabel, view.complete)}</p>
    </ChartCard>
  );
}

interface PlaneProps {
  readonly plane: SirenPlane;
  readonly range: readonly [number, number];
  readonly name: string;
}

function Plane({ plane, range: [low, high], name }: PlaneProps) {
  const theme = useChartTheme();
  const { width, height, target, reconstruction, label } = plane;
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
    target: texts.views.target,
    reconstruction: texts.views.reconstruction,
    difference: texts.views.difference(formatValue(largest, 2)),
  };
  return (
    <div>
      {label && <h3 className="plane-title">{label}</h3>}
      <div className="slices">
        {(['target', 'reconstruction', 'difference'] as const).map((which) => (
          <figure key={which}>
            <PixelCanvas
              label={texts.views.imageLabel(captions[which], name, label)}
              width={width}
              height={height}
              paint={painters[which]}
            />
            <figcaption>{captions[which]}</figcaption>
          </figure>
        ))}
      </div>
    </div>
  );
}
