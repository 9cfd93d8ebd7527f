import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors';
import type { AnyOptions } from '../../src/core/option';
import { tensorOf } from '../../src/core/paramLayout';
import { foldIn, prngKey } from '../../src/core/prng';
import { sizeOf } from '../../src/network/graph';
import { evaluate } from '../../src/network/reference';
import { leafValues } from '../../src/tasks/network/given';
import { neuralOde } from '../../src/tasks/neuralOde';
import { neuralOdeProblem } from '../../src/tasks/neuralOde/problem';
import { spiral } from '../../src/tasks/neuralOde/spiral';
import { ARROWS, arrowAt, type NeuralOdeView, REACH } from '../../src/tasks/neuralOde/view';
import { differentiate, norm, paramsOf } from './networkCases';

await neuralOde.prepare?.();

const { sin, cos } = Math;

/** Parameters of the specification's check, whose matrices are [to][from]; ours are [from][to]. */
const checked = {
  '0.neuralOde/w1': (i: number) => 0.1 * sin(1 + 2 * (i % 50) + Math.floor(i / 50)),
  '0.neuralOde/b1': (i: number) => 0.05 * cos(i),
  '0.neuralOde/w2': (i: number) => 0.1 * cos(2 + 50 * (i % 2) + Math.floor(i / 2)),
  '0.neuralOde/b2': (i: number) => [0.01, -0.02][i],
};

test('the spiral is that of the specification', () => {
  const truth = spiral(1000);
  const points = {
    0: [2, 0],
    1: [1.97950562, 0.39435662],
    10: [0.02415827, 1.84132665],
    100: [-1.18991853, -0.39427621],
    500: [-0.63155608, 0.21428301],
    999: [-0.44362349, 0.27944063],
  };
  for (const [n, [x, y]] of Object.entries(points)) {
    expect(truth[2 * Number(n)]).toBeCloseTo(x, 7);
    expect(truth[2 * Number(n) + 1]).toBeCloseTo(y, 7);
  }
});

test.each([
  ['absolute', 0.108359622839, [0.00819907995141, 0.0107292579305, 0.0286086724346, 0.0200742524496]],
  ['squared', 0.0927158839341, [0.0252419192345, 0.00386634985926, 0.0483785120952, 0.0151560429008]],
] as const)(
  'the %s error of pieces, and its gradient, are those of the specification',
  (error, value, norms) => {
    const problem = neuralOdeProblem({ error });
    const values = new Map(leafValues(problem, paramsOf(problem, checked)));
    const { truth, given } = problem;
    const pieces = Array.from({ length: 20 }, (_, i) => [...truth.subarray(98 * i, 98 * i + 20)]).flat();
    values.set(given[0].node, Float64Array.from(pieces));
    const { loss, grads } = differentiate(problem, values);
    // The check has its truth of an adaptive solver, from which ours differs by up to 3e-8.
    expect(loss).toBeCloseTo(value, 7);
    norms.forEach((expected, index) => {
      expect(norm(grads[index]) / expected).toBeCloseTo(1, 6);
    });
  },
);

