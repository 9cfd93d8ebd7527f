import { useMemo } from 'react';
import { useChartTheme } from '../context';
import { formatValue } from '../format';
import { Crosshair } from './Crosshair';
import { divergingPainter, PixelCanvas, rampPainter } from './PixelCanvas';

interface UnitsOverTimeProps {
  readonly label: string;
  readonly time: number;
  readonly units: number;
  /** `[time, units]`. */
  readonly values: ArrayLike<number>;
  /** From 0 to 1, instead of as far to either side of 0 as values go. */
  readonly shares?: boolean;
  readonly name: (unit: number) => string;
}

/** Rows whose names have room beside the picture. */
const NAMED = 12;

/** Units from top to bottom, time from left to right, what they do as colour. */
export function UnitsOverTime({ label, time, units, values, shares = false, name }: UnitsOverTimeProps) {
  const theme = useChartTheme();
  const largest = useMemo(
    () =>
      shares
        ? 1
        : Array.from(values).reduce(
            (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
            1e-9,
          ),
    [values, shares],
  );
  const paint = useMemo(() => {
    const at = (index: number) => values[(index % time) * units + Math.floor(index / time)] / largest;
    return shares
      ? rampPainter(at, { from: theme.card, to: theme.above, none: theme.bad })
      : divergingPainter(at, { below: theme.below, middle: theme.card, above: theme.above });
  }, [values, time, units, largest, shares, theme]);
  const every = Math.ceil(units / NAMED);
  return (
    <>
      <div className="states">
        <ol aria-hidden="true">
          {Array.from({ length: units }, (_, unit) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: units are their index
            <li key={unit}>{unit % every === 0 ? name(unit) : ''}</li>
          ))}
        </ol>
        <div className="under-crosshair">
          <PixelCanvas label={label} width={time} height={units} stretch paint={paint} />
          <Crosshair
            axis="time"
            place={(at, width) => (at < time ? ((at + 0.5) / time) * width : null)}
            read={(pixel, width) => Math.floor((pixel / width) * time)}
          />
        </div>
      </div>
      <p className="small mute keys">
        {!shares && (
          <span className="key">
            <i style={{ background: theme.below }} /> {formatValue(-largest, 2)}
          </span>
        )}
        <span className="key">
          <i style={{ background: theme.card, outline: `1px solid ${theme.line}` }} /> 0
        </span>
        <span className="key">
          <i style={{ background: theme.above }} /> {formatValue(largest, 2)}
        </span>
      </p>
    </>
  );
}
