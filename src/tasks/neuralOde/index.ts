/**
 * `neural-ode`: a network learns the velocities of a spiral, gradients going through the solver.
 *
 * Source: torchdiffeq, `examples/ode_demo.py` (Chen et al. 2018, arXiv:1806.07366). Differences: classic RK4, one step an
 * interval, instead of adaptive dopri5, and Adam instead of RMSprop.
 */
import { type AnyOptions, choiceOption, numberOption, readOptions } from '../../core/option';
import { constant, given as givenTensor, type Node, reshape, slice } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { Model, type Parameter } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { type Start, ZEROS } from '../../network/starts';
import { taskTexts } from '../../texts/tasks';
import { type NetworkProblem, networkTask, type Rows } from '../network';
import type { Task } from '../types';
import { INTERVAL, POINTS, spiral } from './spiral';
import { neuralOdeView } from './view';

const words = taskTexts['neural-ode'];

const whole = { scale: 'linear', integer: true } as const;
const ofWindows = ({ span }: AnyOptions): boolean => span === 'windows';

const options = {
  span: choiceOption({ ...words.options.span, default: 'windows', values: ['windows', 'whole'] }),
  points: numberOption({
    ...words.options.points,
    ...whole,
    default: POINTS,
    min: 150,
    max: POINTS,
    step: 50,
  }),
  windows: numberOption({
    ...words.options.windows,
    ...whole,
    symbol: 'B',
    default: 20,
    min: 1,
    max: 100,
    step: 1,
    when: ofWindows,
  }),
  window: numberOption({
    ...words.options.window,
    ...whole,
    symbol: 'T',
    default: 10,
    min: 2,
    max: 50,
    step: 1,
    when: ofWindows,
  }),
  error: choiceOption({ ...words.options.error, default: 'absolute', values: ['absolute', 'squared'] }),
  units: numberOption({
    ...words.options.units,
    ...whole,
    symbol: 'H',
    default: 50,
    min: 1,
    max: 128,
    step: 1,
  }),
};

export const neuralOde: Task<typeof options> = {
  id: 'neural-ode',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    windows: { label: words.variants.windows, options: {} },
    squared: { label: words.variants.squared, options: { error: 'squared' } },
    turns: { label: words.variants.turns, options: { span: 'whole', points: 150 } },
    whole: { label: words.variants.whole, options: { span: 'whole' } },
  },
  suggested: { steps: 1000, target: 0.01 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.1 },
  view: { kind: 'neuralOde' },
  selfTest: { windows: 3, window: 4, units: 5 },
  create(given) {
    const problem = neuralOdeProblem(given);
    const task = networkTask(problem);
    return { ...task, view: (params) => neuralOdeView(problem.truth, task.layout, params) };
  },
};

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
  const drawn = givenTensor('windows', [windows, window, 2]);
  const target = span === 'windows' ? drawn : constant(truth, [1, points, 2]);
  const [count, length] = target.shape;
  const first = reshape(slice(target, 1, 0, 1), [count, 2]);
  const layer: LayerSpec = { type: 'neuralOde', units, steps: length - 1, h: INTERVAL, cubed: true };
  const output = network([layer], first, model);
  const type = values.error === 'absolute' ? 'meanAbsoluteError' : 'meanSquaredError';
  return {
    truth,
    output,
    parameters: model.parameters,
    start,
    loss: loss({ type }, output, target),
    given: span === 'windows' ? [{ kind: 'rows', node: drawn, rows: windowsOf(truth, window), draw: 0 }] : [],
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
