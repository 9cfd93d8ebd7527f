/** The LTC as a layer, against the library's numbers and the hand-made form. */
import { expect, test } from 'vitest';
import { tensorOf } from '../../src/core/paramLayout';
import { gradient } from '../../src/network/gradient';
import { given, type Node } from '../../src/network/graph';
import { network } from '../../src/network/layers';
import { Model } from '../../src/network/layers/model';
import { loss } from '../../src/network/loss';
import { evaluate } from '../../src/network/reference';
import { type LtcProblem, ltcLayout } from '../../src/tasks/ltc/problem';
import golden from '../golden/ltc-golden.json';
import { goldenCases, gradientErrors, largestError, worstOf } from '../tasks/ltcCases';

interface Wired {
  readonly wiring: {
    readonly adjacency: number[][];
    readonly sensory_adjacency: number[][];
  };
  readonly input: number[][][];
  readonly target: number[][][];
}

const files = golden.cases as unknown as readonly Wired[];

function layerOf(problem: LtcProblem, params: ArrayLike<number>, file: Wired) {
  const { wiring, input } = file;
  const { batch, time, inputs, units, outputs, unfolds } = problem;
  const constraint = problem.constraint === 'implicit' ? 'implicit' : 'explicit';
  const x = given('input', [batch, time, inputs]);
  const model = new Model();
  const { adjacency, sensory_adjacency: sensoryAdjacency } = wiring;
  const y = network(
    [{ type: 'ltc', units, outputs, constraint, unfolds, adjacency, sensoryAdjacency }],
    x,
    model,
  );
  const target = given('target', y.shape);
  const values = new Map<Node, Float64Array>([
    [x, Float64Array.from(input.flat(2))],
    [target, Float64Array.from(file.target.flat(2))],
  ]);
  const layout = ltcLayout(problem);
  const whole = Float64Array.from(params);
  for (const { node } of model.parameters) {
    values.set(node, tensorOf(whole, layout, node.attributes.name.replace('0.ltc/', '')));
  }
  return { model, x, y, target, values, loss: loss({ type: 'meanSquaredError' }, y, target) };
}

test.each(goldenCases.map((entry, index) => ({ ...entry, file: files[index] })))(
  'case $name: output, loss and gradients are the library’s',
  ({ problem, params, output, loss: value, grads, file }) => {
    const layer = layerOf(problem, params, file);
    const wanted = layer.model.parameters.map(({ node }) => node);
    const [y, [mean], ...found] = evaluate(
      [layer.y, layer.loss, ...gradient(layer.loss, wanted)],
      layer.values,
    );
    expect(largestError(y, output)).toBeLessThan(1e-10);
    expect(Math.abs(mean - value)).toBeLessThan(1e-10);
    const all = found.flatMap((tensor) => [...tensor]);
    expect(worstOf(gradientErrors(problem, all, grads))).toBeLessThan(1e-9);
  },
);

test('the gradient reaches the inputs, as central differences say', () => {
  const { problem, params } = goldenCases[1];
  const layer = layerOf(problem, params, files[1]);
  const [found] = evaluate(gradient(layer.loss, [layer.x]), layer.values);
  const start = layer.values.get(layer.x)!;
  const h = 1e-5;
  for (const index of [0, 7, start.length - 1]) {
    const at = (by: number) => {
      const values = new Map(layer.values).set(layer.x, start.with(index, start[index] + by));
      return evaluate([layer.loss], values)[0][0];
    };
    expect(found[index]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
  }
});
