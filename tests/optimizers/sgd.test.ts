import { expect, test } from 'vitest';
import { sgd } from '../../src/optimizers/sgd';
import { runPortable } from '../helpers/portableOptimizer';

// alpha 0.1, momentum 1/2, gradients 2 and -3.
// t = 1: b = 2;           classical U = -0.2;  Nesterov U = -0.1 * (2 + 1/2 * 2) = -0.3
// t = 2: b = 1 - 3 = -2;  classical U = 0.2;   Nesterov U = -0.1 * (-3 + 1/2 * -2) = 0.4
test.each([
  ['classical', false, [-0.2, 0.2]],
  ['Nesterov', true, [-0.3, 0.4]],
] as const)('two steps with %s momentum equal the derivation by hand', (_, nesterov, expected) => {
  const run = runPortable(sgd, { learningRate: 0.1, momentum: 0.5, nesterov }, [3]);
  // Learning rate and product round by up to 6e-8 of 0.4 each: 4.8e-8 in all.
  expect(run.step([2])[0]).toBeCloseTo(expected[0], 7);
  expect(run.step([-3])[0]).toBeCloseTo(expected[1], 7);
  expect(run.state()).toEqual({ trace: Float32Array.of(-2) });
  run.dispose();
});

test.each([false, true])('without momentum the step is the gradient alone (Nesterov: %s)', (nesterov) => {
  const run = runPortable(sgd, { learningRate: 0.25, momentum: 0, nesterov }, [0, 0]);
  expect(Array.from(run.step([4, -8]))).toEqual([-1, 2]);
  expect(Array.from(run.step([1, 0]))).toEqual([-0.25, -0]);
  run.dispose();
});
