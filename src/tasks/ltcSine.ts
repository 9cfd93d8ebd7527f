/**
 * `ltc-sine`: a small liquid time-constant network learns to turn sine waves into another curve.
 *
 * Source of the experiment: arXiv:2305.16823 (HUB), appendix A, which gives the network, the kind of data
 * and Adam's settings but not the curves; `fourier-sine` and `fourier-square` are this project's own
 * definition. `ncps` is the example of the ncps library's documentation (`pt_example.py`).
 */
import { choiceOption, numberOption, readOptions } from '../core/option';
import { taskTexts } from '../texts/tasks';
import { createLtc, type LtcInstance } from './ltc/model';
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
  create(given): LtcInstance {
    const { data, cells, sparsity, wiringSeed, constraint, noise, noiseMode, unfolds, length } = readOptions(
      options,
      given,
      'task.options',
    );
    const { inputs, input, target } = SEQUENCES[data](length);
    const wiring = autoNcp(cells, 1, inputs, sparsity, wiringSeed);
    return createLtc({
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
    });
  },
};

interface Sequence {
  readonly inputs: number;
  /** `[time, inputs]`. */
  readonly input: Float64Array;
  /** `[time]`. */
  readonly target: Float64Array;
}

/** Samples curves at `time` angles from 0 to `end`, both included. */
function sample(
  time: number,
  end: number,
  waves: readonly ((angle: number) => number)[],
  answer: (angle: number) => number,
): Sequence {
  const angles = Float64Array.from({ length: time }, (_, n) => (end * n) / (time - 1));
  return {
    inputs: waves.length,
    input: Float64Array.from(Array.from(angles).flatMap((angle) => waves.map((wave) => wave(angle)))),
    target: angles.map(answer),
  };
}

const { PI, sin, cos } = Math;
const harmonic = (n: number) => (angle: number) => sin(n * angle);

const SEQUENCES = {
  'fourier-sine': (time: number) =>
    sample(
      time,
      4 * PI,
      [1, 2, 3].map(harmonic),
      (a) => (2 / PI) * (sin(a) - sin(2 * a) / 2 + sin(3 * a) / 3),
    ),
  'fourier-square': (time: number) =>
    sample(
      time,
      4 * PI,
      [1, 3, 5].map(harmonic),
      (a) => (4 / PI) * (sin(a) + sin(3 * a) / 3 + sin(5 * a) / 5),
    ),
  ncps: (time: number) => sample(time, 3 * PI, [sin, cos], (a) => sin(2 * a)),
};
