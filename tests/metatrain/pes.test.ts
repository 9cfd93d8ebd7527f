import { describe, expect, test } from 'vitest';
import { foldIn, prngKey } from '../../src/core/prng';
import { Pes } from '../../src/metatrain/pes';

/** Mean of estimates and its standard error, per coordinate. */
function meanAndError(samples: readonly Float64Array[]): { mean: number[]; error: number[] } {
  const dims = samples[0].length;
  const mean = Array.from(
    { length: dims },
    (_, d) => samples.reduce((sum, s) => sum + s[d], 0) / samples.length,
  );
  const error = mean.map((m, d) => {
    const squares = samples.reduce((sum, s) => sum + (s[d] - m) ** 2, 0);
    return Math.sqrt(squares / (samples.length - 1) / samples.length);
  });
  return { mean, error };
}

describe('one truncation', () => {
  /** Smooth, not even around `at`; its gradient by central differences of step 1e-5 is exact to 1e-9. */
  const loss = ([x, y, z]: readonly number[]) => Math.sin(x) * y + Math.exp(0.5 * z) + 0.3 * x * z;
  const at = [0.4, -1.2, 0.7];
  const byDifferences = at.map((_, d) => {
    const moved = (by: number) => at.map((value, k) => (k === d ? value + by : value));
    return (loss(moved(1e-5)) - loss(moved(-1e-5))) / 2e-5;
  });

  test('estimates the gradient that finite differences give', () => {
    const pairs = 400;
    const estimates = Array.from({ length: 60 }, (_, repeat) => {
      const pes = new Pes({ dims: 3, pairs, sigma: 0.01, estimator: 'pes' });
      const e = pes.perturb(foldIn(prngKey(1), repeat));
      const at0 = (pair: number, sign: number) => loss(at.map((value, d) => value + sign * e[3 * pair + d]));
      const side = (sign: number) => Array.from({ length: pairs }, (_, pair) => at0(pair, sign));
      return pes.gradient(side(1), side(-1), new Array(pairs).fill(true));
    });
    const { mean, error } = meanAndError(estimates);
    // Five standard errors: chance of a failure 6e-7 per coordinate. The smoothing's own bias is of order
    // sigma^2 times third derivatives, 1e-4, and an error must be small enough to mean something.
    mean.forEach((value, d) => {
      expect(Math.abs(value - byDifferences[d])).toBeLessThan(5 * error[d] + 1e-4);
      expect(error[d]).toBeLessThan(0.02);
    });
  });
});

/**
 * A linear system whose long-run effect of theta has the opposite sign of its short-run effect, in the
 * manner of influence balancing (arXiv:2112.13835, section 5.1): x' = A x + (up, ..., down, ...) theta, loss x_0.
 */
describe('many truncations of a linear system', () => {
  const n = 8;
  const [steps, truncation] = [40, 4];
  const input = Array.from({ length: n }, (_, i) => (i < 2 ? 1 : -1));
  const next = (x: Float64Array, theta: number) =>
    x.map((value, i) => 0.5 * value + 0.5 * (x[i + 1] ?? 0) + input[i] * theta);
  /** Mean of x_0 over the truncation, and the state after it. */
  const run = (start: Float64Array, theta: number): [number, Float64Array] => {
    let x = start;
    let sum = 0;
    for (let t = 0; t < truncation; t++) {
      x = next(x, theta);
      sum += x[0];
    }
    return [sum / truncation, x];
  };
  /** The losses are linear in theta, so the gradient is their value at theta = 1 from state 0. */
  const gradients = (() => {
    let x = new Float64Array(n);
    return Array.from({ length: steps / truncation }, () => {
      let loss: number;
      [loss, x] = run(x, 1) as [number, Float64Array<ArrayBuffer>];
      return loss;
    });
  })();
  const exact = gradients.reduce((sum, g) => sum + g, 0);

  /** Sum of the estimates over one whole unroll of all pairs. */
  function estimate(estimator: 'pes' | 'es', repeat: number): Float64Array {
    const pairs = 50;
    const pes = new Pes({ dims: 1, pairs, sigma: 0.1, estimator });
    const total = new Float64Array(1);
    const states = Array.from({ length: 2 * pairs }, () => new Float64Array(n));
    for (let k = 0; k * truncation < steps; k++) {
      const e = pes.perturb(foldIn(foldIn(prngKey(7), repeat), k));
      const losses = states.map((state, lane) => {
        const [loss, after] = run(state, 0.3 + (lane % 2 === 0 ? 1 : -1) * e[lane >> 1]);
        states[lane] = after as Float64Array<ArrayBuffer>;
        return loss;
      });
      const side = (sign: 0 | 1) => losses.filter((_, lane) => lane % 2 === sign);
      total[0] += pes.gradient(side(0), side(1), new Array(pairs).fill((k + 1) * truncation === steps))[0];
    }
    return total;
  }

  test('PES is unbiased: the estimates of all truncations add up to the whole gradient', () => {
    const { mean, error } = meanAndError(Array.from({ length: 400 }, (_, repeat) => estimate('pes', repeat)));
    // Five standard errors, see above; the bound below makes them a small part of the gradient.
    expect(Math.abs(mean[0] - exact)).toBeLessThan(5 * error[0]);
    expect(5 * error[0]).toBeLessThan(0.2 * Math.abs(exact));
  });

  test('ES forgets what happened before a truncation, and here even gets the sign wrong', () => {
    const { mean, error } = meanAndError(Array.from({ length: 100 }, (_, repeat) => estimate('es', repeat)));
    expect(exact).toBeLessThan(0);
    expect(mean[0] - 5 * error[0]).toBeGreaterThan(0);
  });

  test('with a limit, a pair that contributes more is shortened to it', () => {
    const pes = new Pes({ dims: 1, pairs: 2, sigma: 2, estimator: 'pes', pairNorm: 0.5 });
    const [first, second] = pes.perturb(prngKey(4));
    const [estimate] = pes.gradient([70, 0.1], [10, 0.3], [true, true]);
    // e (L+ - L-) / (2 sigma^2) of each: the first is cut to 0.5, the second is small and stays.
    expect(Math.abs((first * 60) / 8)).toBeGreaterThan(0.5);
    expect(estimate).toBeCloseTo((0.5 * Math.sign(first) - (0.2 * second) / 8) / 2, 6);
  });

  test('a pair whose unroll ended forgets its perturbations, the others keep theirs', () => {
    const pes = new Pes({ dims: 2, pairs: 2, sigma: 1, estimator: 'pes' });
    pes.perturb(prngKey(1));
    const kept = pes.accumulated.slice(2);
    pes.gradient([0, 0], [0, 0], [true, false]);
    expect([...pes.accumulated]).toEqual([0, 0, ...kept]);
  });
});
