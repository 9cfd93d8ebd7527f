import { useMemo } from 'react';
import type { LtcView } from '../../../tasks/ltc/view';
import { viewTexts } from '../../../texts/views';
import { useChartTheme } from '../../context';
import { formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import { Crosshair } from '../Crosshair';
import { divergingPainter, PixelCanvas } from '../PixelCanvas';
import type { ShownView } from '../useViews';

/** Cells from top to bottom, time from left to right, the state as colour. */
export function CellStates({ shown }: { readonly shown: ShownView<LtcView> }) {
  const theme = useChartTheme();
  const { arm, view } = shown;
  const { states, time, roles } = view;
  const cells = roles.length;
  const largest = states.reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    1e-9,
  );
  const paint = useMemo(
    () =>
      divergingPainter((index) => states[(index % time) * cells + Math.floor(index / time)] / largest, {
        below: theme.below,
        middle: theme.card,
        above: theme.above,
      }),
    [states, time, cells, largest, theme],
  );
  const name = (cell: number) => `${cell} ${viewTexts.layers[roles[cell]]}`;
  return (
    <ChartCard
      title={viewTexts.states}
      subtitle={arm.label}
      className="third"
      label={viewTexts.statesLabel(arm.label)}
      table={() => ({
        head: [viewTexts.time, ...roles.map((_, cell) => name(cell))],
        rows: Array.from({ length: time }, (_, t) => [
          String(t),
          ...roles.map((_, cell) => formatValue(states[t * cells + cell])),
        ]),
      })}
    >
      <div className="states">
        <ol aria-hidden="true">
          {roles.map((_, cell) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells are their index
            <li key={cell}>{cells <= 12 ? name(cell) : cell}</li>
          ))}
        </ol>
        <div className="under-crosshair">
          <PixelCanvas
            label={viewTexts.statesLabel(arm.label)}
            width={time}
            height={cells}
            stretch
            paint={paint}
          />
          <Crosshair
            axis="time"
            place={(at, width) => (at < time ? ((at + 0.5) / time) * width : null)}
            read={(pixel, width) => Math.floor((pixel / width) * time)}
          />
        </div>
      </div>
      <p className="small mute keys">
        <span className="key">
          <i style={{ background: theme.below }} /> {formatValue(-largest, 2)}
        </span>
        <span className="key">
          <i style={{ background: theme.card, outline: `1px solid ${theme.line}` }} /> 0
        </span>
        <span className="key">
          <i style={{ background: theme.above }} /> {formatValue(largest, 2)}
        </span>
      </p>
    </ChartCard>
  );
}
