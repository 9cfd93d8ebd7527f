/** One drawn picture: a glyph in a typeface, scaled, slanted, turned, bent, shifted, inked. */
import { bitsAt, foldIn, type PrngKey, unitFloat } from '../../core/prng';
import { onCircle } from './circle';
import { type Glyph, glyphs, type Stroke } from './glyphs';
import { type Pen, paintStroke } from './pen';
import { DRAWN_EXTENTS } from './shape';

export const SIDE = DRAWN_EXTENTS.height;
/** Half of a glyph's height before scaling, pixels: as the digits of MNIST, which fill 20 of 28. */
const HALF = 9;

/** How strokes look: of one width, by a broad pen, with serifs, by an unsteady hand. */
const TYPEFACES = ['plain', 'broad', 'serif', 'hand'] as const;

/** Grey levels `[28, 28]` of class `label`, row-major; equal keys give equal pictures. */
export function drawnPicture(label: number, key: PrngKey): Uint8Array<ArrayBuffer> {
  const draw = draws(key);
  const face = TYPEFACES[Math.floor(draw() * TYPEFACES.length)];
  const pen = drawnPen(face, draw);
  const place = drawnPlace(draw);
  const jitter = face === 'hand' ? 0.09 : 0.03;
  const cover = new Float64Array(SIDE * SIDE);
  for (const stroke of strokesOf(glyphs[label], face)) {
    const [x, y] = [spread(draw, jitter), spread(draw, jitter)];
    const shaken = stroke.map((value, at) => value + (at % 2 === 0 ? x : y) + spread(draw, jitter / 3));
    paintStroke(cover, SIDE, place(shaken), pen);
  }
  return inked(cover, 0.85 + 0.15 * draw(), foldIn(key, 1));
}

/** Draws in [0, 1), one after another. */
function draws(key: PrngKey): () => number {
  let index = 0;
  return () => unitFloat(bitsAt(key, index++));
}

/** Between -most and most. */
const spread = (draw: () => number, most: number): number => (2 * draw() - 1) * most;

function strokesOf({ strokes }: Glyph, face: (typeof TYPEFACES)[number]): readonly Stroke[] {
  return face === 'serif' ? [...strokes, ...strokes.flatMap(serifsOf)] : strokes;
}

/** Short level lines at the ends of a stroke that has any. */
function serifsOf(stroke: Stroke): Stroke[] {
  const [x0, y0] = stroke;
  const [x1, y1] = stroke.slice(-2);
  if (Math.abs(x0 - x1) + Math.abs(y0 - y1) < 1e-9) return [];
  const serif = (x: number, y: number): Stroke => [x - 0.22, y, x + 0.22, y];
  return [serif(x0, y0), serif(x1, y1)];
}

function drawnPen(face: (typeof TYPEFACES)[number], draw: () => number): Pen {
  const across = 0.75 + 1.05 * draw();
  const thin = 0.35 + 0.3 * draw();
  const edge = onCircle(0.05 + 0.15 * draw());
  return { across, along: face === 'broad' ? thin * across : across, edge, blur: 0.9 + 0.9 * draw() };
}

/** From a glyph's coordinates to pixels. */
function drawnPlace(draw: () => number): (stroke: Stroke) => number[] {
  const size = HALF * (0.8 + 0.3 * draw());
  const [wide, high] = [size * (0.7 + 0.35 * draw()), size];
  const slant = spread(draw, 0.25);
  const [cos, sin] = onCircle(spread(draw, 15 / 360));
  const [right, down] = [spread(draw, 2), spread(draw, 2)];
  const bend = Array.from({ length: 4 }, () => spread(draw, 0.12));
  return (stroke) => {
    const points = new Array<number>(stroke.length);
    for (let at = 0; at < stroke.length; at += 2) {
      const [x, y] = [stroke[at], stroke[at + 1]];
      const u = wide * (x + bend[0] * y * y + bend[1] * x * y - slant * y);
      const v = high * (y + bend[2] * x * x + bend[3] * x * y);
      points[at] = SIDE / 2 + right + cos * u - sin * v;
      points[at + 1] = SIDE / 2 + down + sin * u + cos * v;
    }
    return points;
  };
}

/** Ink is uneven; the paper is black. */
function inked(cover: Float64Array, brightness: number, key: PrngKey): Uint8Array<ArrayBuffer> {
  const levels = new Uint8Array(cover.length);
  for (let index = 0; index < levels.length; index++) {
    if (cover[index] === 0) continue;
    const grain = 1 - 0.12 * unitFloat(bitsAt(key, index));
    levels[index] = Math.round(255 * Math.min(1, cover[index] * 1.1) * brightness * grain);
  }
  return levels;
}
