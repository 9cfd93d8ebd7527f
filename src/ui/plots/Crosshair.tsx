import { useEffect, useRef } from 'react';
import { formatCount } from '../format';
import { type CrosshairAxis, followCrosshair, pointAt } from './pointing';

interface CrosshairProps {
  readonly axis: CrosshairAxis;
  /** How far from the left of the box a place lies, in pixels, given the box's width; null where it is not in it. */
  readonly place: (at: number, width: number) => number | null;
  /** The place at so many pixels from the left, or null. */
  readonly read: (pixel: number, width: number) => number | null;
  /** Where the line begins and ends, in pixels from the top of the box. */
  readonly top?: number;
  readonly height?: number;
}

/**
 * The line of the crosshair over a chart. It lies in the chart's box, which must be positioned, and
 * follows the pointer there as well as in every other chart of the same axis.
 */
export function Crosshair({ axis, place, read, top, height }: CrosshairProps) {
  const line = useRef<HTMLDivElement>(null);
  const latest = useRef({ place, read });
  latest.current = { place, read };

  useEffect(() => {
    const element = line.current!;
    const box = element.parentElement!;
    const onMove = (event: PointerEvent) => {
      const { left, width } = box.getBoundingClientRect();
      const at = latest.current.read(event.clientX - left, width);
      pointAt(axis, at === null ? null : Math.round(at));
    };
    const onLeave = () => pointAt(axis, null);
    box.addEventListener('pointermove', onMove);
    box.addEventListener('pointerleave', onLeave);
    const stop = followCrosshair(axis, (at) => {
      const pixel = at === null ? null : latest.current.place(at, box.clientWidth);
      element.hidden = pixel === null;
      if (at === null || pixel === null) return;
      element.style.transform = `translateX(${pixel}px)`;
      element.dataset.at = formatCount(at);
    });
    return () => {
      stop();
      box.removeEventListener('pointermove', onMove);
      box.removeEventListener('pointerleave', onLeave);
    };
  }, [axis]);

  return <div ref={line} className="crosshair" hidden aria-hidden="true" style={{ top, height }} />;
}
