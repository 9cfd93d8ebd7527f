import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react';
import type { ParameterAnatomy } from '../../engine/types';
import { driveTexts } from '../../texts/hub';
import { useChartTheme } from '../context';
import { formatValue } from '../format';
import { PixelCanvas, rampPainter } from '../plots/PixelCanvas';
import { neighbour, pictureColumns } from './parameter';

interface LayerPictureProps {
  readonly anatomy: ParameterAnatomy;
  readonly layer: string;
  /** Name of the weight chosen. */
  readonly weight: string;
  /** The weight chosen: its numbers follow a little later. */
  readonly index: number;
  readonly onPick: (index: number) => void;
}

/** Sides of the square of one weight, and the height of all, in CSS pixels. */
const LARGEST = 16;
const HEIGHT = 120;

/** The weights of a layer as squares, brighter where the gradient is larger; one of them is chosen. */
export function LayerPicture({ anatomy, layer, weight, index, onPick }: LayerPictureProps) {
  const theme = useChartTheme();
  const host = useRef<HTMLDivElement>(null);
  const { layerGradients: grads, shape } = anatomy;
  const columns = pictureColumns(shape);
  const rows = Math.ceil(grads.length / columns);
  const paint = useMemo(() => {
    const most = grads.reduce((best, g) => Math.max(best, Math.abs(g) || 0), 1e-30);
    // The root, for most gradients are far below the largest.
    return rampPainter((i) => (i < grads.length ? Math.sqrt(Math.abs(grads[i]) / most) : Number.NaN), {
      from: theme.line,
      to: theme.accent,
      none: theme.card,
    });
  }, [grads, theme]);

  const pickAt = (event: PointerEvent) => {
    const box = host.current!.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const picked = row * columns + column;
    if (column >= 0 && column < columns && picked >= 0 && picked < grads.length) onPick(picked);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbour(event.key, index, columns, grads.length);
    if (next === null) return;
    event.preventDefault();
    onPick(next);
  };
  return (
    <div
      ref={host}
      className="layer-picture"
      role="slider"
      tabIndex={0}
      aria-label={driveTexts.anatomy.pick(layer)}
      aria-valuemin={0}
      aria-valuemax={grads.length - 1}
      aria-valuenow={index}
      aria-valuetext={driveTexts.anatomy.picked(weight, formatValue(anatomy.gradient))}
      style={{
        aspectRatio: `${columns} / ${rows}`,
        maxWidth: `min(100%, ${columns * LARGEST}px, ${(HEIGHT * columns) / rows}px)`,
      }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pickAt(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) pickAt(event);
      }}
    >
      <PixelCanvas width={columns} height={rows} stretch paint={paint} />
      <i
        style={{
          left: `${(100 * (index % columns)) / columns}%`,
          top: `${(100 * Math.floor(index / columns)) / rows}%`,
          width: `${100 / columns}%`,
          height: `${100 / rows}%`,
        }}
      />
    </div>
  );
}
