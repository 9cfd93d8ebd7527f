/** Networks written out for one thread, against double precision. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normal, prngKey } from '../../src/core/prng';
import math from '../../src/kernels/math.wgsl?raw';
import type { GpuRuntime } from '../../src/kernels/runtime';
import { literal } from '../../src/network/compile/scalar';
import { gradient } from '../../src/network/gradient';
import { given, type Node, sizeOf } from '../../src/network/graph';
import { type LayerSpec, network } from '../../src/network/layers';
import { times } from '../../src/network/layers/arithmetic';
import { Model } from '../../src/network/layers/model';
import { loss } from '../../src/network/loss';
import { evaluate } from '../../src/network/reference';
import { straightProgram } from '../../src/network/straight/program';
import { TooLargeError } from '../../src/network/straight/values';
import { evaluateWgsl, testRuntime } from '../helpers/evaluateWgsl';

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = await testRuntime();
});
afterAll(() => runtime.device.destroy());

const wired = {
  adjacency: [
    [1, 0],
    [1, -1],
  ],
  sensoryAdjacency: [
    [1, 1],
    [0, 1],
    [1, 0],
  ],
};

const cases: readonly (readonly [string, readonly number[], readonly LayerSpec[]])[] = [
  ['dense', [1, 3], [{ type: 'dense', units: 4 }, { type: 'tanh' }, { type: 'dense', units: 2 }]],
  [
    'sines',
    [1, 2],
    [
      { type: 'dense', units: 5 },
      { type: 'sine', frequency: 3 },
      { type: 'dense', units: 4 },
      { type: 'sine', frequency: 2 },
      { type: 'dense', units: 1 },
    ],
  ],
  [
    'convolution and pools',
    [1, 6, 6, 1],
    [
      { type: 'conv2d', filters: 2, kernel: 3, stride: 1, padding: 'same' },
      { type: 'relu' },
      { type: 'maxPool', size: 2, stride: 2 },
      { type: 'averagePool', size: 3, stride: 1 },
      { type: 'flatten' },
    ],
  ],
  [
    'attention and norms',
    [1, 3, 4],
    [{ type: 'layerNorm' }, { type: 'attention', heads: 2 }, { type: 'meanPool' }],
  ],
  ['LSTM', [1, 5, 2], [{ type: 'lstm', units: 3 }, { type: 'lastStep' }]],
  ['neural ODE', [1, 2], [{ type: 'neuralOde', units: 3, steps: 4, h: 0.1, cubed: true }]],
  [
    'LSTM over many times',
    [1, 40, 2],
    [
      { type: 'lstm', units: 2 },
      {
        type: 'timeDistributed',
        layers: [{ type: 'dense', units: 2 }, { type: 'tanh' }, { type: 'dense', units: 1 }],
      },
    ],
  ],
  ['neural ODE over many times', [1, 2], [{ type: 'neuralOde', units: 3, steps: 40, h: 0.05 }]],
  ['LTC over many times', [1, 20, 3], [{ type: 'ltc', units: 2, outputs: 1, unfolds: 2, ...wired }]],
  ['LTC', [1, 4, 3], [{ type: 'ltc', units: 2, outputs: 1, unfolds: 3, ...wired }]],
] as readonly (readonly [string, readonly number[], readonly LayerSpec[]])[];

function problemOf(shape: readonly number[], layers: readonly LayerSpec[]) {
  const model = new Model();
  const [x, factor] = [given('x', shape), given('factor', [])];
  const output = network(layers, x, model);
  const target = given('target', output.shape);
  const parameters = model.parameters.map(({ node }) => node);
  return {
    parameters,
    shared: [factor],
    example: [x, target],
    loss: times(loss({ type: 'meanSquaredError' }, output, target), factor),
  };
}

const listed = (values: ArrayLike<number>) => `array<f32, ${values.length}>(${Array.from(values, literal)})`;

describe.each(cases)('%s', (_name, shape, layers) => {
  const problem = problemOf(shape, layers);
  const draw = (nodes: readonly Node[], seed: number) =>
    nodes.map((node, index) => normal(prngKey(seed + index), sizeOf(node.shape)));
  const params = draw(problem.parameters, 10).map((values) => values.map((x) => 0.5 * x));
  const examples = [1, 2, 3].map((seed) => draw(problem.example, 100 * seed));

  test.each([
    ['parameters named', { named: true }],
    ['parameters read where they are used, sines gathered', { named: false, gathered: true }],
  ])('loss and gradient of three examples, %s', async (_, style) => {
    const { before, each, size } = straightProgram(
      problem,
      {
        parameter: (index) => `params[${index}]`,
        shared: (index) => `shared_[${index}]`,
        example: (tensor, index) =>
          `example${tensor}[word * ${sizeOf(problem.example[tensor].shape)}u + ${index}]`,
      },
      style,
    );
    const data = problem.example.map((_node, tensor) => examples.flatMap((of) => Array.from(of[tensor])));
    const results = await evaluateWgsl(
      runtime,
      {
        source: [
          math,
          `const params = ${listed(params.flatMap((values) => Array.from(values)))};`,
          'const shared_ = array<f32, 1>(0.5);',
          ...data.map((values, tensor) => `const example${tensor} = ${listed(values)};`),
        ].join('\n'),
        body: [
          ...before,
          'var loss = 0.0;',
          ...Array.from({ length: size }, (_node, i) => `var g${i} = 0.0;`),
          ...each,
          'put(0u, bitcast<u32>(loss));',
          ...Array.from({ length: size }, (_node, i) => `put(${i + 1}u, bitcast<u32>(g${i}));`),
        ].join('\n'),
        outputs: size + 1,
      },
      Uint32Array.of(0, 1, 2),
    );
    const found = new Float32Array(results.buffer);
    examples.forEach((example, index) => {
      const known = new Map<Node, Float64Array>([[problem.shared[0], Float64Array.of(0.5)]]);
      problem.parameters.forEach((node, i) => void known.set(node, Float64Array.from(params[i])));
      problem.example.forEach((node, i) => void known.set(node, Float64Array.from(example[i])));
      const graph = [problem.loss, ...gradient(problem.loss, problem.parameters)];
      const exact = evaluate(graph, known).flatMap((values) => Array.from(values));
      const largest = Math.max(...exact.map(Math.abs));
      expect(largest).toBeGreaterThan(0.01);
      exact.forEach((value, i) => {
        const own = found[index * (size + 1) + i];
        // Some dozen float32 operations, relative to the largest terms that cancel.
        expect(Math.abs(own - value), `entry ${i} of example ${index}`).toBeLessThan(1e-5 * largest);
      });
    });
  });
});

test('a network is as long a text for many times as for some', () => {
  const text = (index: string) => `a[${index}]`;
  const sources = { parameter: text, shared: text, example: (_: number, index: string) => text(index) };
  const lines = [20, 60].map((time) => {
    const problem = problemOf(
      [1, time, 2],
      [
        { type: 'lstm', units: 2 },
        { type: 'dense', units: 1 },
      ],
    );
    const { before, each } = straightProgram(problem, sources, { named: true });
    return before.length + each.length;
  });
  expect(lines[1]).toBe(lines[0]);
});

test('what loops keep has a bound, unless there is memory for it', () => {
  const text = (index: string) => `a[${index}]`;
  const sources = { parameter: text, shared: text, example: (_: number, index: string) => text(index) };
  const problem = problemOf([1, 2], [{ type: 'neuralOde', units: 3, steps: 900, h: 0.01 }]);
  expect(() => straightProgram(problem, sources, { named: true })).toThrow(TooLargeError);
  const { scratch } = straightProgram(problem, sources, { named: true, scratch: text });
  expect(scratch).toBeGreaterThan(1800);
});

test('a network that is too large is refused in words', () => {
  const problem = problemOf([1, 200], [{ type: 'dense', units: 200 }]);
  const text = (index: string) => `a[${index}]`;
  expect(() =>
    straightProgram(
      problem,
      { parameter: text, shared: text, example: (_, index) => text(index) },
      { named: true },
    ),
  ).toThrow(TooLargeError);
});
