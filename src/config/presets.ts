/** Experiments worth opening: each asks a question, says what to expect, and why. */
import { ConfigError } from '../core/errors';
import type { AnyOptions } from '../core/option';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { type ArmConfig, checkpointsOf, type Experiment, readExperiment } from './experiment';

export interface Preset {
  /** Stable: links and scripts name it. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** What one should see. */
  readonly outcome: string;
  /** The reason, in a sentence. */
  readonly why: string;
  readonly experiment: Experiment;
}

interface OptimizerSpec {
  readonly optimizer: string;
  readonly options?: AnyOptions;
  /** Weights of a learned optimizer. */
  readonly checkpoint?: string;
  readonly parts?: Readonly<Record<string, OptimizerSpec>>;
}

interface ArmSpec extends OptimizerSpec {
  readonly label?: string;
  readonly clipNorm?: number;
}

interface ExperimentSpec {
  readonly task: string;
  readonly options?: AnyOptions;
  readonly arms: readonly ArmSpec[];
  readonly seeds?: number;
  readonly steps?: number;
  readonly target?: number;
}

/** A full experiment from what differs from the task's and the optimizers' defaults. */
function experiment({ task: taskId, options, arms, seeds = 5, steps, target }: ExperimentSpec): Experiment {
  const rates = findTask(taskId).learningRates;
  return readExperiment({
    task: { id: taskId, options },
    arms: arms.map(
      (arm, index): ArmConfig => ({
        id: `a${index + 1}`,
        label: arm.label ?? '',
        optimizer: optimizer(arm, rates),
        clipNorm: arm.clipNorm ?? 0,
      }),
    ),
    seeds: { first: 0, count: seeds },
    ...(steps === undefined ? {} : { steps }),
    ...(target === undefined ? {} : { target }),
  });
}

function optimizer(
  { optimizer: id, options, checkpoint, parts = {} }: OptimizerSpec,
  rates: Readonly<Record<string, number>> = {},
): OptimizerConfig {
  const learningRate = rates[id];
  return {
    id,
    options: { ...(learningRate === undefined ? {} : { learningRate }), ...options },
    ...(checkpoint === undefined ? {} : { checkpoint }),
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, optimizer(part, rates)])),
  };
}

/** The learned optimizer that comes with the page, and its mix with Adam. */
const mlp: OptimizerSpec = { optimizer: 'celo', checkpoint: 'mlp' };
const adamAnd = (learned: OptimizerSpec, learningRate?: number) => ({
  designed: { optimizer: 'adam', ...(learningRate === undefined ? {} : { options: { learningRate } }) },
  learned,
});

