/**
 * `trajectory`: an LSTM, or a liquid time-constant network, turns sine waves into another curve.
 *
 * Source of the experiment: arXiv:2305.16823 (HUB), appendix A, which trains an LSTM of 64 units beside the LTC on the same
 * data. Data and LTC are those of `ltcSine`; the LSTM is Haiku's, whose starting values it has.
 */
import { type AnyOptions, choiceOption, numberOption, readOptions } from '../../core/option';
import { constant, given as givenTensor, type Node } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { Model, type Parameter } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { type Start, ZEROS } from '../../network/starts';
import { taskTexts } from '../../texts/tasks';
import { CURVES, type Sequence } from '../curves';
import { createLtc } from '../ltc/model';
import { type LtcProblem, POSITIVE_TENSORS } from '../ltc/problem';
import { ltcSine, ltcSineProblem } from '../ltcSine';
import { type NetworkProblem, networkTask } from '../network';
import { Recalled } from '../network/recalled';
import type { Task } from '../types';
import { lstmView, ltcView } from './view';

const words = taskTexts.trajectory;
const { data, noise, noiseMode, length, ...ltc } = ltcSine.options;

const wired = <S>(option: S) => ({ ...option, when: ({ head }: AnyOptions) => head === 'ltc' });

const options = {
  head: choiceOption({ ...words.options.head, default: 'lstm', values: ['lstm', 'ltc'] }),
  units: numberOption({
    ...words.options.units,
    symbol: 'H',
    default: 64,
    min: 1,
    max: 128,
    scale: 'linear',
    integer: true,
    step: 1,
    when: ({ head }) => head === 'lstm',
  }),
  data,
  cells: wired(ltc.cells),
  sparsity: wired(ltc.sparsity),
  wiringSeed: wired(ltc.wiringSeed),
  constraint: wired(ltc.constraint),
  noise,
  noiseMode,
  unfolds: wired(ltc.unfolds),
  length,
};

export const trajectory: Task<typeof options> = {
  id: 'trajectory',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    paper: { label: words.variants.paper, options: {} },
    noise: { label: words.variants.noise, options: { noise: 0.1 } },
    square: { label: words.variants.square, options: { data: 'fourier-square' } },
    small: { label: words.variants.small, options: { units: 8 } },
    ltc: { label: words.variants.ltc, options: { head: 'ltc' } },
  },
  suggested: { steps: 400, target: 1e-4 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.1 },
  metric: ltcSine.metric,
  view: { kind: 'trajectory' },
  selfTest: { units: 4, length: 12 },
  create(given) {
    const problem = trajectoryProblem(given);
    const { cells, curve } = problem;
    const task = networkTask(problem);
    // The library's ranges and polarities; tensors lie in the same order.
    if (cells) return { ...task, init: createLtc(cells).init, view: (params) => ltcView(cells, params) };
    return { ...task, view: (params) => lstmView(task.layout, curve, params) };
  },
};

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
