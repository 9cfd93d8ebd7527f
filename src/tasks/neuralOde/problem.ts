/** The network of velocities, and the solver it is integrated by, as a graph. */
import { type AnyOptions, readOptions } from '../../core/option';
import { constant, given as givenTensor, type Node, reshape, slice } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { Model, type Parameter } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { type Start, ZEROS } from '../../network/starts';
import { type NetworkProblem, networkTask, type Rows } from '../network';
import { Recalled } from '../network/recalled';
import type { TaskInstance } from '../types';
import { options } from './options';
import { INTERVAL, spiral } from './spiral';
import { neuralOdeView } from './view';

/** Throws `ConfigError`. */
export function createNeuralOde(given: AnyOptions): TaskInstance {
  const problem = neuralOdeProblem(given);
  const task = networkTask(problem);
  return { ...task, view: (params) => neuralOdeView(problem.truth, task.layout, params) };
}

export interface NeuralOdeProblem extends NetworkProblem {
  /** `[points, 2]`. */
  readonly truth: Float64Array;
  /** `[pieces, length, 2]`. */
  readonly output: Node;
}

/** Throws `ConfigError`. */
export function neuralOdeProblem(given: AnyOptions): NeuralOdeProblem {
  const values = readOptions(options, given, 'task.options');
  const { span, points, windows, window, units } = values;
  const truth = spiral(points);
  const model = new Model();
  const type = values.error === 'absolute' ? 'meanAbsoluteError' : 'meanSquaredError';
  /** Output and error on pieces `[count, length, 2]`. */
  const on = (target: Node, own: Model) => {
    const [count, length] = target.shape;
    const first = reshape(slice(target, 1, 0, 1), [count, 2]);
    const layer: LayerSpec = { type: 'neuralOde', units, steps: length - 1, h: INTERVAL, cubed: true };
    const output = network([layer], first, own);
    return { output, loss: loss({ type }, output, target) };
  };
  if (span === 'whole') {
    const all = on(constant(truth, [1, points, 2]), model);
    return { truth, ...all, parameters: model.parameters, start, given: [] };
  }
  const drawn = givenTensor('windows', [windows, window, 2]);
  const one = givenTensor('window', [1, window, 2]);
  const all = on(drawn, model);
  return {
    truth,
    ...all,
    parameters: model.parameters,
    start,
    given: [{ kind: 'rows', node: drawn, rows: windowsOf(truth, window), draw: 0 }],
    example: { loss: on(one, new Recalled(model)).loss, given: [one] },
  };
}

const start = ({ shape }: Parameter): Start =>
  shape.length === 2 ? { kind: 'normal', deviation: 0.1 } : ZEROS;

/** All pieces of so many points, as the demo has them: none ends at the last point. */
function windowsOf(truth: Float64Array, window: number): Rows {
  const count = truth.length / 2 - window;
  const values = new Float32Array(count * window * 2);
  for (let from = 0; from < count; from++)
    values.set(truth.subarray(2 * from, 2 * (from + window)), from * window * 2);
  return { values, count };
}
