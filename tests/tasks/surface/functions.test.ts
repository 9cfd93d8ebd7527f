import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/core/errors';
import { optionDefaults } from '../../../src/core/option';
import { foldIn, prngKey, uniform } from '../../../src/core/prng';
import { surface } from '../../../src/tasks/surface';
import { createSurface } from '../../../src/tasks/surface/create';
import { FUNCTION_NAMES, type FunctionName } from '../../../src/tasks/surface/functions';
import {
  type SurfaceProblem,
  type SurfaceSettings,
  sampleSurface,
  surfaceProblem,
} from '../../../src/tasks/surface/problem';

const settings = (changes: Partial<SurfaceSettings>): SurfaceSettings => ({
  ...(optionDefaults(surface.options) as SurfaceSettings),
  ...changes,
});
const problemOf = (name: FunctionName, dim: number) => surfaceProblem(settings({ function: name, dim }));
const random = (seed: number, count: number) =>
  Float64Array.from(uniform(foldIn(prngKey(7), seed), count, -2, 2));

/** As textbooks write them, with loops; the ravine turned by 30 degrees, its condition number 100. */
const textbook: Readonly<Record<FunctionName, (x: readonly number[]) => number>> = {
  rosenbrock: (x) =>
    x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2, 0),
  ravine: (x) => {
    const half = Math.floor(x.length / 2);
    const [cos, sin] = [Math.sqrt(3) / 2, 1 / 2];
    return x.reduce((sum, value, i) => {
      const z =
        i < half ? cos * value + sin * x[i + half] : i < 2 * half ? cos * value - sin * x[i - half] : value;
      return sum + 0.5 * 100 ** (x.length === 1 ? 1 : i / (x.length - 1)) * z * z;
    }, 0);
  },
  saddle: (x) => x.reduce((sum, value, i) => sum + (i < x.length / 2 ? 1 : -1) * value ** 2, 0),
  himmelblau: ([x, y]) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  beale: ([x, y]) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y * y * y) ** 2,
  rastrigin: (x) => x.reduce((sum, value) => sum + 10 + value ** 2 - 10 * Math.cos(2 * Math.PI * value), 0),
  'styblinski-tang': (x) => x.reduce((sum, value) => sum + (value ** 4 - 16 * value ** 2 + 5 * value) / 2, 0),
};

const planar = new Set<FunctionName>(['himmelblau', 'beale']);
const cases = FUNCTION_NAMES.flatMap((name) =>
  (planar.has(name) ? [2] : name === 'rosenbrock' || name === 'saddle' ? [2, 3, 17] : [1, 2, 3, 17]).map(
    (dim) => ({ name, dim }),
  ),
);

describe.each(cases)('$name in $dim dimensions', ({ name, dim }) => {
  const problem = problemOf(name, dim);
  const points = random(dim, 20 * dim);

  test('has the values of the textbook', () => {
    const { values } = sampleSurface(problem, points);
    values.forEach((value, i) => {
      const expected = textbook[name]([...points.subarray(i * dim, (i + 1) * dim)]);
      expect(Math.abs(value - expected)).toBeLessThan(1e-11 * (1 + Math.abs(expected)));
    });
  });

  test('has the slope of central differences, in every coordinate', () => {
    const { slopes } = sampleSurface(problem, points);
    const h = 1e-5;
    for (let i = 0; i < points.length; i++) {
      const at = (offset: number) => sampleSurface(problem, points.with(i, points[i] + offset)).values;
      const row = Math.floor(i / dim);
      const slope = (at(h)[row] - at(-h)[row]) / (2 * h);
      // h^2 / 6 times third derivatives of up to a few thousand.
      expect(Math.abs(slopes[i] - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    }
  });

  test('is level at its known minima, and nowhere near is it lower', () => {
    for (const minimum of problem.minima) {
      const at = Float64Array.from({ length: dim }, (_, i) => minimum[i % minimum.length]);
      const { values, slopes } = sampleSurface(problem, at);
      // The coordinates have some 16 digits, and curvatures go up to a thousand.
      expect(Math.hypot(...slopes)).toBeLessThan(1e-10);
      const near = random(99, 50 * dim).map((offset, i) => at[i % dim] + 0.01 * offset);
      expect(Math.min(...sampleSurface(problem, near).values)).toBeGreaterThan(values[0] - 1e-12);
    }
  });
});

test('minima have the values that are published', () => {
  const lowest = ({ dim, minima, ...rest }: SurfaceProblem) =>
    minima.map((minimum) => sampleSurface({ dim, minima, ...rest }, Float64Array.from(minimum)).values[0]);
  for (const name of ['rosenbrock', 'ravine', 'beale', 'rastrigin'] as const)
    expect(lowest(problemOf(name, 2))[0]).toBeCloseTo(0, 14);
  const four = lowest(problemOf('himmelblau', 2));
  expect(four).toHaveLength(4);
  for (const value of four) expect(value).toBeLessThan(1e-20);
  // -39.16616570377142 d
  expect(lowest(problemOf('styblinski-tang', 2))[0]).toBeCloseTo(-78.33233140754282, 11);
  expect(problemOf('saddle', 2).minima).toEqual([]);
});

test('the ravine is as many times as curved across as along, whatever its turn', () => {
  for (const [condition, angle] of [
    [1, 0],
    [100, 30],
    [10_000, 45],
  ]) {
    const problem = surfaceProblem(settings({ function: 'ravine', condition, angle }));
    const along = (degrees: number) => {
      const turn = (degrees * Math.PI) / 180;
      return 2 * sampleSurface(problem, Float64Array.of(Math.cos(turn), Math.sin(turn))).values[0];
    };
    expect(along(angle)).toBeCloseTo(1, 10);
    expect(along(angle + 90) / condition).toBeCloseTo(1, 10);
  }
});

test('seeds begin around the start, as far as the spread says, and the start can be chosen', () => {
  const chosen = surfaceProblem(settings({ start: 'chosen', x0: 3, y0: -4, dim: 1000 }));
  const params = createSurface(chosen, 0.5).init(prngKey(1));
  const offsets = params.map((value, i) => value - (i % 2 === 0 ? 3 : -4));
  const deviation = Math.sqrt(offsets.reduce((sum, each) => sum + each * each, 0) / 1000);
  expect(deviation).toBeGreaterThan(0.46);
  expect(deviation).toBeLessThan(0.54);
  expect([...createSurface(problemOf('rosenbrock', 2), 0).init(prngKey(1))]).toEqual([Math.fround(-1.2), 1]);
});

test('functions that need two dimensions say so in one', () => {
  for (const name of ['rosenbrock', 'saddle'] as const) expect(() => problemOf(name, 1)).toThrow(ConfigError);
  // Those of the plane alone do not ask.
  expect(problemOf('himmelblau', 1).dim).toBe(2);
});

test('a view has the point on the line and in the plane alone, and the slope everywhere', () => {
  const view = (dim: number) =>
    createSurface(problemOf('rastrigin', dim), 0).view!(new Float32Array(dim).fill(1));
  expect(view(1)).toMatchObject({ kind: 'surface', point: [1], loss: 1 });
  expect(view(2)).toMatchObject({ point: [1, 1], loss: 2 });
  expect(view(3)).not.toHaveProperty('point');
  expect((view(3) as unknown as { slope: number }).slope).toBeCloseTo(2 * Math.sqrt(3), 10);
});
