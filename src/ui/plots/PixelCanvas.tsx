import { type CSSProperties, useEffect, useRef } from 'react';

/** Writes red, green and blue (0 to 255) of pixel `index` to `out` at `at`. */
export type Painter = (index: number, out: Uint8ClampedArray, at: number) => void;

interface PixelCanvasProps {
  /** Description for the reader; none where the surroundings say it. */
  readonly label?: string;
  /** In samples; the canvas is stretched to its place. */
  readonly width: number;
  readonly height: number;
  readonly paint: Painter;
  /** Width over height where the samples are not square; default: they are. */
  readonly aspect?: number;
  /** Fills its place instead of showing square samples. */
  readonly stretch?: boolean;
}

/** Samples as coloured squares. */
export function PixelCanvas({ label, width, height, paint, aspect, stretch = false }: PixelCanvasProps) {
  const ratio = aspect ?? width / height;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let index = 0; index < width * height; index++) {
      paint(index, image.data, index * 4);
      image.data[index * 4 + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [width, height, paint]);
  return (
    <canvas
      ref={canvas}
      className="pixels"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      width={width}
      height={height}
      style={stretch ? undefined : ({ aspectRatio: ratio, '--aspect': ratio } as CSSProperties)}
    />
  );
}

type Rgb = readonly [number, number, number];

const channels = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

/** Colours from `below` (-1) over `middle` (0) to `above` (+1); beyond the ends, the ends. */
export function divergingPainter(
  value: (index: number) => number,
  colours: { readonly below: string; readonly middle: string; readonly above: string },
): Painter {
  const [below, middle, above] = [colours.below, colours.middle, colours.above].map(channels);
  return (index, out, at) => {
    const amount = Math.max(-1, Math.min(1, value(index)));
    const end = amount < 0 ? below : above;
    for (let c = 0; c < 3; c++) out[at + c] = middle[c] + (end[c] - middle[c]) * Math.abs(amount);
  };
}

/** Grey from black (0) to white (1). */
export function greyPainter(value: (index: number) => number): Painter {
  return (index, out, at) => {
    out[at] = out[at + 1] = out[at + 2] = 255 * value(index);
  };
}

/** Colours from `from` (0) to `to` (1); `none` where there is no value. */
export function rampPainter(
  value: (index: number) => number,
  colours: { readonly from: string; readonly to: string; readonly none: string },
): Painter {
  const [from, to, none] = [colours.from, colours.to, colours.none].map(channels);
  return (index, out, at) => {
    const amount = Math.max(0, Math.min(1, value(index)));
    for (let c = 0; c < 3; c++)
      out[at + c] = Number.isNaN(amount) ? none[c] : from[c] + (to[c] - from[c]) * amount;
  };
}