export const presets: readonly Preset[] = [
  {
    id: 'ltc-hub',
    title: 'By hand, learned, or both',
    question: 'Can a mix of Adam and a learned optimizer be better than either, when one of them fails?',
    outcome:
      'The learned optimizer, a stranger here, collapses within ten steps and stays at 0.27. The mix does not: it reaches the target after about 80 steps, Adam after about 130, and stays low; Adam ends a little lower.',
    why: 'Inverted, σ is the learned share, and a softmax over 64 weights leaves each about 1/64: the wide tensors are Adam’s, and only tensors of a few weights listen to the learned optimizer.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [
        { optimizer: 'adam' },
        mlp,
        { optimizer: 'hub', options: { invert: true }, parts: adamAnd(mlp) },
      ],
    }),
  },
  {
    id: 'ltc-three-ways',
    title: 'Three ways to learn a sawtooth',
    question: 'Does it matter which optimizer trains eight liquid neurons?',
    outcome:
      'Adam reaches the target within 150 steps, Adamax needs about 230; SGD learns half of the curve and stays on that plateau to the end.',
    why: 'The gradient comes back through 288 solver steps, so its size differs by orders of magnitude between tensors; Adam and Adamax rescale every weight, SGD does not.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
    }),
  },
  {
    id: 'ltc-shares',
    title: 'How much of a learned step',
    question: 'How large a learned share can this run bear?',
    outcome:
      'The paper’s softmax goes down with the learned optimizer, to 0.25, and so does a constant half, to 0.27. Inverted, with a small learned share, it reaches the target after about 80 steps and stays.',
    why: 'The learned optimizer knows small tanh networks, not this one: its steps are far too bold here, and what is too bold alone can help as a small share.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [
        { optimizer: 'hub', label: 'HUB, softmax', parts: adamAnd(mlp) },
        {
          optimizer: 'hub',
          label: 'HUB, half and half',
          options: { weighting: 'manual', share: 0.5 },
          parts: adamAnd(mlp),
        },
        { optimizer: 'hub', label: 'HUB, inverted', options: { invert: true }, parts: adamAnd(mlp) },
      ],
    }),
  },
  {
    id: 'ltc-guard',
    title: 'A guard and its price',
    question: 'What does it cost to be safe from a learned optimizer that fails?',
    outcome:
      'Alone, the learned optimizer collapses to 0.27. The guard LGL2O drops its steps and follows Adam, to the target after about 150 steps and on to the same low end. Switch the axis to evaluations: it has spent more than Adam by then.',
    why: 'It tries both optimizers in every step and keeps the better, so bad steps are never taken; every comparison costs gradients and losses of its own.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [{ optimizer: 'adam' }, mlp, { optimizer: 'lgl2o', parts: adamAnd(mlp) }],
      seeds: 3,
    }),
  },
  {
    id: 'ltc-rates',
    title: 'Too small, too large',
    question: 'How much does the learning rate decide?',
    outcome:
      'At 0.001 Adam crawls and stands at 0.055 after 400 steps; at 0.01 it reaches the target after about 130. At 0.1 it is ahead for fifty steps and then stuck at 0.027, and at 0.3 it never leaves 0.27.',
    why: 'Adam moves every weight by about the learning rate per step. 0.27 is the loss of a network that answers the same value all the time: large steps lead there, and little leads out. Tune does this for every optimizer.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [0.001, 0.01, 0.1, 0.3].map((learningRate) => ({
        optimizer: 'adam',
        label: `Adam, ${learningRate}`,
        options: { learningRate },
      })),
    }),
  },
  {
    id: 'ltc-clip',
    title: 'A leash on the gradient',
    question: 'Can SGD bear a learning rate thirty times as large when its gradients are clipped?',
    outcome:
      'At a rate of 1 plain SGD learns nothing, and three of its five seeds diverge. Clipped to a norm of 0.03 it learns at that rate, faster than at 0.03 without clipping: 0.09 after 25 steps, where the other still stands at 0.27.',
    why: 'Through 288 solver steps a gradient is now and then enormous, and times a large rate it throws the weights away for good. Clipping keeps its direction and bounds its length, so the rate can suit the ordinary ones.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [
        { optimizer: 'sgd', label: 'SGD, 0.03' },
        { optimizer: 'sgd', label: 'SGD, 1', options: { learningRate: 1 } },
        { optimizer: 'sgd', label: 'SGD, 1, clipped', options: { learningRate: 1 }, clipNorm: 0.03 },
      ],
    }),
  },
  {
    id: 'ltc-unstable',
    title: 'Without a constraint',
    question: 'What happens when conductances may turn negative, and does clipping the gradient help?',
    outcome:
      'Most seeds learn, and Adam at 0.01 faster than with the constraint: it reaches the target after about 100 steps. But every optimizer loses one or two of its eight seeds to values that are no numbers, clipped or not.',
    why: 'Without the softplus a denominator of the solver can pass through zero. One such step is enough, and it is the place that is deadly, not the length of the step, so a bound on the gradient does not prevent it.',
    experiment: experiment({
      task: 'ltc-sine',
      options: { constraint: 'explicit' },
      arms: [
        { optimizer: 'adam', label: 'Adam, 0.003', options: { learningRate: 0.003 } },
        { optimizer: 'adam', label: 'Adam, 0.01' },
        { optimizer: 'sgd' },
        { optimizer: 'adam', label: 'Adam, 0.01, clipped', clipNorm: 0.03 },
      ],
      seeds: 8,
    }),
  },
  {
    id: 'pathological-waves',
    title: 'A slope that explodes and vanishes',
    question:
      'Can anything get to the bottom of a function whose waves grow ever denser towards the minimum?',
    outcome:
      'None does. All slide into the first trough, at a distance of 1/π from the origin, and stay; Adam and Adamax swing through it a few times first.',
    why: 'The slope vanishes at the lowest point of a trough while its walls steepen; steps that shrink with the slope, or average it, cannot climb the next crest.',
    experiment: experiment({
      task: 'pathological',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
    }),
  },
  {
    id: 'pathological-plane',
    title: 'The same in the plane',
    question: 'What do the waves look like from above, and which of them stops whom?',
    outcome:
      'All walk down the slope along the diagonal of their quadrant and are caught by a ring of troughs around the origin; which ring depends on how fast they arrive.',
    why: 'The function only knows the sum of absolute values, so its valleys are squares on their tips and both coordinates always get the same slope.',
    experiment: experiment({
      task: 'pathological',
      options: { dim: 2, startNorm: 2 },
      arms: [
        { optimizer: 'adam', options: { learningRate: 0.02 } },
        { optimizer: 'adamax', options: { learningRate: 0.02 } },
        { optimizer: 'sgd', options: { learningRate: 0.001 } },
      ],
    }),
  },
  {
    id: 'pathological-hub',
    title: 'Over the waves, together',
    question: 'Where Adam is caught by a trough, does a learned optimizer get through, and does a mix?',
    outcome:
      'Adam stays near a loss of 2. The learned optimizer comes below 0.05 after about 215 steps and HUB after 120; both end at 0.001. HUB with σ kept within [0.3, 0.7] is there after 40, but Adam’s share throws it out again.',
    why: 'The learned steps are proportional to the size of the parameters and shrink as the run goes on: far out they leap over waves that hold Adam, later they settle. Clipping gives Adam a lasting say, and Adam’s steps stay large.',
    experiment: experiment({
      task: 'pathological',
      arms: [
        { optimizer: 'adam', options: { learningRate: 0.01 } },
        mlp,
        { optimizer: 'hub', parts: adamAnd(mlp, 0.01) },
        {
          optimizer: 'hub',
          label: 'HUB, clipped',
          options: { upper: 0.7, lower: 0.3 },
          parts: adamAnd(mlp, 0.01),
        },
      ],
    }),
  },
  {
    id: 'siren-picture',
    title: 'A picture as a network',
    question: 'How fast can a network of 1,300 weights remember a picture?',
    outcome:
      'The large shapes come within a few hundred steps, edges much later. Adamax gets furthest: after 2,000 steps its loss is about a third of that of Adam and SGD.',
    why: 'A network of sines fits low frequencies first, for they carry most of the error; what tells optimizers apart is what they make of the small gradients that are left for the edges.',
    experiment: experiment({
      task: 'siren',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
      seeds: 3,
    }),
  },
];

/**
 * What a task's tab opens with: the first preset of the task, of those whose weights are among the built-in
 * checkpoints of this build.
 */
export function defaultExperiment(taskId: string, builtins: readonly string[] = []): Experiment {
  const preset = presets.find(
    ({ experiment }) =>
      experiment.task.id === taskId && checkpointsOf(experiment).every((id) => builtins.includes(id)),
  );
  return preset?.experiment ?? experiment({ task: taskId, arms: [{ optimizer: 'adam' }] });
}

export function findPreset(id: string): Preset {
  const preset = presets.find((candidate) => candidate.id === id);
  if (!preset) {
    throw new ConfigError(
      'preset',
      `there is no preset "${id}"; there are ${presets.map((p) => p.id).join(', ')}`,
    );
  }
  return preset;
}
