/** Roads of random curvature, put together of pieces along which the curvature changes evenly (clothoids). */
import { foldIn, type PrngKey, uniform } from '../../core/prng';

/** Metres between two points of a centre line. */
export const SPACING = 0.5;
/** Points of a centre line: 75 m. */
const POINTS = 151;
/** Length of a piece, metres. */
const PIECE = [8, 20] as const;
/** Curvature at most, per metre: a radius of 20 m. */
const SHARPEST = 0.05;
/** One piece in so many ends straight. */
const STRAIGHT = 0.25;

/** A place and a direction: metres ahead and to the left of where the road begins, and the direction's two parts. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly cosine: number;
  readonly sine: number;
}

/** Poses along a centre line, `SPACING` apart. */
export type Road = readonly Pose[];

/**
 * A pose after `metres` of a circle of that curvature (per metre, positive to the left), by a Cayley turn: no function but the four
 * basic ones, so it is the same on every machine. The angle is curvature times metres up to its cube over 12.
 */
export function advanced({ x, y, cosine, sine }: Pose, curvature: number, metres: number): Pose {
  const q = (curvature * metres) / 2;
  const scale = 1 / (1 + q * q);
  const [c, s] = [(1 - q * q) * scale, 2 * q * scale];
  const turned = { cosine: c * cosine - s * sine, sine: s * cosine + c * sine };
  // The chord of a circle has the mean direction of its ends.
  return {
    x: x + (metres / 2) * (cosine + turned.cosine),
    y: y + (metres / 2) * (sine + turned.sine),
    ...turned,
  };
}

export const ORIGIN: Pose = { x: 0, y: 0, cosine: 1, sine: 0 };

/** The road of a key. */
export function roadOf(key: PrngKey): Road {
  const curvature = curvatures(key);
  const road = [ORIGIN];
  for (let i = 1; i < POINTS; i++) road.push(advanced(road[i - 1], curvature[i - 1], SPACING));
  return road;
}

/** At every point, per metre. */
function curvatures(key: PrngKey): Float64Array {
  const result = new Float64Array(POINTS);
  const bends = uniform(foldIn(key, 0), POINTS, -SHARPEST, SHARPEST);
  const straight = uniform(foldIn(key, 1), POINTS);
  const lengths = uniform(foldIn(key, 2), POINTS, ...PIECE);
  const end = (piece: number) => (straight[piece] < STRAIGHT ? 0 : bends[piece]);
  for (let piece = 0, begin = 0, i = 0; i < POINTS; piece++) {
    const [from, to] = [end(piece), end(piece + 1)];
    for (; i < POINTS && i * SPACING < begin + lengths[piece]; i++) {
      result[i] = from + ((to - from) * (i * SPACING - begin)) / lengths[piece];
    }
    begin += lengths[piece];
  }
  return result;
}
