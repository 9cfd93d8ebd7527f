/** Reading of experiments: checks of plain data, and defaults. */
import * as v from 'valibot';
import { ConfigError } from '../core/errors';
import { checkOption, readOptions } from '../core/option';
import {
  anyRecord,
  anything,
  fields,
  finite,
  list,
  mapOf,
  oneOf,
  readConfig,
  sha256,
  text,
  whole,
} from '../core/schema';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import type { Task } from '../tasks/types';
import { readInterventions } from './interventions';
import { armOptions } from './optionPath';
import type { Experiment } from './types';

export const MAX_ARMS = 8;
export const MAX_SEEDS = 32;
export const MAX_STEPS = 1_000_000;
/** Steps between two looks at held-out examples, at least: in between, steps are made without a pause. */
export const MIN_VALIDATE_EVERY = 10;

/** Ids of all checkpoints an experiment refers to, each once. */
export function checkpointsOf({ arms }: Experiment): string[] {
  const collect = ({ checkpoint, parts = {} }: OptimizerConfig): string[] => [
    ...(checkpoint === undefined ? [] : [checkpoint]),
    ...Object.values(parts).flatMap(collect),
  ];
  return [...new Set(arms.flatMap((arm) => collect(arm.optimizer)))];
}

const wellFormed = (least: number, most: number) =>
  v.pipe(
    text(least, most),
    // Half a surrogate pair has no UTF-8 form, so it could be neither sent nor saved.
    v.check((input) => !/\p{Surrogate}/u.test(input), 'well-formed Unicode text'),
  );

/** An id of the registries. */
const idSchema = wellFormed(1, 100);

const taskSchema = fields({
  id: idSchema,
  options: anything,
  data: v.optional(fields({ hash: sha256, name: wellFormed(1, 200) })),
});

const experimentSchema = fields({
  arms: list(
    fields({
      id: wellFormed(1, 40),
      label: v.optional(wellFormed(0, 80), ''),
      optimizer: anything,
      clipNorm: anything,
    }),
    `a list of 1 to ${MAX_ARMS} arms`,
    1,
    MAX_ARMS,
  ),
  seeds: v.nullish(
    fields({
      first: v.nullish(whole(0, 2 ** 32 - 1 - MAX_SEEDS)),
      count: v.nullish(whole(1, MAX_SEEDS)),
    }),
  ),
  steps: v.nullish(whole(1, MAX_STEPS)),
  target: v.nullish(finite),
  validateEvery: v.nullish(whole(0, MAX_STEPS)),
  interventions: anything,
});

const optimizerSchema = fields({
  id: idSchema,
  options: anything,
  parts: v.nullish(anyRecord),
  checkpoint: v.optional(wellFormed(1, 100)),
  blocks: v.optional(mapOf(oneOf(['default', 'invert']))),
});

/** Checks plain data and fills in defaults; throws `ConfigError` naming the field. */
export function readExperiment(input: unknown): Experiment {
  const plain = readConfig(anyRecord, input, 'experiment');
  const { id, options, data } = readConfig(taskSchema, plain.task, 'task');
  const task = findTask(id, 'task.id');
  const { arms, seeds, steps, target, validateEvery, interventions } = readConfig(
    experimentSchema,
    plain,
    '',
  );
  const experiment: Experiment = {
    task: {
      id: task.id,
      options: readOptions(task.options, options ?? {}, 'task.options'),
      ...(data ? { data } : {}),
    },
    arms: arms.map(({ id, label, optimizer, clipNorm }, index) => ({
      id,
      label,
      optimizer: readOptimizer(optimizer, `arms[${index}].optimizer`),
      clipNorm: checkOption(armOptions.clipNorm, clipNorm ?? 0, `arms[${index}].clipNorm`) as number,
    })),
    seeds: { first: seeds?.first ?? 0, count: seeds?.count ?? 5 },
    steps: steps ?? task.suggested.steps,
    target: target ?? task.suggested.target,
    ...(validateEvery ? { validateEvery: checkValidateEvery(validateEvery, task) } : {}),
  };
  const ids = experiment.arms.map((arm) => arm.id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) throw new ConfigError('arms', `two arms have the id "${twin}"; ids must differ`);
  const changes = readInterventions(interventions ?? [], experiment.arms, MAX_STEPS);
  return changes.length > 0 ? { ...experiment, interventions: changes } : experiment;
}

function checkValidateEvery(steps: number, task: Task): number {
  if (!task.validates) {
    throw new ConfigError(
      'validateEvery',
      `validateEvery must be 0 for the task "${task.id}", which holds no examples out, got ${steps}`,
    );
  }
  if (steps < MIN_VALIDATE_EVERY) {
    throw new ConfigError(
      'validateEvery',
      `validateEvery must be 0 (never) or at least ${MIN_VALIDATE_EVERY} steps, got ${steps}`,
    );
  }
  return steps;
}

function readOptimizer(input: unknown, field: string): OptimizerConfig {
  const { id, options, parts: given, checkpoint, blocks } = readConfig(optimizerSchema, input, field);
  const optimizer = findMethod(id, `${field}.id`);
  const parts = Object.entries(optimizer.parts ?? {}).map(([name, family]) => {
    const part = readOptimizer(given?.[name], `${field}.parts.${name}`);
    if (findMethod(part.id, `${field}.parts.${name}.id`).family !== family) {
      throw new ConfigError(
        `${field}.parts.${name}.id`,
        `${field}.parts.${name} must be a ${family === 'designed' ? 'hand-designed' : family} optimizer, got "${part.id}"`,
      );
    }
    return [name, part] as const;
  });
  const checked: OptimizerConfig = {
    id: optimizer.id,
    options: readOptions(optimizer.options, options ?? {}, `${field}.options`),
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(blocks === undefined ? {} : { blocks }),
  };
  optimizer.check?.(checked, field);
  return checked;
}
