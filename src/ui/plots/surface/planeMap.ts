/** The plane from above: levels of a function, arrows down its slope, and how much of it is shown. Pure. */
import type { ViewMessage } from '../../../engine/types';
import { type SurfaceProblem, sampleSurface, surfaceValues } from '../../../tasks/surface/problem';
import type { SurfaceView } from '../../../tasks/surface/view';

/** A square that is shown at least. */
export interface Extent {
  readonly middle: readonly [number, number];
  /** Half of its side. */
  readonly reach: number;
}

export interface PlaneMap {
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /**
   * Share of the samples that lie lower, so that every function has as much light as shade; null where it is no number.
   */
  readonly levels: readonly (readonly (number | null)[])[];
  readonly arrows: readonly Arrow[];
}

/** From its tail to its tip, down the slope. */
export interface Arrow {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Samples along the shorter side. */
const GRID = 101;
/** Pixels between arrows. */
const SPACING = 36;
/** Paths may lead out of the middle so many times its reach; what goes farther has left the map. */
const FARTHEST = 16;

export function armView(
  message: ViewMessage,
  armId: string,
): (SurfaceView & { readonly step: number }) | undefined {
  const entry = message.arms.find((one) => one.armId === armId);
  return entry && { ...(entry.view as SurfaceView), step: entry.step };
}

/** The function's own surroundings, widened by powers of two until start and paths are in it. */
export function wholeExtent(problem: SurfaceProblem, trail: readonly ViewMessage[]): Extent {
  const { middle, reach, start } = problem;
  const most = farthest([start, ...pointsOf(trail)], middle);
  const times = Math.max(1, 2 ** Math.ceil(Math.log2((1.05 * most) / reach)));
  return { middle, reach: reach * Math.min(FARTHEST, times) };
}

/** Where the runs are now, with room around them. */
export function nearExtent(problem: SurfaceProblem, trail: readonly ViewMessage[]): Extent {
  const whole = wholeExtent(problem, trail);
  const points = pointsOf(trail.slice(-1)).filter(
    (point) => farthest([point], whole.middle) <= whole.reach * 1.01,
  );
  if (points.length === 0) return whole;
  const sides = [0, 1].map((axis) => points.map((point) => point[axis] ?? 0));
  const centre = sides.map((values) => (Math.min(...values) + Math.max(...values)) / 2);
  const half = Math.max(...sides.map((values) => Math.max(...values) - Math.min(...values))) / 2;
  const reach = 2 ** Math.ceil(Math.log2(Math.max(1.5 * half, whole.reach / 32)));
  // On a grid, so that it moves rarely.
  const [x, y] = centre.map((value) => (Math.round((4 * value) / reach) * reach) / 4);
  return { middle: [x, y], reach };
}

const pointsOf = (trail: readonly ViewMessage[]): readonly (readonly number[])[] =>
  trail.flatMap(({ arms }) => arms.map(({ view }) => (view as SurfaceView).point ?? []));

function farthest(points: readonly (readonly number[])[], middle: readonly number[]): number {
  let most = 0;
  for (const point of points)
    point.forEach((value, axis) => {
      if (Number.isFinite(value)) most = Math.max(most, Math.abs(value - middle[axis]));
    });
  return most;
}

const spread = (count: number, [low, high]: readonly [number, number]): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** The map of an extent on a chart whose axes have this size in pixels: equal scales, so that distances are true. */
export function planeMap(
  problem: SurfaceProblem,
  { middle, reach }: Extent,
  width: number,
  height: number,
): PlaneMap {
  const shorter = Math.min(width, height);
  const rangeOf = (axis: 0 | 1, pixels: number): [number, number] => {
    const half = (reach * pixels) / shorter;
    return [middle[axis] - half, middle[axis] + half];
  };
  const [xRange, yRange] = [rangeOf(0, width), rangeOf(1, height)];
  const samples = (pixels: number) => Math.min(4 * GRID, Math.round((GRID * pixels) / shorter));
  const [x, y] = [spread(samples(width), xRange), spread(samples(height), yRange)];
  const grid = Float64Array.from(y.flatMap((b) => x.flatMap((a) => [a, b])));
  const values = surfaceValues(problem, grid);
  const shares = sharesBelow(values);
  const rows = <T>(of: (index: number) => T) => y.map((_, row) => x.map((_, i) => of(row * x.length + i)));
  return {
    xRange,
    yRange,
    x,
    y,
    levels: rows((i) => shares[i]),
    arrows: arrowsOf(problem, xRange, yRange, width, height),
  };
}

/** Of each value the share of all that are less; null where it is no finite number. */
export function sharesBelow(values: Float64Array): readonly (number | null)[] {
  const sorted = values.filter(Number.isFinite).sort();
  const last = Math.max(1, sorted.length - 1);
  return Array.from(values, (value) => (Number.isFinite(value) ? firstAtLeast(sorted, value) / last : null));
}

/** Index of the first of ascending values that is not less. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const between = (low + high) >> 1;
    if (sorted[between] < value) low = between + 1;
    else high = between;
  }
  return low;
}

/** Arrows on an even grid; of the steepest the length is 0.8 of the spacing, of the others less by their rank. */
function arrowsOf(
  problem: SurfaceProblem,
  xRange: readonly [number, number],
  yRange: readonly [number, number],
  width: number,
  height: number,
): readonly Arrow[] {
  const places = (pixels: number, [low, high]: readonly [number, number]) => {
    const count = Math.max(2, Math.floor(pixels / SPACING));
    const step = (high - low) / count;
    return Array.from({ length: count }, (_, i) => low + (i + 0.5) * step);
  };
  const xs = places(width, xRange);
  const points = places(height, yRange).flatMap((y) => xs.map((x): [number, number] => [x, y]));
  const { slopes } = sampleSurface(problem, Float64Array.from(points.flat()));
  const norms = Float64Array.from(points, (_, i) => Math.hypot(slopes[2 * i], slopes[2 * i + 1]));
  const ranks = sharesBelow(norms);
  const spacing = (SPACING * (xRange[1] - xRange[0])) / width;
  return points.flatMap(([x, y], i) => {
    const rank = ranks[i];
    if (rank === null || norms[i] === 0) return [];
    const half = (spacing * (0.25 + 0.55 * rank)) / 2 / norms[i];
    const [dx, dy] = [-half * slopes[2 * i], -half * slopes[2 * i + 1]];
    return [{ from: [x - dx, y - dy], to: [x + dx, y + dy] } as const];
  });
}
