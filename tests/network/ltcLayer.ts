/** Golden cases of the LTC as a layer of a graph. */
import { tensorOf } from '../../src/core/paramLayout';
import { given, type Node } from '../../src/network/graph';
import { network } from '../../src/network/layers';
import { Model } from '../../src/network/layers/model';
import { loss } from '../../src/network/loss';
import { type LtcProblem, ltcLayout } from '../../src/tasks/ltc/problem';
import golden from '../golden/ltc-golden.json';

interface Wired {
  readonly wiring: {
    readonly adjacency: number[][];
    readonly sensory_adjacency: number[][];
  };
  readonly input: number[][][];
  readonly target: number[][][];
}

export const files = golden.cases as unknown as readonly Wired[];

/** Layer, loss and values of a golden case. */
export function layerOf(problem: LtcProblem, params: ArrayLike<number>, file: Wired) {
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
