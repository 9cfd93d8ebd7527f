/** Experiments worth opening: each asks a question, says what to expect, and why. */
import { ConfigError } from '../core/errors';
import type { AnyOptions } from '../core/option';
import { findTask } from '../tasks';
import { type ArmConfig, type Experiment, readExperiment } from './experiment';

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

interface ArmSpec {
  readonly optimizer: string;
  readonly label?: string;
  readonly options?: AnyOptions;
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
  const task = findTask(taskId);
  return readExperiment({
    task: { id: taskId, options },
    arms: arms.map((arm, index): ArmConfig => {
      const learningRate = task.learningRates?.[arm.optimizer];
      return {
        id: `a${index + 1}`,
        label: arm.label ?? '',
        optimizer: {
          id: arm.optimizer,
          options: { ...(learningRate === undefined ? {} : { learningRate }), ...arm.options },
        },
        clipNorm: arm.clipNorm ?? 0,
      };
    }),
    seeds: { first: 0, count: seeds },
    ...(steps === undefined ? {} : { steps }),
    ...(target === undefined ? {} : { target }),
  });
}

export const presets: readonly Preset[] = [
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

/** What a task's tab opens with: the first preset of the task. */
export function defaultExperiment(taskId: string): Experiment {
  const preset = presets.find(({ experiment }) => experiment.task.id === taskId);
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
