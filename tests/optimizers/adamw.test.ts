import { expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam';
import { adamw } from '../../src/optimizers/adamw';
import { runPortable } from '../helpers/portableOptimizer';

// As in adam.test.ts (Adam's part: -0.08, then 8/135) with lambda 1/2 and theta 3:
// t = 1: U = -0.08 - 0.1 * 1/2 * 3 = -0.23, theta = 2.77
// t = 2: U = 8/135 - 0.1 * 1/2 * 2.77 = 8/135 - 0.1385
const byHand = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5, weightDecay: 0.5 };

test('two steps equal the derivation by hand', () => {
  const run = runPortable(adamw, byHand, [3]);
  // Each operation rounds by up to 6e-8 of its value: 1.4e-8 of 0.23, 1.7e-7 of 2.77.
  expect(run.step([2])[0]).toBeCloseTo(-0.23, 7);
  expect(run.params()[0]).toBeCloseTo(2.77, 6);
  expect(run.step([-5])[0]).toBeCloseTo(8 / 135 - 0.1385, 7);
  run.dispose();
});

test('the decay stays out of the moments', () => {
  const decayed = runPortable(adamw, { weightDecay: 0.3 }, [5, -7]);
  const plain = runPortable(adam, {}, [5, -7]);
  for (const g of [1, -2, 3]) {
    decayed.step([g, -g]);
    plain.step([g, -g]);
  }
  expect(decayed.state()).toEqual(plain.state());
  decayed.dispose();
  plain.dispose();
});

test('without decay it is Adam, bit for bit', () => {
  const options = { learningRate: 0.02 };
  const without = runPortable(adamw, { ...options, weightDecay: 0 }, [5, -7]);
  const plain = runPortable(adam, options, [5, -7]);
  for (const g of [1, -2, 3]) expect(without.step([g, 4])).toEqual(plain.step([g, 4]));
  without.dispose();
  plain.dispose();
});

test('the schedule scales the decay too', () => {
  const run = runPortable(
    adamw,
    { learningRate: 0.1, weightDecay: 0.5, schedule: 'step', gamma: 0.5, period: 1 },
    [8],
  );
  // No gradient: U = -alpha s_t lambda theta = -0.4, then -0.025 * 7.6.
  expect(run.step([0])[0]).toBeCloseTo(-0.4, 7);
  expect(run.step([0])[0]).toBeCloseTo(-0.19, 7);
  run.dispose();
});
