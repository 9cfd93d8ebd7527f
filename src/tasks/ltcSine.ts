/**
 * `ltc-sine`: a small liquid time-constant network learns to turn sine waves into another curve.
 *
 * Source of the experiment: arXiv:2305.16823 (HUB), appendix A, which gives the network, the kind of data
 * and Adam's settings but not the curves; `fourier-sine` and `fourier-square` are this project's own
 * definition. `ncps` is the example of the ncps library's documentation (`pt_example.py`).
 */
import { type AnyOptions, choiceOption, numberOption, readOptions } from '../core/option';
import { taskTexts } from '../texts/tasks';
import { CURVES } from './curves';
import { createLtc, type LtcInstance } from './ltc/model';
import type { LtcProblem } from './ltc/problem';
import { autoNcp } from './ltc/wiring';
import type { Task } from './types';

const words = taskTexts['ltc-sine'];

const options = {
  data: choiceOption({
    ...words.options.data,
    default: 'fourier-sine',
    values: ['fourier-sine', 'fourier-square', 'ncps'],
  }),
  cells: numberOption({
    ...words.options.cells,
    default: 8,
    min: 4,
    max: 32,
    scale: 'linear',
    integer: true,
    step: 1,
    symbol: 'N',
  }),
  sparsity: numberOption({
    ...words.options.sparsity,
    default: 0.75,
    min: 0.1,
    max: 0.9,
    scale: 'linear',
    step: 0.05,
  }),
  wiringSeed: numberOption({
    ...words.options.wiringSeed,
    default: 22222,
    min: 0,
    max: 4294967295,
    scale: 'linear',
    integer: true,
    step: 1,
  }),
  constraint: choiceOption({
    ...words.options.constraint,
    default: 'implicit',
    values: ['implicit', 'explicit-clip', 'explicit'],
  }),
  noise: numberOption({
    ...words.options.noise,
    default: 0,
    min: 0,
    max: 0.5,
    scale: 'linear',
    step: 0.01,
    symbol: '\\sigma_x',
  }),
  noiseMode: choiceOption({
    ...words.options.noiseMode,
    default: 'step',
    values: ['step', 'run'],
    when: (values) => Number(values.noise) > 0,
  }),
  unfolds: numberOption({
    ...words.options.unfolds,
    default: 6,
    min: 1,
    max: 20,
    scale: 'linear',
    integer: true,
    step: 1,
    symbol: 'K',
  }),
  length: numberOption({
    ...words.options.length,
    default: 48,
    min: 12,
    max: 192,
    scale: 'linear',
    integer: true,
    step: 4,
    symbol: 'T',
  }),
};

export const ltcSine: Task<typeof options> = {
  id: 'ltc-sine',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    paper: { label: words.variants.paper, options: {} },
    'paper-noise': { label: words.variants['paper-noise'], options: { noise: 0.1 } },
    'cells-19': { label: words.variants['cells-19'], options: { cells: 19 } },
    square: { label: words.variants.square, options: { data: 'fourier-square', cells: 19 } },
    ncps: {
      label: words.variants.ncps,
      options: { data: 'ncps', sparsity: 0.5, constraint: 'explicit-clip' },
    },
    unstable: { label: words.variants.unstable, options: { constraint: 'explicit' } },
  },
  suggested: { steps: 400, target: 0.01 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.03 },
  metric: words.metric,
  view: { kind: 'ltc' },
  selfTest: { cells: 5, unfolds: 2 },
  create: (given): LtcInstance => createLtc(ltcSineProblem(given)),
};

/** The network and its sequences. Throws `ConfigError`. */
export function ltcSineProblem(given: AnyOptions): LtcProblem {
  const { data, cells, sparsity, wiringSeed, constraint, noise, noiseMode, unfolds, length } = readOptions(
    options,
    given,
    'task.options',
  );
  const { inputs, input, target } = CURVES[data](length);
  const wiring = autoNcp(cells, 1, inputs, sparsity, wiringSeed);
  return {
    units: cells,
    inputs,
    outputs: 1,
    batch: 1,
    time: length,
    adjacency: wiring.adjacency,
    sensoryAdjacency: wiring.sensoryAdjacency,
    roles: wiring.roles,
    constraint,
    input,
    target,
    unfolds,
    elapsed: 1,
    epsilon: 1e-8,
    noise,
    noiseMode,
  };
}
