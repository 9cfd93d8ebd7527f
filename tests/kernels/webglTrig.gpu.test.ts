/** Sine and cosine of the WebGL backend, which stands in where there is no WebGPU. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { prngKey } from '../../src/core/prng';
import { startTfBackend } from '../../src/kernels/interop';
import { createPathological } from '../../src/tasks/pathological';
import { type Floats, farPoints, trigonometricPoints, worst } from '../helpers/trigonometry';

beforeAll(() => startTfBackend(tf, 'webgl'));

const values = async (op: (x: tf.Tensor) => tf.Tensor, points: Floats): Promise<Floats> => {
  const result = tf.tidy(() => op(tf.tensor1d(points)));
  const data = (await result.data()) as Floats;
  result.dispose();
  return data;
};

test.each([
  ['2^24', () => trigonometricPoints(2 ** 24)],
  ['the largest float', farPoints],
])('sine and cosine are within 1.2e-7 up to %s', async (_, make) => {
  const points = make();
  expect(worst(points, await values(tf.sin, points), Math.sin).error).toBeLessThanOrEqual(1.2e-7);
  expect(worst(points, await values(tf.cos, points), Math.cos).error).toBeLessThanOrEqual(1.2e-7);
});

test('what is not finite has no sine, and the sine of a small number is near it', async () => {
  const points = Float32Array.of(Number.NaN, Infinity, -Infinity, 0, 1e-30, -1e-3);
  const sine = await values(tf.sin, points);
  expect([...sine.subarray(0, 3)].every(Number.isNaN)).toBe(true);
  for (const i of [3, 4, 5]) expect(sine[i] / Math.sin(points[i]) || 1).toBeCloseTo(1, 6);
});

test('a loss of 20,000 dimensions is right', async () => {
  const task = createPathological({ dim: 20_000, lambda: 0.01, startNorm: 5 });
  const lanes = [0, 1, 2].map((seed) => task.init(prngKey(seed)));
  const params = tf.tensor2d(Float32Array.from(lanes.flatMap((lane) => [...lane])), [3, 20_000]);
  const { loss } = task.portable(tf).lossAndGrads(params, []);
  const found = await loss.data();
  lanes.forEach((lane, i) => {
    const expected = task.referenceLoss(lane, prngKey(0));
    expect(Math.abs(found[i] / expected - 1)).toBeLessThan(1e-6);
  });
});
