/** Experiments worth opening; the question of each, what to expect and why are in `presetTexts`, loaded with what shows them. */
import { findById } from '../core/findById';
import type { AnyOptions } from '../core/option';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import type { presetTexts } from '../texts/presets';
import { presetTitles } from '../texts/presetTitles';
import { checkpointsOf, readExperiment } from './experiment';
import type { ArmConfig, Experiment } from './types';

export interface Preset {
  /** Stable: links and scripts name it. */
  readonly id: keyof typeof presetTexts;
  readonly title: string;
  readonly experiment: Experiment;
  /**
   * There where the task's tab opens with it, if its weights are built in; smaller than itself where a weak device would
   * show nothing within ten seconds.
   */
  readonly opens?: { readonly seeds?: number; readonly options?: AnyOptions };
}

interface OptimizerSpec {
  readonly optimizer: string;
  readonly options?: AnyOptions;
  /** Weights of a learned optimizer. */
  readonly checkpoint?: string;
  readonly parts?: Readonly<Record<string, OptimizerSpec>>;
}

interface ArmSpec extends OptimizerSpec {
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

/** Steps between two looks at held-out examples, where a task has them. */
export const VALIDATE_EVERY = 50;

/** A full experiment from what differs from the task's and the optimizers' defaults. */
function experiment({ task: taskId, options, arms, seeds = 5, steps, target }: ExperimentSpec): Experiment {
  const { learningRates: rates, validates } = findTask(taskId);
  return readExperiment({
    task: { id: taskId, options },
    arms: arms.map(
      (arm, index): ArmConfig => ({
        id: `a${index + 1}`,
        label: '',
        optimizer: optimizer(arm, rates),
        clipNorm: arm.clipNorm ?? 0,
      }),
    ),
    seeds: { first: 0, count: seeds },
    ...(steps === undefined ? {} : { steps }),
    ...(target === undefined ? {} : { target }),
    ...(validates ? { validateEvery: VALIDATE_EVERY } : {}),
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

/** Adam whose steps become smaller by 0.3 every 300. */
const steppedAdam: OptimizerSpec = {
  optimizer: 'adam',
  options: { schedule: 'step', gamma: 0.3, period: 300 },
};

/** What a pre-trained network is tuned by. */
const tuning = { designed: { optimizer: 'adamw' }, learned: broad };

/** Half the loss of the outermost trough of the pathological function: whoever gets there has passed it. */
const BELOW_FIRST_TROUGH = 5e-4;

export const presets: readonly Preset[] = [
  {
    id: 'ltc-hub',
    title: presetTitles['ltc-hub'],
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
    title: presetTitles['ltc-three-ways'],
    experiment: experiment({
      task: 'ltc-sine',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
    }),
  },
  {
    id: 'ltc-shares',
    title: presetTitles['ltc-shares'],
    experiment: experiment({
      task: 'ltc-sine',
      arms: [
        { optimizer: 'hub', parts: adamAnd(mlp) },
        {
          optimizer: 'hub',
          options: { weighting: 'manual', share: 0.5 },
          parts: adamAnd(mlp),
        },
        { optimizer: 'hub', options: { invert: true }, parts: adamAnd(mlp) },
        {
          optimizer: 'hub',
          options: { invert: true, upper: 0.3 },
          parts: adamAnd(mlp),
        },
      ],
    }),
  },
  {
    id: 'ltc-guard',
    title: presetTitles['ltc-guard'],
    experiment: experiment({
      task: 'ltc-sine',
      arms: [{ optimizer: 'adam' }, mlp, { optimizer: 'lgl2o', parts: adamAnd(mlp) }],
      seeds: 3,
    }),
  },
  {
    id: 'ltc-rates',
    title: presetTitles['ltc-rates'],
    experiment: experiment({
      task: 'ltc-sine',
      arms: [0.001, 0.01, 0.1, 0.3].map((learningRate) => ({
        optimizer: 'adam',
        options: { learningRate },
      })),
    }),
  },
  {
    id: 'ltc-clip',
    title: presetTitles['ltc-clip'],
    experiment: experiment({
      task: 'ltc-sine',
      arms: [
        { optimizer: 'sgd' },
        {
          optimizer: 'sgd',
          options: { learningRate: 1 },
        },
        {
          optimizer: 'sgd',
          options: { learningRate: 1 },
          clipNorm: 0.03,
        },
      ],
    }),
  },
  {
    id: 'ltc-unstable',
    title: presetTitles['ltc-unstable'],
    experiment: experiment({
      task: 'ltc-sine',
      options: { constraint: 'explicit' },
      arms: [
        {
          optimizer: 'adam',
          options: { learningRate: 0.003 },
        },
        { optimizer: 'adam' },
        { optimizer: 'sgd' },
        {
          optimizer: 'adam',
          clipNorm: 0.03,
        },
      ],
      seeds: 8,
    }),
  },
  {
    id: 'pathological-waves',
    title: presetTitles['pathological-waves'],
    experiment: experiment({
      task: 'pathological',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
      target: BELOW_FIRST_TROUGH,
    }),
  },
  {
    id: 'pathological-plane',
    title: presetTitles['pathological-plane'],
    experiment: experiment({
      task: 'pathological',
      options: { dim: 2, startNorm: 2 },
      arms: [
        { optimizer: 'adam', options: { learningRate: 0.02 } },
        { optimizer: 'adamax', options: { learningRate: 0.02 } },
        { optimizer: 'sgd', options: { learningRate: 0.001 } },
      ],
      target: BELOW_FIRST_TROUGH,
    }),
  },
  {
    id: 'pathological-hub',
    title: presetTitles['pathological-hub'],
    opens: {},
    experiment: experiment({
      task: 'pathological',
      arms: [
        { optimizer: 'adam', options: { learningRate: 0.01 } },
        mlp,
        { optimizer: 'hub', parts: adamAnd(mlp, 0.01) },
        {
          optimizer: 'hub',
          options: { upper: 0.7, lower: 0.3 },
          parts: adamAnd(mlp, 0.01),
        },
      ],
    }),
  },
  {
    id: 'siren-picture',
    title: presetTitles['siren-picture'],
    experiment: experiment({
      task: 'siren',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
      seeds: 3,
    }),
  },
  {
    id: 'siren-learned',
    title: presetTitles['siren-learned'],
    opens: { seeds: 1, options: { batch: 128 } },
    experiment: experiment({
      task: 'siren',
      arms: [
        { optimizer: 'adamax' },
        broad,
        { optimizer: 'hub', parts: adamAnd(broad, 0.003) },
        {
          optimizer: 'hub',
          options: { invert: true },
          parts: adamAnd(broad, 0.003),
        },
      ],
      seeds: 3,
      steps: 400,
    }),
  },
  {
    id: 'surface-valley',
    title: presetTitles['surface-valley'],
    experiment: experiment({
      task: 'surface',
      arms: [
        { optimizer: 'adam' },
        { optimizer: 'adamax' },
        { optimizer: 'sgd', options: { learningRate: 0.001 } },
        { optimizer: 'sgd', options: { learningRate: 0.001, momentum: 0 } },
      ],
    }),
  },
  {
    id: 'surface-ravine',
    title: presetTitles['surface-ravine'],
    experiment: experiment({
      task: 'surface',
      options: { function: 'ravine', condition: 1000, angle: 45 },
      arms: [
        { optimizer: 'adam' },
        { optimizer: 'sgd', options: { learningRate: 0.001 } },
        { optimizer: 'sgd', options: { learningRate: 0.001, momentum: 0 } },
      ],
      steps: 600,
    }),
  },
  {
    id: 'surface-saddle',
    title: presetTitles['surface-saddle'],
    experiment: experiment({
      task: 'surface',
      options: { function: 'saddle', spread: 0.01 },
      arms: [
        { optimizer: 'adam', options: { learningRate: 0.03 } },
        { optimizer: 'adamax', options: { learningRate: 0.03 } },
        { optimizer: 'sgd', options: { learningRate: 0.01 } },
        { optimizer: 'sgd', options: { learningRate: 0.01, momentum: 0 } },
      ],
      steps: 600,
      target: 0,
    }),
  },
  {
    id: 'trajectory-lstm',
    title: presetTitles['trajectory-lstm'],
    experiment: experiment({
      task: 'trajectory',
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd' }],
    }),
  },
  {
    id: 'trajectory-rest',
    title: presetTitles['trajectory-rest'],
    opens: { seeds: 3 },
    experiment: experiment({
      task: 'trajectory',
      options: { units: 16 },
      arms: [
        { optimizer: 'adam' },
        { optimizer: 'adam', options: { schedule: 'cosine' } },
        broad,
        { optimizer: 'hub', parts: adamAnd(broad) },
      ],
      steps: 200,
      target: 1e-5,
    }),
  },
  {
    id: 'ode-pieces',
    title: presetTitles['ode-pieces'],
    experiment: experiment({
      task: 'neural-ode',
      arms: [
        { optimizer: 'adam' },
        { optimizer: 'adam', options: { schedule: 'cosine' } },
        broad,
        { optimizer: 'hub', parts: adamAnd(broad) },
      ],
      steps: 500,
      target: 0.001,
    }),
  },
  {
    id: 'ode-whole',
    title: presetTitles['ode-whole'],
    experiment: experiment({
      task: 'neural-ode',
      options: { span: 'whole', points: 150 },
      arms: [{ optimizer: 'adam' }, { optimizer: 'adamax' }, { optimizer: 'sgd', clipNorm: 0.1 }, broad],
      steps: 600,
      target: 0.5,
    }),
  },
  {
    id: 'digits-learned',
    title: presetTitles['digits-learned'],
    opens: { seeds: 1, options: { hidden: '32' } },
    experiment: experiment({
      task: 'digits',
      arms: [{ optimizer: 'adam' }, broad, { optimizer: 'hub', parts: adamAnd(broad) }],
      seeds: 3,
      steps: 600,
    }),
  },
  {
    id: 'digits-moved',
    title: presetTitles['digits-moved'],
    experiment: experiment({
      task: 'digits',
      options: { augment: 'turn' },
      arms: [{ optimizer: 'adam' }, { optimizer: 'adam', options: { schedule: 'cosine' } }],
      seeds: 3,
    }),
  },
  {
    id: 'tuning-blocks',
    title: presetTitles['tuning-blocks'],
    opens: { seeds: 1 },
    experiment: experiment({
      task: 'fine-tuning',
      arms: [
        { optimizer: 'adamw' },
        broad,
        { optimizer: 'hub', options: { invert: true }, parts: tuning },
        { optimizer: 'hub', options: { blocks: 'prose' }, parts: tuning },
      ],
      seeds: 3,
      steps: 200,
    }),
  },
  {
    id: 'lane-liquid',
    title: presetTitles['lane-liquid'],
    opens: { seeds: 1, options: { batch: 4 } },
    experiment: experiment({
      task: 'lane-keeping',
      arms: [steppedAdam, broad, { optimizer: 'hub', parts: { designed: steppedAdam, learned: broad } }],
      seeds: 3,
      steps: 400,
    }),
  },
  {
    id: 'lane-memory',
    title: presetTitles['lane-memory'],
    experiment: experiment({
      task: 'lane-keeping',
      options: { head: 'lstm' },
      arms: [steppedAdam, { optimizer: 'adam' }, { optimizer: 'sgd' }],
      seeds: 3,
      steps: 400,
    }),
  },
];

/**
 * Experiment that a task's tab opens with: of the task's presets whose weights are among the built-in checkpoints of this
 * build the one that is marked so, else the first.
 */
export function defaultExperiment(taskId: string, builtins: readonly string[] = []): Experiment {
  const able = presets.filter(
    ({ experiment }) =>
      experiment.task.id === taskId && checkpointsOf(experiment).every((id) => builtins.includes(id)),
  );
  const preset = able.find(({ opens }) => opens) ?? able[0];
  if (!preset) return experiment({ task: taskId, arms: [{ optimizer: 'adam' }] });
  const { experiment: whole, opens = {} } = preset;
  return {
    ...whole,
    task: { ...whole.task, options: { ...whole.task.options, ...opens.options } },
    seeds: { ...whole.seeds, count: opens.seeds ?? whole.seeds.count },
  };
}

export const findPreset = (id: string): Preset => findById(presets, id, 'preset', 'preset');
