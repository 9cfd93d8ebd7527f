/**
 * Persistent Evolution Strategies: an unbiased estimate of the gradient of a long unroll's loss from short
 * truncations.
 *
 * Source: Vicol, Metz & Sohl-Dickstein 2021, arXiv:2112.13835, Algorithm 2 and eq. 11, with antithetic pairs.
 * Every pair keeps the sum of its perturbations since its unroll began; a truncation's loss is credited to
 * that sum, for all of them shaped the state it started from. With a sum that is reset at every truncation
 * it is plain ES (unbiased only where an unroll is one truncation).
 */
import { normal, type PrngKey } from '../core/prng';

export interface PesOptions {
  /** Perturbed numbers. */
  readonly dims: number;
  /** Antithetic pairs. */
  readonly pairs: number;
  /** Standard deviation of a perturbation, > 0, units of the parameters. */
  readonly sigma: number;
  /**
   * Largest norm of one pair's contribution; default: any. It grows with the root of the truncations gone
   * by and with the spread of late, chaotic losses, so that without a limit the pairs late in long unrolls
   * outweigh the early ones by a hundredfold. A limit gives up being unbiased there.
   */
  readonly pairNorm?: number;
  /** `es` forgets the perturbations of earlier truncations. */
  readonly estimator: 'pes' | 'es';
}

export class Pes {
  readonly options: PesOptions;
  /** Sum of perturbations since each pair's unroll began, `[pairs, dims]`. */
  readonly accumulated: Float32Array<ArrayBuffer>;
  #perturbations: Float32Array<ArrayBuffer>;

  constructor(options: PesOptions, accumulated?: Float32Array) {
    const length = options.pairs * options.dims;
    if (accumulated && accumulated.length !== length) {
      throw new Error(`expected ${length} accumulated perturbations, got ${accumulated.length}`);
    }
    this.options = options;
    this.accumulated = Float32Array.from(accumulated ?? new Float32Array(length));
    this.#perturbations = new Float32Array(length);
  }

  /** Draws this truncation's perturbations, `[pairs, dims]`: pair `i` runs at params + e_i and params - e_i. */
  perturb(key: PrngKey): Float32Array<ArrayBuffer> {
    const { pairs, dims, sigma, estimator } = this.options;
    if (estimator === 'es') this.accumulated.fill(0);
    const draws = normal(key, pairs * dims);
    for (let i = 0; i < draws.length; i++) {
      draws[i] *= sigma;
      this.accumulated[i] += draws[i];
    }
    this.#perturbations = draws;
    return this.#perturbations;
  }

  /**
   * The gradient estimate, `[dims]`: mean over the pairs of sum_of_perturbations (L+ - L-) / (2 sigma^2).
   * `ended[i]` tells that pair `i` begins a new unroll with the next truncation.
   */
  gradient(
    plus: ArrayLike<number>,
    minus: ArrayLike<number>,
    ended: readonly boolean[],
  ): Float64Array<ArrayBuffer> {
    const { pairs, dims, sigma, pairNorm = Infinity } = this.options;
    const gradient = new Float64Array(dims);
    for (let pair = 0; pair < pairs; pair++) {
      const sum = this.accumulated.subarray(pair * dims, (pair + 1) * dims);
      const credit = (plus[pair] - minus[pair]) / (2 * sigma * sigma);
      const norm = Math.abs(credit) * Math.sqrt(sum.reduce((all, value) => all + value * value, 0));
      const weight = (credit * (norm > pairNorm ? pairNorm / norm : 1)) / pairs;
      for (let d = 0; d < dims; d++) gradient[d] += weight * sum[d];
      if (ended[pair]) sum.fill(0);
    }
    return gradient;
  }
}
