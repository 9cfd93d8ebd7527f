import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { foldIn, prngKey } from '../../src/core/prng';
import { createLtc, ltcInput } from '../../src/tasks/ltc/model';
import { ltcForward, ltcGradient } from '../../src/tasks/ltc/reference';
import {
  deadEntries,
  goldenCases,
  gradientErrors,
  largestError,
  randomParams,
  randomProblem,
  worstOf,
} from './ltcCases';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Lanes as rows. */
const stack = (lanes: readonly ArrayLike<number>[]) =>
  tf.tensor2d(
    lanes.flatMap((lane) => Array.from(lane)),
    [lanes.length, lanes[0].length],
  );

test.each(goldenCases)('case $name: output, states, loss and gradient are the library’s', (entry) => {
  const { problem, params } = entry;
  const portable = createLtc(problem).portable(tf);
  const lanes = stack([params]);
  const { output, states } = portable.forward(lanes);
  // The library's own float32 is off by 3.2e-7 in the output and 3.4e-6 in the gradient.
  expect(largestError(states.dataSync(), entry.states)).toBeLessThan(1e-5);
  expect(largestError(output.dataSync(), entry.output)).toBeLessThan(1e-5);
  const { loss, grads } = portable.lossAndGrads(lanes, [prngKey(0)]);
  expect(Math.abs(loss.dataSync()[0] - entry.loss)).toBeLessThan(1e-6);
  expect(worstOf(gradientErrors(problem, grads.dataSync(), entry.grads))).toBeLessThan(1e-5);
});

test('every lane has the loss and gradient it has alone, whatever its neighbours hold', () => {
  const problem = randomProblem({ units: 8, batch: 2, outputs: 2 });
  const portable = createLtc(problem).portable(tf);
  const [a, b] = [randomParams(problem, 1), randomParams(problem, 2)];
  const nan = a.map(() => Number.NaN);
  const keys = [prngKey(0), prngKey(1), prngKey(2)];
  const { loss, grads } = portable.lossAndGrads(stack([a, nan, b]), keys);
  const alone = portable.lossAndGrads(stack([b]), keys.slice(2));
  expect(loss.shape).toEqual([3]);
  expect(loss.dataSync()[1]).toBeNaN();
  expect(loss.dataSync()[2]).toBe(alone.loss.dataSync()[0]);
  expect(tf.slice(grads, [2, 0], [1, -1]).dataSync()).toEqual(alone.grads.dataSync());
});

test('entries without a synapse get a gradient of exactly 0', () => {
  const { problem, params } = goldenCases[0];
  const grads = createLtc(problem)
    .portable(tf)
    .lossAndGrads(stack([params]), [prngKey(0)])
    .grads.dataSync();
  expect(deadEntries(problem).every((index) => grads[index] === 0)).toBe(true);
});

test('with noise the gradient is that of the noisy sequence, and the metric the loss of the clean one', () => {
  const problem = randomProblem({ units: 8, noise: 0.3, batch: 2 });
  const task = createLtc(problem);
  const params = randomParams(problem, 4);
  const keys = [foldIn(prngKey(1), 0), foldIn(prngKey(1), 1)];
  const { loss, grads, metric } = task.portable(tf).lossAndGrads(stack([params, params]), keys);
  keys.forEach((key, lane) => {
    // float32 against float64: 1e-6 relative at these sizes.
    expect(loss.dataSync()[lane]).toBeCloseTo(task.referenceLoss(params, key), 5);
    expect(metric!.dataSync()[lane]).toBeCloseTo(ltcForward(problem, params).loss, 5);
    const expected = ltcGradient(problem, params, ltcInput(problem, key));
    const actual = tf.slice(grads, [lane, 0], [1, -1]).dataSync();
    expect(worstOf(gradientErrors(problem, actual, expected))).toBeLessThan(1e-4);
  });
  const [first, second] = loss.dataSync();
  expect(first).not.toBe(second);
});

test('a step leaves its results behind and nothing else, and a disposed loss leaves nothing', () => {
  const problem = randomProblem({ units: 4, time: 4, noise: 0.1 });
  const before = tf.memory().numTensors;
  const portable = createLtc(problem).portable(tf);
  const lanes = stack([randomParams(problem, 0)]);
  const held = tf.memory().numTensors;
  const results = portable.lossAndGrads(lanes, [prngKey(0)]);
  expect(tf.memory().numTensors - held).toBe(3); // loss, gradient and, with noise, the metric
  tf.dispose([results.loss, results.grads, results.metric!, lanes]);
  portable.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
