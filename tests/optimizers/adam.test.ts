import { expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam';
import { runPortable } from '../helpers/portableOptimizer';

// alpha 0.1, beta1 1/2, beta2 3/4, epsilon 1/2 (large, so that its place shows), gradients 2 and -5.
//
// t = 1: m = 1, v = 1; m^ = 1 / (1/2) = 2, v^ = 1 / (1/4) = 4; U = -0.1 * 2 / (2 + 1/2) = -0.08
//        (epsilon inside the root would give -0.1 * 2 / sqrt(4.5) = -0.0943)
// t = 2: m = 1/2 - 5/2 = -2, v = 3/4 + 25/4 = 7; m^ = -2 / (3/4) = -8/3, v^ = 7 / (7/16) = 16;
//        U = 0.1 * (8/3) / (4 + 1/2) = 8/135
const byHand = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5 };

test('two steps equal the derivation by hand', () => {
  const run = runPortable(adam, byHand, [3]);
  // Learning rate, quotients and product each round by up to 6e-8 of 0.08; seven digits allow ten such roundings.
  expect(run.step([2])[0]).toBeCloseTo(-0.08, 7);
  expect(run.state()).toEqual({ mu: Float32Array.of(1), nu: Float32Array.of(1) });
  expect(run.step([-5])[0]).toBeCloseTo(8 / 135, 7);
  expect(run.state()).toEqual({ mu: Float32Array.of(-2), nu: Float32Array.of(7) });
  run.dispose();
});

test('the first step is the learning rate against the sign of the gradient, whatever its size', () => {
  const run = runPortable(adam, { learningRate: 0.01 }, [0, 0, 0, 0]);
  const update = run.step([1e-3, -1, 30, -1e6]);
  // epsilon / |g| = 1e-5 of the step at the smallest gradient, else roundings.
  update.forEach((u, i) => {
    expect(Math.abs(u - [-0.01, 0.01, -0.01, 0.01][i])).toBeLessThanOrEqual(1.1e-7);
  });
  run.dispose();
});

test('a gradient that is always zero gives no step and no NaN, even with the smallest epsilon', () => {
  const run = runPortable(adam, { epsilon: 1e-12 }, [1, 2]);
  for (let t = 0; t < 3; t++) expect(run.step([0, 0]).every((u) => u === 0)).toBe(true);
  run.dispose();
});

test('lanes do not see each other', () => {
  const both = runPortable(adam, {}, [1, 2, 3, 4], { lanes: 2 });
  const alone = runPortable(adam, {}, [3, 4]);
  for (const scale of [1, -3, 0.5]) {
    const together = both.step([1e20 * scale, 5, 0.1 * scale, -2]);
    expect(together.subarray(2)).toEqual(alone.step([0.1 * scale, -2]));
  }
  both.dispose();
  alone.dispose();
});

test('a learning rate changed within a run applies to the next step and leaves the moments alone', () => {
  const changed = runPortable(adam, { learningRate: 0.1 }, [0]);
  const plain = runPortable(adam, { learningRate: 0.1 }, [0]);
  expect(changed.step([1])).toEqual(plain.step([1]));
  changed.set({ learningRate: 0.2 });
  expect(changed.step([-2])[0]).toBe(Math.fround(2 * plain.step([-2])[0]));
  expect(changed.state()).toEqual(plain.state());
  changed.dispose();
  plain.dispose();
});

test('a step decay halves the step at its period', () => {
  const decayed = runPortable(adam, { schedule: 'step', gamma: 0.5, period: 2 }, [0]);
  const plain = runPortable(adam, {}, [0]);
  const ratios = [1, 2, 3, 4, 5].map((g) => decayed.step([g])[0] / plain.step([g])[0]);
  expect(ratios).toEqual([1, 1, 0.5, 0.5, 0.25]);
  decayed.dispose();
  plain.dispose();
});
