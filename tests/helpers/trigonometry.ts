/** Points at which sine and cosine are tried, and how far off they are. */
import { prngKey, uniform } from '../../src/core/prng';

export type Floats = Float32Array<ArrayBuffer>;

/** Float32 neighbours of `x`, three on either side, and itself. */
export function neighbours(x: number): number[] {
  const word = new Int32Array(Float32Array.of(x).buffer)[0];
  return [-3, -2, -1, 0, 1, 2, 3].map((by) => new Float32Array(Int32Array.of(word + by).buffer)[0]);
}

/** Both signs of magnitudes spread evenly in their logarithm. */
export function logUniform(seed: number, count: number, low: number, high: number): number[] {
  const ratio = Math.log(high / low);
  return Array.from(uniform(prngKey(seed), count), (u, i) => (i % 2 ? 1 : -1) * low * Math.exp(u * ratio));
}

/** A grid, random points of every size, the surroundings of multiples of pi/2, and the smallest numbers. */
export function trigonometricPoints(limit: number): Floats {
  const grid = 400_000;
  const quarters = Math.floor(limit / (Math.PI / 4));
  const stride = Math.max(1, Math.floor(quarters / 20_000));
  const multiples = Array.from(
    { length: Math.floor(quarters / stride) },
    (_, i) => (1 + i * stride) * (Math.PI / 4),
  );
  const points = [
    [0, -0, 1e-45, -1e-45, 1.17549435e-38, -1.17549435e-38],
    Array.from({ length: grid + 1 }, (_, i) => ((2 * i) / grid - 1) * limit),
    Array.from(uniform(prngKey(1), 200_000, -limit, limit)),
    logUniform(2, 200_000, 1e-30, limit),
    Array.from(uniform(prngKey(3), 100_000, -8, 8)),
    // Where the reduction changes its scale or its method.
    [128, -128, 2 ** 14, -(2 ** 14), 2 ** 17, 1].flatMap(neighbours),
    multiples.flatMap((x) => [...neighbours(x), ...neighbours(-x)]),
  ].flat();
  return Float32Array.from(points).filter((x) => Math.abs(x) <= limit);
}

export interface Worst {
  error: number;
  at: number;
}

export function worst(
  points: Floats,
  values: Floats,
  reference: (x: number) => number,
  scale = (_: number) => 1,
): Worst {
  let found: Worst = { error: 0, at: 0 };
  for (let i = 0; i < points.length; i++) {
    const expected = reference(points[i]);
    const error = Math.abs(values[i] - expected) / scale(expected);
    if (!(error <= found.error)) found = { error, at: points[i] };
  }
  return found;
}

/** From 2^23 up to the largest finite float. */
export function farPoints(): Floats {
  return Float32Array.from([
    ...logUniform(4, 300_000, 2 ** 23, 3.4e38),
    ...Array.from({ length: 104 }, (_, e) => neighbours(2 ** (e + 23))).flat(),
    3.4028234663852886e38,
    -3.4028234663852886e38,
    16367173 * 2 ** 72, // of all float32 the nearest to a multiple of pi/2 (Muller, Elementary Functions)
  ]);
}