describe('pieces of the curve', () => {
  const key = (step: number) => foldIn(prngKey(1), step);
  const drawn = (options: AnyOptions, step: number) => {
    const problem = neuralOdeProblem(options);
    const [{ node }] = problem.given;
    const values = leafValues(problem, new Float32Array(252), key(step)).get(node)!;
    const size = sizeOf(node.shape.slice(1));
    const pieces = Array.from({ length: node.shape[0] }, (_, i) => [
      ...values.subarray(i * size, (i + 1) * size),
    ]);
    const { truth } = problem;
    const begins = pieces.map(([x, y]) => {
      for (let n = 0; ; n++)
        if (Math.fround(truth[2 * n]) === x && Math.fround(truth[2 * n + 1]) === y) return n;
    });
    return { pieces, begins, truth };
  };

  test('are stretches of it from different points, others in every step', () => {
    const { pieces, begins, truth } = drawn({}, 0);
    expect(new Set(begins).size).toBe(20);
    begins.forEach((n, i) => {
      expect(pieces[i]).toEqual([...Float32Array.from(truth.subarray(2 * n, 2 * n + 20))]);
    });
    expect(drawn({}, 0).begins).toEqual(begins);
    expect(drawn({}, 1).begins).not.toEqual(begins);
  });

  test('begin anywhere from the first point to so many before the last', () => {
    const all = Array.from({ length: 60 }, (_, step) => drawn({ points: 150, windows: 100 }, step).begins);
    expect(Math.min(...all.flat())).toBe(0);
    expect(Math.max(...all.flat())).toBe(139);
    expect(all.every((begins) => new Set(begins).size === 100)).toBe(true);
    const longest = drawn({ points: 150, windows: 100, window: 50 }, 0).begins;
    expect([...longest].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('make a batch, the whole curve none', () => {
    expect(neuralOde.create({}).constantBatch).toBeUndefined();
    expect(neuralOde.create({ span: 'whole' }).constantBatch).toBe(true);
  });
});

test('on the whole curve the error is that of one long way, the same for every key', () => {
  const options = { span: 'whole', points: 200, units: 7 };
  const task = neuralOde.create(options);
  const params = task.init(prngKey(0));
  const { distance, way, truth } = task.view!(params) as NeuralOdeView;
  expect(distance[0]).toBe(0);
  const apart = way.map((x, i) => Math.abs(x - truth[i]));
  const mean = apart.reduce((sum, x) => sum + x, 0) / 400;
  expect(task.referenceLoss(params, prngKey(0))).toBeCloseTo(mean, 6);
  expect(task.referenceLoss(params, prngKey(9))).toBe(task.referenceLoss(params, prngKey(0)));
});

test('starts with weights of deviation 0.1 and without biases', () => {
  const { layout, init } = neuralOde.create({});
  expect(layout.size).toBe(252);
  const params = init(prngKey(2));
  const weights = ['w1', 'w2'].flatMap((name) => [...tensorOf(params, layout, `0.neuralOde/${name}`)]);
  // 200 draws tell a deviation to 5 %.
  expect(norm(weights) / Math.sqrt(200)).toBeGreaterThan(0.08);
  expect(norm(weights) / Math.sqrt(200)).toBeLessThan(0.12);
  for (const name of ['b1', 'b2']) expect(norm(tensorOf(params, layout, `0.neuralOde/${name}`))).toBe(0);
});

test('a view has the way that the network’s solver goes, and velocities all over the plane', () => {
  const options = { span: 'whole', points: 150 };
  const problem = neuralOdeProblem(options);
  const params = Float32Array.from(paramsOf(problem, checked));
  const view = neuralOde.create(options).view!(params) as NeuralOdeView;
  const { learned, wanted } = view;
  expect([learned.length, wanted.length]).toEqual([2 * ARROWS ** 2, 2 * ARROWS ** 2]);
  expect([arrowAt(0), arrowAt((ARROWS - 1) / 2), arrowAt(ARROWS - 1)]).toEqual([-REACH, 0, REACH]);
  // In the middle of the plane the truth rests, and the network has what its biases make.
  const middle = 2 * ((ARROWS ** 2 - 1) / 2);
  expect(Math.hypot(wanted[middle], wanted[middle + 1])).toBe(0);
  let [u, v] = [0.01, -0.02];
  for (let i = 0; i < 50; i++) {
    const h = Math.tanh(0.05 * cos(i));
    u += h * 0.1 * cos(2 + i);
    v += h * 0.1 * cos(52 + i);
  }
  expect(learned[middle]).toBeCloseTo(u, 6);
  expect(learned[middle + 1]).toBeCloseTo(v, 6);
  const [output] = evaluate([problem.output], leafValues(problem, params));
  view.way.forEach((x, i) => {
    expect(x).toBeCloseTo(output[i], 5);
  });
});

test('both ends of every option make a task whose loss is finite', () => {
  for (const [name, option] of Object.entries(neuralOde.options)) {
    const values =
      option.kind === 'number' ? [option.min, option.max] : option.choices.map(({ value }) => value);
    for (const value of values) {
      const task = neuralOde.create({ [name]: value });
      const loss = task.referenceLoss(task.init(prngKey(0)), prngKey(0));
      expect(loss).toBeGreaterThan(1e-4);
      expect(loss).toBeLessThan(5);
    }
  }
});

test('options out of bounds are refused by name', () => {
  for (const [name, value] of [
    ['units', 129],
    ['window', 1],
    ['windows', 101],
    ['points', 100],
    ['error', 'cubed'],
  ] as const)
    expect(() => neuralOde.create({ [name]: value })).toThrow(ConfigError);
});
