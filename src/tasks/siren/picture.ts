/**
 * The built-in picture: a low sun over mountains and a rippled lake. It has structure at every scale a
 * network of sines meets in turn: slow gradients of sky and haze, the smooth rim of the sun, jagged ridges,
 * and ripples near the finest the grid can hold.
 */
import type { GridData } from '../types';

const HORIZON = 0.62;
const SUN = { x: 0.64, y: 0.34, radius: 0.13 };
const SUBSAMPLES = 4;

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
const clamp = (x: number): number => Math.min(1, Math.max(0, x));

/** Height of a ridge of mountains at `x`: a sum of triangle waves, each half as high and twice as fine. */
function ridge(x: number, phase: number, base: number, height: number): number {
  let sum = 0;
  for (let octave = 0, scale = 1; octave < 5; octave++, scale *= 2.1) {
    const turn = x * 1.3 * scale + phase * (octave + 1);
    sum += Math.abs(2 * (turn - Math.floor(turn)) - 1) / scale;
  }
  return base - height * sum;
}

/** Sky, sun and mountains above the horizon; grey in [0, 1]. `y` runs down. */
function land(x: number, y: number): number {
  const fromSun = Math.hypot(x - SUN.x, y - SUN.y);
  let grey = mix(0.3, 0.74, y / HORIZON) + 0.24 * Math.exp(-((fromSun / 0.27) ** 2));
  if (fromSun < SUN.radius) grey = 1;
  if (y > ridge(x, 0.21, 0.63, 0.2)) grey = mix(0.56, 0.44, (y - 0.4) / 0.25);
  if (y > ridge(x, 0.63, 0.7, 0.16)) grey = mix(0.2, 0.3, (y - 0.5) / 0.15);
  return grey;
}

/** Grey in [0, 1] at a point of the unit square. Below the horizon the land is mirrored in moving water. */
export function pictureAt(x: number, y: number): number {
  if (y <= HORIZON) return clamp(land(x, y));
  const depth = (y - HORIZON) / (1 - HORIZON);
  const ripple = Math.sin(2 * Math.PI * (5.5 * Math.log(1 + 4 * depth) + 0.35 * Math.sin(9 * x + 5 * depth)));
  const mirrored = land(x + 0.02 * depth * ripple, HORIZON - 0.95 * (y - HORIZON) * (1 + 0.12 * ripple));
  const glitter = Math.exp(-(((x - SUN.x) / (0.05 + 0.1 * depth)) ** 2)) * clamp(0.5 + ripple);
  return clamp(0.72 * mirrored * (1 - 0.25 * depth) + 0.1 * ripple * (0.4 + depth) + 0.45 * glitter);
}

/** The picture on an `n` x `n` grid in 8 bits, each sample the mean over its square. */
export function pictureImage(n = 64): GridData {
  const values = new Float32Array(n * n);
  for (let row = 0, i = 0; row < n; row++) {
    for (let column = 0; column < n; column++, i++) {
      let sum = 0;
      for (let v = 0; v < SUBSAMPLES; v++) {
        for (let u = 0; u < SUBSAMPLES; u++) {
          sum += pictureAt((column + (u + 0.5) / SUBSAMPLES) / n, (row + (v + 0.5) / SUBSAMPLES) / n);
        }
      }
      values[i] = Math.round((255 * sum) / SUBSAMPLES ** 2);
    }
  }
  return { name: 'Lake', hash: '', shape: [n, n], values, peak: 255, dtype: 'uint8', bytes: values.length };
}
