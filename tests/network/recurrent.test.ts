/** LSTM and neural ODE against the numbers of `ltc.md`, sections 10 and 11. */
import { describe, expect, test } from 'vitest';
import { gradient } from '../../src/network/gradient';
import { given, type Node, sizeOf } from '../../src/network/graph';
import { type LayerSpec, network } from '../../src/network/layers';
import { Model } from '../../src/network/layers/model';
import { type LossSpec, loss } from '../../src/network/loss';
import { evaluate } from '../../src/network/reference';

/** Values of a network at given parameters, by name, and the norms of their gradients. */
function run(
  layers: readonly LayerSpec[],
  lossSpec: LossSpec,
  input: { readonly shape: readonly number[]; readonly values: Float64Array },
  target: Float64Array,
  parameters: Readonly<Record<string, (index: number, shape: readonly number[]) => number>>,
) {
  const x = given('input', input.shape);
  const model = new Model();
  const y = network(layers, x, model);
  const wanted = given('target', y.shape);
  const values = new Map<Node, Float64Array>([
    [x, input.values],
    [wanted, target],
    ...model.parameters.map(({ name, shape, node }) => {
      const at = parameters[name];
      return [node, Float64Array.from({ length: sizeOf(shape) }, (_, i) => at(i, shape))] as const;
    }),
  ]);
  const value = loss(lossSpec, y, wanted);
  const nodes = model.parameters.map(({ node }) => node);
  const [output, [found], ...grads] = evaluate([y, value, ...gradient(value, nodes)], values);
  return { output, loss: found, norms: grads.map((g) => Math.sqrt(g.reduce((sum, x) => sum + x * x, 0))) };
}

const norms = (found: readonly number[], expected: readonly number[]) =>
  Math.max(...found.map((norm, index) => Math.abs(norm / expected[index] - 1)));

test('the LSTM has the numbers of section 10', () => {
  const time = 48;
  const angle = (n: number) => (4 * Math.PI * n) / (time - 1);
  const { sin, cos, PI } = Math;
  const input = Float64Array.from({ length: 3 * time }, (_, i) =>
    sin(((i % 3) + 1) * angle(Math.floor(i / 3))),
  );
  const target = Float64Array.from({ length: time }, (_, n) => {
    const a = angle(n);
    return (2 / PI) * (sin(a) - sin(2 * a) / 2 + sin(3 * a) / 3);
  });
  const found = run(
    [
      { type: 'lstm', units: 64 },
      { type: 'dense', units: 1 },
    ],
    { type: 'meanSquaredError' },
    { shape: [1, time, 3], values: input },
    target,
    {
      '0.lstm/w': (i) => 0.2 * sin(1 + i),
      '0.lstm/b': (i) => 0.1 * cos(i),
      '1.dense/w': (i) => 0.2 * sin(3 + i),
      '1.dense/b': () => 0.05,
    },
  );
  [0.201447023897, 0.110756782611, 1.36831790827, 0.679049722552].forEach((expected, index) => {
    expect(found.output[[0, 1, 10, 47][index]]).toBeCloseTo(expected, 10);
  });
  expect(found.loss).toBeCloseTo(0.544936397134, 11);
  expect(norms(found.norms, [3.53582430926, 5.44441416216, 0.758914368385, 1.11085808924])).toBeLessThan(
    1e-10,
  );
});

/** The spiral dy/dt = (y³) A of section 11: `points` of it, by RK4 at ten substeps an interval. */
function spiral(points: number, h: number): readonly (readonly [number, number])[] {
  const field = ([a, b]: readonly number[]) => [-0.1 * a ** 3 - 2 * b ** 3, 2 * a ** 3 - 0.1 * b ** 3];
  const moved = (y: readonly number[], k: readonly number[], by: number) => y.map((v, i) => v + by * k[i]);
  let y: readonly number[] = [2, 0];
  return Array.from({ length: points }, (_, index) => {
    for (let substep = 0; index > 0 && substep < 10; substep++) {
      const s = h / 10;
      const k1 = field(y);
      const k2 = field(moved(y, k1, s / 2));
      const k3 = field(moved(y, k2, s / 2));
      const k4 = field(moved(y, k3, s));
      y = y.map((v, i) => v + (s / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
    }
    return [y[0], y[1]] as const;
  });
}

describe('the neural ODE', () => {
  const h = 25 / 999;
  const truth = spiral(1000, h);
  const starts = Array.from({ length: 20 }, (_, i) => 49 * i);

  test('fits the spiral of section 11', () => {
    const told = {
      1: [1.97950562, 0.39435662],
      100: [-1.18991853, -0.39427621],
      999: [-0.44362349, 0.27944063],
    };
    for (const [index, expected] of Object.entries(told)) {
      truth[Number(index)].forEach((value, side) => {
        expect(value).toBeCloseTo(expected[side], 7);
      });
    }
  });

  test.each([
    [
      'meanAbsoluteError',
      0.108359622839,
      [0.00819907995141, 0.0107292579305, 0.0286086724346, 0.0200742524496],
    ],
    [
      'meanSquaredError',
      0.0927158839341,
      [0.0252419192345, 0.00386634985926, 0.0483785120952, 0.0151560429008],
    ],
  ] as const)('has the %s and gradients of section 11', (type, expected, expectedNorms) => {
    const { sin, cos } = Math;
    const found = run(
      [{ type: 'neuralOde', units: 50, steps: 9, h, cubed: true }],
      { type },
      { shape: [20, 2], values: Float64Array.from(starts.flatMap((start) => truth[start])) },
      Float64Array.from(starts.flatMap((start) => truth.slice(start, start + 10).flat())),
      {
        // The section's matrices are [to][from]; ours are [from][to].
        '0.neuralOde/w1': (at) => 0.1 * sin(1 + 2 * (at % 50) + Math.floor(at / 50)),
        '0.neuralOde/b1': (at) => 0.05 * cos(at),
        '0.neuralOde/w2': (at) => 0.1 * cos(2 + 50 * (at % 2) + Math.floor(at / 2)),
        '0.neuralOde/b2': (at) => [0.01, -0.02][at],
      },
    );
    expect(found.loss).toBeCloseTo(expected, 7);
    expect(norms(found.norms, expectedNorms)).toBeLessThan(1e-6);
  });
});
