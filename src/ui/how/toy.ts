/** Small models behind the figures, in double precision. */
import { normal, prngKey } from '../../core/prng';

export interface SharesOptions {
  /** K, weights of the layer. */
  readonly size: number;
  /** Largest |g| of the layer; the others fall evenly towards 0. */
  readonly largest: number;
  readonly temperature: number;
  /** A and B, B <= A. */
  readonly upper: number;
  readonly lower: number;
  readonly invert: boolean;
}

export interface Shares {
  /** |g| per weight, largest first. */
  readonly magnitude: readonly number[];
  /** Softmax of |g| / temperature, equation 3. */
  readonly raw: readonly number[];
  /** After clipping, equation 11. */
  readonly sigma: readonly number[];
  /** Share of the hand-designed proposal, after inversion (equation 7). */
  readonly hand: readonly number[];
}

/** Magnitudes of a toy layer and what HUB makes of them. */
export function toyShares({ size, largest, temperature, upper, lower, invert }: SharesOptions): Shares {
  const magnitude = Array.from({ length: size }, (_, i) => (largest * (size - i)) / size);
  const raised = magnitude.map((g) => Math.exp((g - largest) / temperature));
  const sum = raised.reduce((all, value) => all + value, 0);
  const raw = raised.map((value) => value / sum);
  const sigma = raw.map((value) => Math.min(upper, Math.max(lower, value)));
  return { magnitude, raw, sigma, hand: sigma.map((value) => (invert ? 1 - value : value)) };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  /** Standard deviation of the gradient's noise; its mean is `size`. */
  readonly noise: number;
  readonly size: number;
  readonly steps: number;
}

/** Gradients with noise, and Adam's step for them in units of the learning rate (epsilon 1e-8). */
export function toyAdam({ beta1, beta2, noise, size, steps }: AdamOptions): {
  readonly gradient: readonly number[];
  readonly step: readonly number[];
} {
  const draws = normal(prngKey(7), steps);
  const gradient = Array.from(draws, (draw) => size * (1 + noise * draw));
  let [m, v] = [0, 0];
  const step = gradient.map((g, index) => {
    const t = index + 1;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    return m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
  });
  return { gradient, step };
}
