import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { viewTexts } from '../../../texts/views';
import { type PlotFrame, xPixel, xValue, yPixel, yValue } from '../plotFrame';
import { placeText } from './placeText';

type Point = readonly [number, number];

interface StartGripProps {
  readonly frame: PlotFrame;
  readonly start: Point;
  /** Height at which it lies, given its place: on the line the function's. */
  readonly heightAt?: (x: number) => number;
  readonly onChoose: (start: Point) => void;
}

/** Keys move it by so much of the axes: a step, and with Shift a larger one. */
const STEP = 0.01;
const LEAP = 0.1;
/** A press that moves farther than this, in pixels, zooms; it is no click. */
const CLICK = 4;

/** Where training begins: chosen by a click on the chart, by dragging the mark, or by keys. */
export function StartGrip({ frame, start, heightAt, onChoose }: StartGripProps) {
  const [dragged, setDragged] = useState<Point | null>(null);
  const grip = useRef<HTMLButtonElement>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const at = dragged ?? start;
  const [left, top] = [xPixel(frame, at[0]), yPixel(frame, heightAt ? heightAt(at[0]) : at[1])];

  useEffect(() => {
    const chart = grip.current?.parentElement;
    if (!chart) return;
    let pressed: PointerEventPlace | null = null;
    const down = (event: globalThis.PointerEvent) => {
      const own = event.button === 0 && !grip.current?.contains(event.target as Element);
      pressed = own ? placeOf(event, chart) : null;
    };
    const up = (event: globalThis.PointerEvent) => {
      const place = placeOf(event, chart);
      const still = pressed && Math.hypot(place.x - pressed.x, place.y - pressed.y) < CLICK;
      pressed = null;
      if (still && isInside(frame, place)) choose.current(pointOf(frame, place));
    };
    const cancel = () => {
      pressed = null;
    };
    // Before the chart's own listeners, which keep presses to themselves.
    chart.addEventListener('pointerdown', down, true);
    window.addEventListener('pointerup', up, true);
    window.addEventListener('pointercancel', cancel, true);
    return () => {
      chart.removeEventListener('pointerdown', down, true);
      window.removeEventListener('pointerup', up, true);
      window.removeEventListener('pointercancel', cancel, true);
    };
  }, [frame]);

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragged(start);
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (dragged === null) return;
    setDragged(pointOf(frame, clamped(frame, placeOf(event, event.currentTarget.parentElement!))));
  };
  const onPointerUp = () => {
    if (dragged !== null && (dragged[0] !== start[0] || dragged[1] !== start[1])) onChoose(dragged);
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    const by = event.shiftKey ? LEAP : STEP;
    const [x, y] = [xPixel(frame, start[0]), yPixel(frame, start[1])];
    onChoose(pointOf(frame, { x: x + way[0] * by * frame.width, y: y - way[1] * by * frame.height }));
  };

  const isShown = isInside(frame, { x: left, y: top });
  return (
    <button
      ref={grip}
      type="button"
      className="start-grip"
      aria-label={viewTexts.surface.start(placeText(heightAt ? at.slice(0, 1) : at))}
      aria-description={viewTexts.surface.startHelp}
      title={viewTexts.surface.startHelp}
      style={{ left, top, visibility: isShown ? undefined : 'hidden' }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDragged(null)}
      onKeyDown={onKeyDown}
    />
  );
}

interface PointerEventPlace {
  readonly x: number;
  readonly y: number;
}

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function placeOf(
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
  chart: Element,
): PointerEventPlace {
  const box = chart.getBoundingClientRect();
  return { x: clientX - box.left, y: clientY - box.top };
}

const isInside = ({ left, top, width, height }: PlotFrame, { x, y }: PointerEventPlace): boolean =>
  x >= left && x <= left + width && y >= top && y <= top + height;

const clamped = ({ left, top, width, height }: PlotFrame, { x, y }: PointerEventPlace) => ({
  x: Math.min(left + width, Math.max(left, x)),
  y: Math.min(top + height, Math.max(top, y)),
});

/** Digits that a pixel is worth. */
function pointOf(frame: PlotFrame, { x, y }: PointerEventPlace): Point {
  const [low, high] = frame.x.range;
  const digits = Math.max(0, Math.ceil(-Math.log10((high - low) / frame.width)));
  const rounded = (value: number) => Number(value.toFixed(Math.min(20, digits)));
  return [rounded(xValue(frame, x)), rounded(yValue(frame, y))];
}
