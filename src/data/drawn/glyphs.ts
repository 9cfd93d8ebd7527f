/** What is drawn: letters and shapes as strokes, none of them a digit. */
import { onCircle } from './circle';

/** A line through points `x0, y0, x1, y1, …`; x to the right, y down, both from -1 to 1. */
export type Stroke = readonly number[];

export interface Glyph {
  readonly name: string;
  readonly strokes: readonly Stroke[];
}

/** Points of a whole turn. */
const POINTS = 28;

/** Part of an ellipse; angles in turns, clockwise from the right. */
function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Stroke {
  const count = Math.max(2, Math.ceil(Math.abs(to - from) * POINTS));
  return Array.from({ length: count + 1 }, (_, index) => {
    const [cos, sin] = onCircle(from + ((to - from) * index) / count);
    return [x + rx * cos, y + ry * sin];
  }).flat();
}

/** Corners of a regular figure, `radii` in turn, the first one up. */
function figure(corners: number, radii: readonly number[]): Stroke {
  return Array.from({ length: corners + 1 }, (_, index) => {
    const [cos, sin] = onCircle(index / corners - 0.25);
    const radius = radii[index % radii.length];
    return [radius * cos, radius * sin];
  }).flat();
}

function spiral(): Stroke {
  const [turns, count] = [2.25, 54];
  return Array.from({ length: count + 1 }, (_, index) => {
    const [cos, sin] = onCircle((turns * index) / count);
    const radius = 0.05 + (0.95 * index) / count;
    return [radius * cos, radius * sin];
  }).flat();
}

/** One and a half periods of a sine. */
const wave: Stroke = Array.from({ length: 37 }, (_, index) => {
  const [, sin] = onCircle((1.5 * index) / 36);
  return [-1 + index / 18, -0.5 * sin];
}).flat();

/** Right side of a heart, from the notch above to the tip below; the left one is its mirror image. */
const lobe: Stroke = [...arc(0.5, -0.4, 0.5, 0.45, -0.5, 0.05), 0.7, 0.25, 0, 1];
const mirrored = (stroke: Stroke): Stroke => stroke.map((value, at) => (at % 2 === 0 ? -value : value));

const left = [-0.7, -1, -0.7, 1];
const right = [0.7, -1, 0.7, 1];

/** In the order of their classes. */
export const glyphs: readonly Glyph[] = [
  {
    name: 'A',
    strokes: [
      [-0.8, 1, 0, -1, 0.8, 1],
      [-0.5, 0.3, 0.5, 0.3],
    ],
  },
  {
    name: 'B',
    strokes: [
      left,
      [-0.7, -1, 0.1, -1, ...arc(0.1, -0.5, 0.5, 0.5, -0.25, 0.25), -0.7, 0],
      [-0.7, 0, 0.2, 0, ...arc(0.2, 0.5, 0.55, 0.5, -0.25, 0.25), -0.7, 1],
    ],
  },
  { name: 'C', strokes: [arc(0.1, 0, 0.85, 1, -0.13, -0.87)] },
  { name: 'E', strokes: [left, [-0.7, -1, 0.7, -1], [-0.7, 0, 0.5, 0], [-0.7, 1, 0.7, 1]] },
  { name: 'F', strokes: [left, [-0.7, -1, 0.7, -1], [-0.7, 0, 0.5, 0]] },
  { name: 'H', strokes: [left, right, [-0.7, 0, 0.7, 0]] },
  { name: 'J', strokes: [[0.5, -1, 0.5, 0.45, ...arc(-0.05, 0.45, 0.55, 0.55, 0, 0.5)]] },
  { name: 'K', strokes: [left, [0.7, -1, -0.7, 0.2], [-0.25, -0.15, 0.75, 1]] },
  { name: 'L', strokes: [[-0.6, -1, -0.6, 1, 0.7, 1]] },
  { name: 'M', strokes: [[-0.85, 1, -0.7, -1, 0, 0.5, 0.7, -1, 0.85, 1]] },
  { name: 'N', strokes: [[-0.7, 1, -0.7, -1, 0.7, 1, 0.7, -1]] },
  { name: 'P', strokes: [left, [-0.7, -1, 0.1, -1, ...arc(0.1, -0.45, 0.55, 0.55, -0.25, 0.25), -0.7, 0.1]] },
  {
    name: 'R',
    strokes: [
      left,
      [-0.7, -1, 0.1, -1, ...arc(0.1, -0.5, 0.5, 0.5, -0.25, 0.25), -0.7, 0],
      [-0.1, 0, 0.75, 1],
    ],
  },
  { name: 'S', strokes: [[...arc(0, -0.5, 0.65, 0.5, -0.08, -0.75), ...arc(0, 0.5, 0.7, 0.5, -0.25, 0.45)]] },
  {
    name: 'T',
    strokes: [
      [-0.8, -1, 0.8, -1],
      [0, -1, 0, 1],
    ],
  },
  { name: 'U', strokes: [[-0.7, -1, -0.7, 0.3, ...arc(0, 0.3, 0.7, 0.7, 0.5, 0), 0.7, -1]] },
  {
    name: 'X',
    strokes: [
      [-0.75, -1, 0.75, 1],
      [0.75, -1, -0.75, 1],
    ],
  },
  {
    name: 'Y',
    strokes: [
      [-0.75, -1, 0, 0, 0.75, -1],
      [0, 0, 0, 1],
    ],
  },
  { name: 'circle', strokes: [arc(0, 0, 0.95, 0.95, 0, 1)] },
  { name: 'triangle', strokes: [[0, -0.9, 0.95, 0.85, -0.95, 0.85, 0, -0.9]] },
  { name: 'square', strokes: [[-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85, -0.85, -0.85]] },
  {
    name: 'cross',
    strokes: [
      [-1, 0, 1, 0],
      [0, -1, 0, 1],
    ],
  },
  { name: 'star', strokes: [figure(10, [1, 0.42])] },
  { name: 'spiral', strokes: [spiral()] },
  {
    name: 'arrow',
    strokes: [
      [-1, 0, 1, 0],
      [0.35, -0.6, 1, 0, 0.35, 0.6],
    ],
  },
  { name: 'wave', strokes: [wave] },
  { name: 'heart', strokes: [lobe, mirrored(lobe)] },
  { name: 'hexagon', strokes: [figure(6, [0.95])] },
];
