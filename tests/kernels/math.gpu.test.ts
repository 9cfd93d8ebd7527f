import { afterAll, beforeAll, expect, test } from 'vitest';
import { prngKey, uniform } from '../../src/core/prng';
import math from '../../src/kernels/math.wgsl?raw';
import type { GpuRuntime } from '../../src/kernels/runtime';
import { evaluateFloats, evaluateWgsl, testRuntime } from '../helpers/evaluateWgsl';
import {
  type Floats,
  farPoints,
  logUniform,
  neighbours,
  trigonometricPoints,
  type Worst,
  worst,
} from '../helpers/trigonometry';

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = await testRuntime();
});
afterAll(() => runtime.device.destroy());

function report(name: string, { error, at }: Worst): number {
  console.info(`${name}: ${error.toExponential(2)} at ${at}`);
  return error;
}

const sines = (points: Floats) => evaluateFloats(runtime, math, ['sinCos(x).x', 'sinCos(x).y'], points);

test.each([
  ['1e4', 1e4, 1e-6],
  ['1e6', 1e6, 1e-5],
  ['2^24', 2 ** 24, 1e-5],
])('sine and cosine keep their error up to |x| = %s', async (name, limit, required) => {
  const points = trigonometricPoints(limit);
  const [sin, cos] = await sines(points);
  const errors = [
    report(`sin to ${name}, ${points.length} points`, worst(points, sin, Math.sin)),
    report(`cos to ${name}`, worst(points, cos, Math.cos)),
  ];
  expect(Math.max(...errors)).toBeLessThanOrEqual(required);
  // Documented in math.wgsl: the polynomial's 6e-8, the reduction's 5e-9 and the roundings of results below 1.
  expect(Math.max(...errors)).toBeLessThanOrEqual(1.2e-7);
});

test('sine and cosine are right up to the largest finite float', async () => {
  const points = farPoints();
  const [sin, cos] = await sines(points);
  expect(report('sin to 3.4e38', worst(points, sin, Math.sin))).toBeLessThanOrEqual(1.2e-7);
  expect(report('cos to 3.4e38', worst(points, cos, Math.cos))).toBeLessThanOrEqual(1.2e-7);
  expect(
    Math.max(...[sin, cos].map((values) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0))),
  ).toBeLessThanOrEqual(1);
});

test('the sine of small numbers is accurate relative to its size', async () => {
  const points = Float32Array.from([...logUniform(5, 100_000, 1e-37, Math.PI / 4)]);
  const [sin, cos] = await sines(points);
  const relative = worst(points, sin, Math.sin, Math.abs);
  // Two roundings of float32.
  expect(report('sin near 0, relative', relative)).toBeLessThanOrEqual(1.2e-7);
  expect(report('cos near 0', worst(points, cos, Math.cos))).toBeLessThanOrEqual(1.2e-7);
});

test('the sine and cosine of a number that is not finite are not finite', async () => {
  const [sin, cos] = await sines(Float32Array.of(Number.NaN, Infinity, -Infinity));
  expect([...sin, ...cos].every(Number.isNaN)).toBe(true);
});

test('isFiniteBits tells NaN and infinity from numbers by their bits', async () => {
  const words = [
    0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001, 0, 0x80000000, 1, 0x7f7fffff, 0xff7fffff,
  ];
  const body = 'put(0u, select(0u, 1u, isFiniteBits(bitcast<f32>(word))));';
  const finite = await evaluateWgsl(runtime, { source: math, body, outputs: 1 }, Uint32Array.from(words));
  expect(Array.from(finite)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

const curvePoints = () =>
  Float32Array.from([
    ...uniform(prngKey(6), 100_000, -100, 100),
    ...uniform(prngKey(7), 100_000, -2, 2),
    ...logUniform(8, 100_000, 1e-30, 3e38),
    ...neighbours(0.625),
    ...neighbours(-0.625),
    0,
    -0,
    3.4028234663852886e38,
    -3.4028234663852886e38,
  ]);

test('sigmoid, softplus and tanh are finite and accurate over the whole range', async () => {
  const points = curvePoints();
  const [sigmoid, softplus, tanh] = await evaluateFloats(
    runtime,
    math,
    ['sigmoid(x)', 'softplus(x)', 'tanhStable(x)'],
    points,
  );
  const logistic = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
  // exp and the division are the driver's: 3 + 2|x| and 2.5 units, so these bounds are what WGSL leaves, near x = 1.
  expect(report('sigmoid', worst(points, sigmoid, logistic))).toBeLessThanOrEqual(2e-7);
  expect(report('tanhStable', worst(points, tanh, Math.tanh))).toBeLessThanOrEqual(2e-7);
  const rectified = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  // Relative above 1, where one rounding is proportional to the value.
  const size = (y: number) => Math.max(1, y);
  expect(report('softplus', worst(points, softplus, rectified, size))).toBeLessThanOrEqual(5e-7);
});

test('softplus keeps its relative accuracy where it is nearly zero, and tanh near zero', async () => {
  const negative = uniform(prngKey(9), 100_000, -80, 0) as Floats;
  const [softplus] = await evaluateFloats(runtime, math, ['softplus(x)'], negative);
  const reference = (x: number) => Math.log1p(Math.exp(x));
  // exp(-|x|) may be off by (3 + 2|x|) units of 6e-8: 1e-5 at -80.
  expect(
    report(
      'softplus, relative',
      worst(negative, softplus, reference, (y) => y),
    ),
  ).toBeLessThanOrEqual(1e-5);
  const small = Float32Array.from(logUniform(10, 100_000, 1e-30, 1));
  const [tanh] = await evaluateFloats(runtime, math, ['tanhStable(x)'], small);
  expect(report('tanhStable, relative', worst(small, tanh, Math.tanh, Math.abs))).toBeLessThanOrEqual(3e-7);
});

test('the logarithm is accurate over all normal numbers and near 1', async () => {
  const points = Float32Array.from([
    ...logUniform(11, 100_000, 1.2e-38, 3.4e38),
    ...uniform(prngKey(12), 100_000, 0.6, 1.6),
    1,
    1.1754943508222875e-38,
    3.4028234663852886e38,
  ]);
  const [log] = await evaluateFloats(runtime, math, ['logStable(x)'], points);
  // Relative, but for what the argument's own rounding makes of results near 0.
  const size = (y: number) => Math.max(Math.abs(y), 1e-3);
  expect(report('logStable, relative', worst(points, log, Math.log, size))).toBeLessThanOrEqual(5e-7);
});
