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

/** The learned optimizers that come with the page, and their mixes with Adam. */
const broad: OptimizerSpec = { optimizer: 'celo', checkpoint: 'broad' };
const mlp: OptimizerSpec = { optimizer: 'celo', checkpoint: 'mlp' };
const adamAnd = (learned: OptimizerSpec, learningRate?: number) => ({
  designed: { optimizer: 'adam', ...(learningRate === undefined ? {} : { options: { learningRate } }) },
  learned,
});

export const presets: readonly Preset[] = [
  {
    id: 'ltc-hub',
    title: 'By hand, learned, or both',
    question: 'Can a mix of Adam and a learned optimizer be better than either?',
    outcome:
      'The learned optimizer, which never saw this network, is far ahead at first: 0.08 after 20 steps, Adam 0.18. Then it slows down and needs about 230 steps to the target, Adam about 130. The mix is there after about 105 and ends as low as Adam.',
    why: 'Inverted, σ is the learned share, and a softmax over 64 weights leaves each about 1/64: the wide tensors are Adam’s. Only tensors of a few weights listen to the learned optimizer, and A = 0.3 keeps them from listening to it alone.',
    experiment: experiment({
      task: 'ltc-sine',
      arms: [
        { optimizer: 'adam' },
        broad,
        { optimizer: 'hub', options: { invert: true, upper: 0.3 }, parts: adamAnd(broad) },
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
      'By the paper’s softmax the learned optimizer takes the mix down with it, to 0.27, and with half of every step to 0.25. Inverted it learns, but comes to rest at 0.013. With A = 0.3, so that no weight is the learned one’s alone, it gets to the target after about 185 steps.',
    why: 'The learned optimizer knows small tanh networks, not this one: its steps are far too bold here. Inverted, wide tensors give it about 1/64 of a step, but a tensor of one weight all of it, until A says otherwise. Adam alone is there after 130.',
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
        {
          optimizer: 'hub',
          label: 'HUB, A = 0.3',
          options: { invert: true, upper: 0.3 },
          parts: adamAnd(mlp),
        },
      ],
    }),
  },
  {
    id: 'ltc-guard',
    title: 'A guard and its price',
    question: 'What does it cost to be safe from a learned optimizer that fails?',
    outcome:
      'Alone, the learned optimizer collapses to 0.27. In two of three seeds the guard LGL2O drops it after one step and follows Adam, to the target after about 150 steps and on to the same low end; in the third it trusts it a few times too often and stays at 0.25. Switch the axis to evaluations: it has spent more than Adam by then.',
    why: 'It tries both optimizers and goes on with the better: that keeps out what is bad at once, not what is good now and ends on a plateau. Every comparison costs gradients and losses of its own.',
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
      'Adam stays near a loss of 2. The learned optimizer comes below 0.05 after about 130 steps and HUB after 80; both end at 0.001. HUB with σ kept within [0.3, 0.7] is there after 45, but Adam’s share throws it out again.',
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
  {
    id: 'siren-learned',
    title: 'Where learning pays',
    question: 'Is a learned optimizer ever simply better?',
    outcome:
      'Here it is: after about 60 steps it leaves Adamax behind and reaches the target after about 185, where Adamax still stands at 700 and has not arrived after 400 either. The mix by the paper’s softmax goes along with it, a little ahead; inverted it is Adam and comes last.',
    why: 'It was trained on pictures too, though on smaller networks and other pictures. The softmax over hundreds of weights leaves the learned half nearly every step; inverted, it leaves that half next to none.',
    experiment: experiment({
      task: 'siren',
      arms: [
        { optimizer: 'adamax' },
        broad,
        { optimizer: 'hub', parts: adamAnd(broad, 0.003) },
        { optimizer: 'hub', label: 'HUB, inverted', options: { invert: true }, parts: adamAnd(broad, 0.003) },
      ],
      seeds: 3,
      steps: 400,
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
