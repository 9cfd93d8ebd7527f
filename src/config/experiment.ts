/** Reading of experiments: checks of plain data, and defaults. */
import { ConfigError } from '../core/errors';
import { checkOption, readOptions } from '../core/option';
import { findMethod } from '../methods';
import type { BlockWeighting, OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { readInterventions } from './interventions';
import { armOptions } from './optionPath';
import type { ArmConfig, Experiment } from './types';

export const MAX_ARMS = 8;
export const MAX_SEEDS = 32;
export const MAX_STEPS = 1_000_000;

/** Ids of all checkpoints an experiment refers to, each once. */
export function checkpointsOf({ arms }: Experiment): string[] {
  const collect = ({ checkpoint, parts = {} }: OptimizerConfig): string[] => [
    ...(checkpoint === undefined ? [] : [checkpoint]),
    ...Object.values(parts).flatMap(collect),
  ];
  return [...new Set(arms.flatMap((arm) => collect(arm.optimizer)))];
}

/** Checks plain data and fills in defaults; throws `ConfigError` naming the field. */
export function readExperiment(input: unknown): Experiment {
  const root = record(input, 'experiment');
  const taskInput = record(root.task, 'task');
  const task = findTask(text(taskInput.id, 'task.id'), 'task.id');
  const arms = root.arms;
  if (!Array.isArray(arms) || arms.length < 1 || arms.length > MAX_ARMS) {
    throw new ConfigError('arms', `arms must be a list of 1 to ${MAX_ARMS} arms`);
  }
  const seeds = record(root.seeds ?? {}, 'seeds');
  const experiment: Experiment = {
    task: {
      id: task.id,
      options: readOptions(task.options, taskInput.options ?? {}, 'task.options'),
      ...(taskInput.data === undefined ? {} : { data: readData(taskInput.data) }),
    },
    arms: arms.map((arm, index) => readArm(arm, `arms[${index}]`)),
    seeds: {
      first: integer(seeds.first ?? 0, 0, 2 ** 32 - 1 - MAX_SEEDS, 'seeds.first'),
      count: integer(seeds.count ?? 5, 1, MAX_SEEDS, 'seeds.count'),
    },
    steps: integer(root.steps ?? task.suggested.steps, 1, MAX_STEPS, 'steps'),
    target: finite(root.target ?? task.suggested.target, 'target'),
  };
  const ids = experiment.arms.map((arm) => arm.id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) throw new ConfigError('arms', `two arms have the id "${twin}"; ids must differ`);
  const interventions = readInterventions(root.interventions ?? [], experiment.arms, MAX_STEPS);
  return interventions.length > 0 ? { ...experiment, interventions } : experiment;
}

function readArm(input: unknown, field: string): ArmConfig {
  const arm = record(input, field);
  return {
    id: text(arm.id, `${field}.id`, 40),
    label: arm.label === undefined ? '' : text(arm.label, `${field}.label`, 80, 0),
    optimizer: readOptimizer(arm.optimizer, `${field}.optimizer`),
    clipNorm: checkOption(armOptions.clipNorm, arm.clipNorm ?? 0, `${field}.clipNorm`) as number,
  };
}

function readOptimizer(input: unknown, field: string): OptimizerConfig {
  const config = record(input, field);
  const optimizer = findMethod(text(config.id, `${field}.id`), `${field}.id`);
  const given = record(config.parts ?? {}, `${field}.parts`);
  const parts = Object.entries(optimizer.parts ?? {}).map(([name, family]) => {
    const part = readOptimizer(given[name], `${field}.parts.${name}`);
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
    options: readOptions(optimizer.options, config.options ?? {}, `${field}.options`),
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
    ...(config.checkpoint === undefined
      ? {}
      : { checkpoint: text(config.checkpoint, `${field}.checkpoint`) }),
    ...(config.blocks === undefined ? {} : { blocks: readBlocks(config.blocks, `${field}.blocks`) }),
  };
  optimizer.check?.(checked, field);
  return checked;
}

function readBlocks(input: unknown, field: string): Record<string, BlockWeighting> {
  return Object.fromEntries(
    Object.entries(record(input, field)).map(([name, value]) => {
      if (value !== 'default' && value !== 'invert') {
        throw new ConfigError(`${field}.${name}`, `${field}.${name} must be "default" or "invert"`);
      }
      return [name, value];
    }),
  );
}

function readData(input: unknown): { hash: string; name: string } {
  const data = record(input, 'task.data');
  const hash = text(data.hash, 'task.data.hash');
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    throw new ConfigError('task.data.hash', 'task.data.hash must be a SHA-256 in 64 hexadecimal digits');
  }
  return { hash, name: text(data.name, 'task.data.name', 200) };
}

function record(input: unknown, field: string): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ConfigError(field, `${field} must be an object, got ${input === null ? 'null' : typeof input}`);
  }
  return input as Record<string, unknown>;
}

function text(input: unknown, field: string, most = 100, least = 1): string {
  if (typeof input !== 'string' || input.length < least || input.length > most) {
    throw new ConfigError(field, `${field} must be a text of ${least} to ${most} characters`);
  }
  // Half a surrogate pair has no UTF-8 form, so it could be neither sent nor saved.
  if (/\p{Surrogate}/u.test(input)) throw new ConfigError(field, `${field} must be well-formed Unicode text`);
  return input;
}

function finite(input: unknown, field: string): number {
  if (typeof input !== 'number' || !Number.isFinite(input)) {
    throw new ConfigError(
      field,
      `${field} must be a finite number, got ${typeof input === 'number' ? input : typeof input}`,
    );
  }
  return input;
}

function integer(input: unknown, min: number, max: number, field: string): number {
  const value = finite(input, field);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ConfigError(field, `${field} must be a whole number from ${min} to ${max}, got ${value}`);
  }
  return value;
}
