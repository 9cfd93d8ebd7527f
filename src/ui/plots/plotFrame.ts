/** Where a chart's axes lie in its box, so that what is drawn over it meets what Plotly draws. */
import type { PlotLayout } from './plotly';

interface AxisFrame {
  /** Ends of the axis, in its own units: logarithms of ten on a logarithmic axis. */
  readonly range: readonly [number, number];
  readonly log: boolean;
}

/** In CSS pixels from the top left of the chart's box. */
export interface PlotFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: AxisFrame;
  readonly y: AxisFrame;
}

/** The frame of a layout that was drawn, or null where it has no axes yet. */
export function frameOf(layout: PlotLayout): PlotFrame | null {
  const { margin, xaxis, yaxis, width, height } = layout;
  if (!margin || !xaxis?.range || !yaxis?.range || width === undefined || height === undefined) return null;
  const { l = 0, r = 0, t = 0, b = 0 } = margin;
  const axis = ({ range, type }: NonNullable<PlotLayout['xaxis']>): AxisFrame => ({
    range: [Number(range![0]), Number(range![1])],
    log: type === 'log',
  });
  return { left: l, top: t, width: width - l - r, height: height - t - b, x: axis(xaxis), y: axis(yaxis) };
}

export const sameFrame = (a: PlotFrame | null, b: PlotFrame | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** How far along an axis a value lies: 0 at its beginning, 1 at its end. */
function fractionOf({ range: [first, last], log }: AxisFrame, value: number): number {
  return ((log ? Math.log10(value) : value) - first) / (last - first);
}

function valueAt({ range: [first, last], log }: AxisFrame, fraction: number): number {
  const value = first + fraction * (last - first);
  return log ? 10 ** value : value;
}

export const xPixel = (frame: PlotFrame, value: number): number =>
  frame.left + frame.width * fractionOf(frame.x, value);
export const yPixel = (frame: PlotFrame, value: number): number =>
  frame.top + frame.height * (1 - fractionOf(frame.y, value));
export const xValue = (frame: PlotFrame, pixel: number): number =>
  valueAt(frame.x, (pixel - frame.left) / frame.width);
export const yValue = (frame: PlotFrame, pixel: number): number =>
  valueAt(frame.y, 1 - (pixel - frame.top) / frame.height);
