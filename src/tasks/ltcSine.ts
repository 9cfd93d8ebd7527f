/**
 * `ltc-sine`: a small liquid time-constant network learns to turn sine waves into another curve.
 *
 * Source of the experiment: arXiv:2305.16823 (HUB), appendix A, which gives the network, the kind of data
 * and Adam's settings but not the curves; `fourier-sine` and `fourier-square` are this project's own
 * definition. `ncps` is the example of the ncps library's documentation (`pt_example.py`).
 */
import { choiceOption, numberOption, readOptions } from '../core/option';
import { createLtc, type LtcInstance } from './ltc/model';
import { autoNcp } from './ltc/wiring';
import type { Task } from './types';

const options = {
  data: choiceOption({
    default: 'fourier-sine',
    choices: [
      { value: 'fourier-sine', label: 'Sawtooth from three sines' },
      { value: 'fourier-square', label: 'Square wave from three sines' },
      { value: 'ncps', label: 'Double frequency from sine and cosine' },
    ],
    label: 'Curve to learn',
    help: 'What the network hears and what it must answer: it mixes pure sine waves into a sawtooth or a square wave (the first three terms of their Fourier series), or doubles a frequency, the first example of the ncps library.',
  }),
  cells: numberOption({
    default: 8,
    min: 4,
    max: 32,
    scale: 'linear',
    integer: true,
    step: 1,
    label: 'Cells',
    help: 'Number of neurons: one of them is the output, about 40 % of the others take decisions (command) and the rest listen to the inputs (inter). The paper uses 8 here and 19 for lane keeping.',
    symbol: 'N',
  }),
  sparsity: numberOption({
    default: 0.75,
    min: 0.1,
    max: 0.9,
    scale: 'linear',
    step: 0.05,
    label: 'Sparsity',
    help: 'The dial of the wiring: higher means fewer synapses. It is not the fraction that stays empty; at 0.75 a network of 8 cells has 8 of 64 possible synapses.',
  }),
  wiringSeed: numberOption({
    default: 22222,
    min: 0,
    max: 4294967295,
    scale: 'linear',
    integer: true,
    step: 1,
    label: 'Wiring seed',
    help: 'Which wiring is drawn; equal seeds give the same wiring as the ncps library. It matters a great deal (about a third of all wirings of 8 cells learn badly), so keep it fixed when you compare optimizers.',
  }),
  constraint: choiceOption({
    default: 'implicit',
    choices: [
      { value: 'implicit', label: 'Softplus' },
      { value: 'explicit-clip', label: 'Clipped at zero' },
      { value: 'explicit', label: 'None (can diverge)' },
    ],
    label: 'Keeping conductances positive',
    help: 'Capacitances, leaks and synaptic weights stand for quantities that cannot be negative: pass them through softplus, raise negative ones to zero after every step, or let them go. Without a constraint a denominator can pass through zero, and some runs end in NaN.',
  }),
  noise: numberOption({
    default: 0,
    min: 0,
    max: 0.5,
    scale: 'linear',
    step: 0.01,
    label: 'Input noise',
    help: 'Standard deviation of normal noise added to every input value; the curve to learn stays clean. All arms see the same noise.',
    symbol: '\\sigma_x',
  }),
  noiseMode: choiceOption({
    default: 'step',
    choices: [
      { value: 'step', label: 'Fresh in every step' },
      { value: 'run', label: 'Drawn once per run' },
    ],
    label: 'Noise is',
    help: 'Fresh noise makes the gradient noisy but cannot be learned by heart; noise drawn once makes a fixed, corrupted data set that can.',
    when: (values) => Number(values.noise) > 0,
  }),
  unfolds: numberOption({
    default: 6,
    min: 1,
    max: 20,
    scale: 'linear',
    integer: true,
    step: 1,
    label: 'Solver steps per time step',
    help: 'How finely the differential equation of the cells is solved between two input values. The gradient runs back through all of them, so time and cost grow in proportion.',
    symbol: 'K',
  }),
  length: numberOption({
    default: 48,
    min: 12,
    max: 192,
    scale: 'linear',
    integer: true,
    step: 4,
    label: 'Sequence length',
    help: 'Number of time steps over which the same curve is sampled. Longer sequences are smoother to follow, and the gradient has a longer way back.',
    symbol: 'T',
  }),
};

export const ltcSine: Task<typeof options> = {
  id: 'ltc-sine',
  label: 'LTC sine',
  summary:
    'A liquid time-constant network of a few cells, wired like a small nervous system, turns sine waves into another curve. Small, recurrent and hard on optimizers: the gradient passes through hundreds of solver steps.',
  options,
  presets: {
    paper: { label: '8 cells, as in the paper', options: {} },
    'paper-noise': { label: '8 cells, noisy inputs', options: { noise: 0.1 } },
    'cells-19': { label: '19 cells', options: { cells: 19 } },
    square: { label: 'Square wave, 19 cells', options: { data: 'fourier-square', cells: 19 } },
    ncps: {
      label: 'Quick start of the ncps library',
      options: { data: 'ncps', sparsity: 0.5, constraint: 'explicit-clip' },
    },
    unstable: { label: 'Unstable: no constraint', options: { constraint: 'explicit' } },
  },
  suggested: { steps: 400, target: 0.01 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.03 },
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
