/** The networks of a trajectory as graphs. */
import { type AnyOptions, readOptions } from '../../core/option';
import { constant, given as givenTensor, type Node } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { Model, type Parameter } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { type Start, ZEROS } from '../../network/starts';
import { CURVES, type Sequence } from '../curves';
import { createLtc } from '../ltc/model';
import { type LtcProblem, POSITIVE_TENSORS } from '../ltc/problem';
import { ltcSineProblem } from '../ltcSine';
import { type NetworkProblem, networkTask } from '../network';
import { Recalled } from '../network/recalled';
import type { TaskInstance } from '../types';
import { options } from './options';
import { lstmView, ltcView } from './view';

/** Throws `ConfigError`. */
export function createTrajectory(given: AnyOptions): TaskInstance {
  const problem = trajectoryProblem(given);
  const { cells, curve } = problem;
  const task = networkTask(problem);
  // The library's ranges and polarities; tensors lie in the same order.
  if (cells) return { ...task, init: createLtc(cells).init, view: (params) => ltcView(cells, params) };
  return { ...task, view: (params) => lstmView(task.layout, curve, params) };
}

export interface TrajectoryProblem extends NetworkProblem {
  readonly curve: Sequence;
  /** `[1, time, 1]`. */
  readonly output: Node;
  /** The network where it is an LTC. */
  readonly cells?: LtcProblem;
}

/** Throws `ConfigError`. */
export function trajectoryProblem(given: AnyOptions): TrajectoryProblem {
  const values = readOptions(options, given, 'task.options');
  const { head, units, ...shared } = values;
  const curve = CURVES[values.data](values.length);
  const { length: time, noise: deviation } = values;
  const cells = head === 'ltc' ? ltcSineProblem(shared) : undefined;
  const layers = cells ? ltcLayers(cells) : lstmLayers(units);
  const model = new Model();
  const clean = constant(curve.input, [1, time, curve.inputs]);
  const target = constant(curve.target, [1, time, 1]);
  const noisy = givenTensor('input', clean.shape);
  const output = network(layers, deviation > 0 ? noisy : clean, model);
  const error = (answer: Node) => loss({ type: 'meanSquaredError' }, answer, target);
  const once = values.noiseMode === 'run';
  const problem = {
    curve,
    output,
    ...(cells ? { cells } : {}),
    parameters: model.parameters,
    start: lstmStart,
    loss: error(output),
    given: [],
    ...(values.constraint === 'explicit-clip' && cells
      ? { nonNegative: POSITIVE_TENSORS.map((name) => `0.ltc/${name}`) }
      : {}),
  };
  if (deviation === 0) return problem;
  return {
    ...problem,
    metric: error(network(layers, clean, new Recalled(model))),
    given: [{ kind: 'noisy', node: noisy, values: Float32Array.from(curve.input), deviation, once }],
  };
}

const lstmLayers = (units: number): readonly LayerSpec[] => [
  { type: 'lstm', units },
  { type: 'dense', units: 1 },
];

const ltcLayers = ({ units, outputs, adjacency, sensoryAdjacency, constraint, unfolds }: LtcProblem) => [
  {
    type: 'ltc',
    units,
    outputs,
    adjacency,
    sensoryAdjacency,
    unfolds,
    constraint: constraint === 'implicit' ? 'implicit' : 'explicit',
  } satisfies LayerSpec,
];

/** Haiku's: weights normal of deviation 1/sqrt(rows), truncated at two deviations and not rescaled; biases 0. */
const lstmStart = ({ shape }: Parameter): Start =>
  shape.length === 2 ? { kind: 'normal', deviation: 1 / Math.sqrt(shape[0]), truncated: true } : ZEROS;
