import { describe, expect, test } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import type { ViewMessage } from '../../src/engine/types';
import { surface } from '../../src/tasks/surface';
import { loadParser } from '../../src/tasks/surface/formula';
import { type SurfaceSettings, surfaceProblem } from '../../src/tasks/surface/problem';
import { armLooks, chartThemes } from '../../src/ui/palette';
import { alongPath, heights, lineFigure, pathFigure, planeFigure } from '../../src/ui/plots/surface/figures';
import { nearExtent, planeMap, sharesBelow, wholeExtent } from '../../src/ui/plots/surface/planeMap';

await Promise.all([loadParser(), surface.prepare?.()]);

const problemOf = (changes: Partial<SurfaceSettings>) =>
  surfaceProblem({ ...(optionDefaults(surface.options) as SurfaceSettings), ...changes });
const rosenbrock = problemOf({});

const trailOf = (...points: readonly (readonly number[])[]): ViewMessage[] =>
  points.map((point, step) => ({
    seed: 0,
    arms: [{ armId: 'a', step, view: { kind: 'surface', point, loss: 10 - step, slope: step } as never }],
  }));
const theme = chartThemes.light;
const arms = [{ arm: { id: 'a', label: 'Adam', look: armLooks[0], hidden: false } as never, faded: false }];

describe('The map of the plane', () => {
  test('has equal scales, so that distances and angles are true', () => {
    const { xRange, yRange, x, y, levels } = planeMap(rosenbrock, { middle: [0, 1], reach: 2 }, 600, 300);
    expect(xRange).toEqual([-4, 4]);
    expect(yRange).toEqual([-1, 3]);
    expect([levels.length, levels[0].length]).toEqual([y.length, x.length]);
    expect(x.length / y.length).toBeCloseTo(2, 1);
  });

  test('has arrows down the slope: after a little step along one the function is lower', () => {
    const map = planeMap(rosenbrock, { middle: [0, 1], reach: 2 }, 500, 300);
    expect(map.arrows.length).toBeGreaterThan(80);
    const value = ([x, y]: readonly number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    for (const { from, to } of map.arrows) {
      const middle = from.map((each, axis) => (each + to[axis]) / 2);
      const ahead = middle.map((each, axis) => each + 1e-6 * (to[axis] - from[axis]));
      expect(value(ahead)).toBeLessThan(value(middle));
      expect(Math.hypot(to[0] - from[0], to[1] - from[1])).toBeLessThan((36 / 300) * 4);
    }
  });

  test('has shade by rank, and holes where the function is no number', () => {
    expect(sharesBelow(Float64Array.of(3, 1, Number.NaN, 1e300, Number.NEGATIVE_INFINITY))).toEqual([
      0.5,
      0,
      null,
      1,
      null,
    ]);
    const half = problemOf({ function: 'own', formula: 'log(x) + y' });
    const { levels, x } = planeMap(half, { middle: [0, 0], reach: 1 }, 300, 300);
    levels[0].forEach((level, i) => {
      expect(level === null).toBe(x[i] <= 0);
    });
  });

  test('shows all of a path as far as sixteen times its own reach, and what is near it on request', () => {
    expect(wholeExtent(rosenbrock, [])).toEqual({ middle: [0, 1], reach: 2 });
    expect(wholeExtent(rosenbrock, trailOf([0, 0], [5, 0])).reach).toBe(8);
    expect(wholeExtent(rosenbrock, trailOf([1e30, Number.NaN])).reach).toBe(32);
    const near = nearExtent(rosenbrock, trailOf([-1, 1], [1.01, 1.02]));
    expect(near.reach).toBeLessThan(0.1);
    expect(Math.abs(near.middle[0] - 1.01)).toBeLessThan(near.reach);
    expect(nearExtent(rosenbrock, trailOf([1e30, 0]))).toEqual(wholeExtent(rosenbrock, trailOf([1e30, 0])));
  });

  test('is drawn with isolines, arrows, minima and the paths', () => {
    const map = planeMap(rosenbrock, wholeExtent(rosenbrock, []), 500, 300);
    const trail = trailOf([-1, 1], [0, 0], [Number.NaN, 0]);
    const { data } = planeFigure(rosenbrock, map, trail, arms, theme);
    expect(data.map(({ type }) => type)).toEqual(['contour', 'scatter', 'scatter', 'scatter']);
    expect([data[2].x, data[2].y]).toEqual([[1], [1]]);
    // A point that is no number is none.
    expect([data[3].x, data[3].y]).toEqual([
      [-1, 0],
      [1, 0],
    ]);
  });
});

test('on the line the function is a curve, with the paths on it', () => {
  const problem = problemOf({ function: 'styblinski-tang', dim: 1 });
  const { data, layout } = lineFigure(problem, wholeExtent(problem, []), trailOf([1], [2]), arms, theme);
  expect(data).toHaveLength(3);
  expect(data[2].y).toEqual([10, 9]);
  expect(layout.yaxis!.range![0]).toBeLessThan(-39.2);
});

test('a curve on the line has gaps at poles and leaps, not where it is steep', () => {
  const gapsOf = (formula: string) => {
    const problem = problemOf({ function: 'own', formula });
    const [{ x, y }] = lineFigure(problem, { middle: [0, 0], reach: 4 }, [], arms, theme).data;
    return (x as number[]).filter((_, i) => (y as (number | null)[])[i] === null).map(Math.round);
  };
  expect(gapsOf('1/x')).toEqual([-0]);
  expect(gapsOf('tan(x)')).toEqual([-2, 2]);
  expect(gapsOf('1000 x^3 - x')).toEqual([]);
  expect(gapsOf('sin(100 x)')).toEqual([]);
});

test('heights of a curve leave out what is no number, and are a range even of a constant', () => {
  expect(heights(Float64Array.of(0, 12, Number.NaN, Number.POSITIVE_INFINITY))).toEqual([-1, 13]);
  expect(heights(Float64Array.of(5, 5))).toEqual([4, 6]);
  expect(heights(Float64Array.of(Number.NaN))).toEqual([-1, 1]);
});

describe('Along the path', () => {
  const trail = trailOf([0, 0], [3, 4], [3, 5]);

  test('are slope and loss, over the way walked or over steps', () => {
    const of = (...how: ['slope' | 'loss', boolean]) =>
      alongPath(trail, 'a', ...how).map(({ x, y }) => [x, y]);
    expect(of('slope', true)).toEqual([
      [0, 0],
      [5, 1],
      [6, 2],
    ]);
    expect(of('loss', false)).toEqual([
      [0, 10],
      [1, 9],
      [2, 8],
    ]);
    expect(alongPath(trail, 'b', 'loss', true)).toEqual([]);
  });

  test('the axis is logarithmic unless something is below 0', () => {
    expect(pathFigure(trail, arms, 'loss', 100, theme)!.layout.yaxis!.type).toBe('log');
    const below = trail.map((message) => ({
      ...message,
      arms: message.arms.map((entry) => ({ ...entry, view: { ...entry.view, loss: -1 } })),
    }));
    expect(pathFigure(below, arms, 'loss', 100, theme)!.layout.yaxis!.type).toBe('linear');
    const [{ x }] = pathFigure(trail, arms, 'loss', 5, theme)!.data;
    // What diverged walks far, and is left out from there.
    expect(x).toEqual([0, 5]);
    expect(pathFigure([], arms, 'loss', 100, theme)).toBe(null);
  });
});
