/**
 * The outer optimizer: Adam on gradients clipped by their norm, with a cosine decay of the learning rate.
 *
 * Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1 (epsilon outside the root); the schedule as in
 * Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5, without restarts. Double precision on the CPU.
 */

export interface OuterAdamOptions {
  /** At the start, > 0. */
  readonly learningRate: number;
  /** Share of the learning rate left at the end. */
  readonly finalShare: number;
  /** Planned number of updates. */
  readonly steps: number;
  /** Largest norm of a gradient. */
  readonly clipNorm: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export class OuterAdam {
  readonly options: OuterAdamOptions;
  readonly mu: Float64Array<ArrayBuffer>;
  readonly nu: Float64Array<ArrayBuffer>;

  constructor(options: OuterAdamOptions, dims: number, mu?: Float64Array, nu?: Float64Array) {
    this.options = options;
    this.mu = Float64Array.from(mu ?? new Float64Array(dims));
    this.nu = Float64Array.from(nu ?? new Float64Array(dims));
  }

  /** Moves `params` in place by update `step` (from 0); returns the gradient's norm before clipping. */
  update(params: Float64Array, gradient: Float64Array, step: number): number {
    const norm = Math.hypot(...gradient);
    const shrink = norm > this.options.clipNorm ? this.options.clipNorm / norm : 1;
    const rate = this.learningRate(step) / (1 - BETA1 ** (step + 1));
    const correction = 1 - BETA2 ** (step + 1);
    for (let i = 0; i < params.length; i++) {
      const g = gradient[i] * shrink;
      this.mu[i] = BETA1 * this.mu[i] + (1 - BETA1) * g;
      this.nu[i] = BETA2 * this.nu[i] + (1 - BETA2) * g * g;
      params[i] -= (rate * this.mu[i]) / (Math.sqrt(this.nu[i] / correction) + EPSILON);
    }
    return norm;
  }

  learningRate(step: number): number {
    const { learningRate, finalShare, steps } = this.options;
    const progress = Math.min(1, step / steps);
    return learningRate * (finalShare + ((1 - finalShare) * (1 + Math.cos(Math.PI * progress))) / 2);
  }
}
