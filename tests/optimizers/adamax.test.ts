import { expect, test } from 'vitest';
import { adamax } from '../../src/optimizers/adamax';
import { runPortable } from '../helpers/portableOptimizer';

// alpha 0.1, beta1 1/2, beta2 3/4, epsilon 1/2 (large, so that its place shows), gradients 2, 1 and -4.
//
// t = 1: m = 1, m^ = 2; n = max(0, 2 + 1/2) = 5/2; U = -0.1 * 2 / (5/2) = -0.08
// t = 2: m = 1, m^ = 1 / (3/4) = 4/3; n = max(3/4 * 5/2, 3/2) = 15/8; U = -0.1 * (4/3) / (15/8) = -16/225
//        (epsilon in the denominator: n = max(3/2, 1), U = -0.1 * (4/3) / 2 = -1/15)
// t = 3: m = 1/2 - 2 = -3/2, m^ = -(3/2) / (7/8) = -12/7; n = max(45/32, 9/2) = 9/2; U = 0.1 * (12/7) / (9/2) = 4/105
const byHand = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5 };

test('three steps equal the derivation by hand', () => {
  const run = runPortable(adamax, byHand, [3]);
  // Learning rate, quotients and product each round by up to 6e-8 of 0.08; seven digits allow ten such roundings.
  expect(run.step([2])[0]).toBeCloseTo(-0.08, 7);
  expect(run.step([1])[0]).toBeCloseTo(-16 / 225, 7);
  expect(run.state()).toEqual({ mu: Float32Array.of(1), nu: Float32Array.of(1.875) });
  expect(run.step([-4])[0]).toBeCloseTo(4 / 105, 7);
  run.dispose();
});

test('a gradient that is always zero gives no step and no NaN, even with the smallest epsilon', () => {
  const run = runPortable(adamax, { epsilon: 1e-12 }, [1, 2]);
  for (let t = 0; t < 3; t++) expect(run.step([0, 0]).every((u) => u === 0)).toBe(true);
  run.dispose();
});

test('a constant gradient moves by the learning rate at every step', () => {
  const run = runPortable(adamax, { learningRate: 0.01 }, [0]);
  for (let t = 0; t < 20; t++) {
    // epsilon / |g| is 3e-9; the rest is rounding, 6e-8 of the step per operation.
    expect(Math.abs(run.step([3])[0] + 0.01)).toBeLessThan(1e-8);
  }
  run.dispose();
});
