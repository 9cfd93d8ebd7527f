import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { texts } from '../../texts/page';
import { usePlayground } from '../context';
import { formatValue } from '../format';
import { type PlotFrame, yPixel, yValue } from './plotFrame';

interface TargetHandleProps {
  readonly frame: PlotFrame;
  readonly target: number;
}

/** Keys move the line by so much of the axis: a step, and with Shift or by page a larger one. */
const STEP = 0.01;
const LEAP = 0.1;
/** Half its height, in pixels. */
const HALF = 10;
/** Significant digits of a target that was dragged. */
const DIGITS = 2;

/** The grip of the target line: dragged, or moved by keys. */
export function TargetHandle({ frame, target }: TargetHandleProps) {
  const { setTarget } = usePlayground();
  /** While it is dragged: the line runs ahead of the chart's drawing. */
  const [dragged, setDragged] = useState<number | null>(null);
  const value = dragged ?? target;
  const bottom = frame.top + frame.height;
  const clamp = (pixel: number) => Math.min(bottom, Math.max(frame.top, pixel));
  const pixel = yPixel(frame, value);
  const top = Number.isFinite(pixel) ? clamp(pixel) : bottom;
  const valueOfPixel = (at: number) => Number(yValue(frame, clamp(at)).toPrecision(DIGITS));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const grip = event.currentTarget;
    grip.focus();
    grip.setPointerCapture(event.pointerId);
    setDragged(target);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (dragged === null) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    setDragged(valueOfPixel(event.clientY - box.top));
  };
  const onPointerUp = () => {
    if (dragged !== null && dragged !== target) setTarget(dragged);
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keyStep(event);
    if (by === 0) return;
    event.preventDefault();
    // Rounded to the digits of a dragged target a small step could be none.
    const next = Number(yValue(frame, yPixel(frame, target) - by * frame.height).toPrecision(3));
    if (next !== target) setTarget(next);
  };

  return (
    <>
      {dragged !== null && (
        <div className="target-line" style={{ top, left: frame.left, width: frame.width }} />
      )}
      {/* A vertical slider of its own: no library's lies on a chart. */}
      <div
        className="target-grip"
        role="slider"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={texts.experiment.target}
        aria-description={texts.loss.targetGrip}
        title={texts.loss.targetGrip}
        aria-valuemin={yValue(frame, bottom)}
        aria-valuemax={yValue(frame, frame.top)}
        aria-valuenow={value}
        aria-valuetext={formatValue(value)}
        // Below the chart are the numbers of its axis.
        style={{ top: Math.min(top, bottom - HALF), right: `calc(100% - ${frame.left + frame.width}px)` }}
        data-dragged={dragged !== null || undefined}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDragged(null)}
        onKeyDown={onKeyDown}
      >
        {texts.loss.target(formatValue(value))}
      </div>
    </>
  );
}

function keyStep({ key, shiftKey }: KeyboardEvent): number {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return shiftKey ? LEAP : STEP;
    case 'ArrowDown':
    case 'ArrowLeft':
      return shiftKey ? -LEAP : -STEP;
    case 'PageUp':
      return LEAP;
    case 'PageDown':
      return -LEAP;
    default:
      return 0;
  }
}
