/** Changes of an experiment as pure functions: each returns a new one and leaves the old alone. */

import { MAX_ARMS } from '../config/experiment';
import { MAX_INTERVENTIONS, orderInterventions, withoutStaleInterventions } from '../config/interventions';
import { withArmOption } from '../config/optionPath';
import type { ArmConfig, Experiment } from '../config/types';
import { type OptionValue, optionDefaults } from '../core/option';
import type { DataSummary, Recipe } from '../engine/types';
import { findMethod, methods } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { asksForData } from '../tasks/asksForData';
import type { LearnedChoice } from './checkpoints';

/**
 * An optimizer with its defaults, its learning rate being the task's own where the task has one. `learned`
 * says what a learned optimizer, or the learned part of another, is.
 */
export function defaultOptimizer(id: string, taskId: string, learned?: LearnedChoice): OptimizerConfig {
  const optimizer = findMethod(id);
  const options: Record<string, OptionValue> = { ...optionDefaults(optimizer.options) };
  const learningRate = findTask(taskId).learningRates?.[id];
  if (learningRate !== undefined && Object.hasOwn(options, 'learningRate'))
    options.learningRate = learningRate;
  const parts = Object.entries(optimizer.parts ?? {}).map(([name, family]) => {
    const part =
      (family === 'learned' && learned?.optimizer) ||
      methods.find((candidate) => candidate.family === family)?.id;
    if (!part) throw new Error(`no ${family} optimizer for the part "${name}" of "${id}"`);
    return [name, defaultOptimizer(part, taskId, learned)] as const;
  });
  return {
    id,
    options,
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
    ...(optimizer.family === 'learned' && learned ? { checkpoint: learned.checkpoint } : {}),
  };
}

/** Whether an optimizer, or a part of it, is learned. */
export function wantsWeights(optimizerId: string): boolean {
  const { family, parts } = findMethod(optimizerId);
  return family === 'learned' || Object.values(parts ?? {}).includes('learned');
}

/** The optimizer with one of its parts, or itself (at the path ""), replaced; `path` as in `parts.learned.`. */
export function replaceOptimizer(
  config: OptimizerConfig,
  path: string,
  replace: (config: OptimizerConfig) => OptimizerConfig,
): OptimizerConfig {
  if (path === '') return replace(config);
  const [, name, ...rest] = path.split('.');
  const part = replaceOptimizer(config.parts![name], rest.join('.'), replace);
  return { ...config, parts: { ...config.parts, [name]: part } };
}

/** Other weights for a learned optimizer; its options stay, for all learned ones have the same. */
export function withWeights(
  config: OptimizerConfig,
  { optimizer, checkpoint }: LearnedChoice,
): OptimizerConfig {
  return { ...config, id: optimizer, checkpoint };
}

/** Other weights wherever an arm, or a part of one, names `checkpoint`. */
export function replaceWeights(
  experiment: Experiment,
  checkpoint: string,
  choice: LearnedChoice,
): Experiment {
  const replace = (config: OptimizerConfig): OptimizerConfig => ({
    ...(config.checkpoint === checkpoint ? withWeights(config, choice) : config),
    ...(config.parts
      ? {
          parts: Object.fromEntries(
            Object.entries(config.parts).map(([name, part]) => [name, replace(part)]),
          ),
        }
      : {}),
  });
  return experiment.arms
    .filter(({ optimizer }) => JSON.stringify(replace(optimizer)) !== JSON.stringify(optimizer))
    .reduce((changed, { id }) => changeStructure(changed, id, replace), experiment);
}

/** An id no arm has: `a1`, `a2`, ... */
export function freshArmId(arms: readonly ArmConfig[]): string {
  for (let number = 1; ; number++) {
    const id = `a${number}`;
    if (!arms.some((arm) => arm.id === id)) return id;
  }
}

export function addArm(experiment: Experiment, optimizerId: string, learned?: LearnedChoice): Experiment {
  if (experiment.arms.length >= MAX_ARMS) return experiment;
  const arm: ArmConfig = {
    id: freshArmId(experiment.arms),
    label: '',
    optimizer: defaultOptimizer(optimizerId, experiment.task.id, learned),
    clipNorm: 0,
  };
  return { ...experiment, arms: [...experiment.arms, arm] };
}

/** A copy of the arm right behind it, with the label given. */
export function duplicateArm(experiment: Experiment, armId: string, label: string): Experiment {
  const index = experiment.arms.findIndex((arm) => arm.id === armId);
  if (index < 0 || experiment.arms.length >= MAX_ARMS) return experiment;
  const copy = { ...experiment.arms[index], id: freshArmId(experiment.arms), label };
  return { ...experiment, arms: experiment.arms.toSpliced(index + 1, 0, copy) };
}

/** Without the arm; the last one stays, for an experiment has at least one. */
export function removeArm(experiment: Experiment, armId: string): Experiment {
  return withoutArms(experiment, [armId]) ?? experiment;
}

/** Without these arms and their option changes; null where no arm is left. */
export function withoutArms(experiment: Experiment, armIds: readonly string[]): Experiment | null {
  if (!experiment.arms.some(({ id }) => armIds.includes(id))) return experiment;
  const arms = experiment.arms.filter((arm) => !armIds.includes(arm.id));
  if (arms.length === 0) return null;
  return withoutStaleInterventions({ ...experiment, arms });
}

/** Another optimizer for an arm; planned changes that no longer fit it go. */
export function changeStructure(
  experiment: Experiment,
  armId: string,
  change: (optimizer: OptimizerConfig) => OptimizerConfig,
): Experiment {
  return withoutStaleInterventions(
    changeArm(experiment, armId, (arm) => ({ ...arm, optimizer: change(arm.optimizer) })),
  );
}

/** Moves an arm by so many places, as far as the list goes. */
export function moveArm(experiment: Experiment, armId: string, by: number): Experiment {
  const from = experiment.arms.findIndex((arm) => arm.id === armId);
  const to = Math.max(0, Math.min(experiment.arms.length - 1, from + by));
  if (from < 0 || from === to) return experiment;
  const arms = experiment.arms.toSpliced(from, 1).toSpliced(to, 0, experiment.arms[from]);
  return { ...experiment, arms };
}

export function changeArm(
  experiment: Experiment,
  armId: string,
  change: (arm: ArmConfig) => ArmConfig,
): Experiment {
  return { ...experiment, arms: experiment.arms.map((arm) => (arm.id === armId ? change(arm) : arm)) };
}

/** Sets one option of an arm; `path` as in `config/optionPath`. */
export function setArmOption(
  experiment: Experiment,
  armId: string,
  path: string,
  value: OptionValue,
): Experiment {
  return changeArm(experiment, armId, (arm) => withArmOption(arm, path, value));
}

/**
 * Sets options of the task. `data` is the reader's file, named in the experiment exactly while the options
 * ask for it.
 */
export function setTaskOptions(
  experiment: Experiment,
  values: Experiment['task']['options'],
  data: DataSummary | null,
): Experiment {
  const { id, options: before } = experiment.task;
  const options = { ...before, ...values };
  const file =
    data && asksForData(findTask(id), options) ? { data: { hash: data.hash, name: data.name } } : {};
  return { ...experiment, task: { id, options, ...file } };
}

/** Trains on the reader's file, or, without one, on what the task comes with. */
export function setData(experiment: Experiment, data: DataSummary | null): Experiment {
  const { data: spec, options } = findTask(experiment.task.id);
  if (!spec) return experiment;
  const defaults = Object.keys(spec.options).map((name) => [name, options[name].default] as const);
  return setTaskOptions(experiment, data ? spec.options : Object.fromEntries(defaults), data);
}

/**
 * Recipe of the run of the experiment shown: the options its arms set out with and the changes within the
 * run, as the engine has them; of arms the engine does not have, and of names, order and target, the page's.
 */
export function withRecipe(shown: Experiment, { experiment: run, ...said }: Recipe): Recipe {
  const ran = new Map(run.arms.map((arm) => [arm.id, arm]));
  const arms = shown.arms.map((arm) => ({ ...(ran.get(arm.id) ?? arm), label: arm.label }));
  const planned = shown.interventions?.filter(({ armId }) => !ran.has(armId)) ?? [];
  const made = run.interventions?.filter(({ armId }) => arms.some(({ id }) => id === armId)) ?? [];
  const { interventions: _, ...rest } = run;
  const interventions = orderInterventions([...made, ...planned], arms).slice(0, MAX_INTERVENTIONS);
  return {
    experiment: {
      ...rest,
      target: shown.target,
      arms,
      ...(interventions.length > 0 ? { interventions } : {}),
    },
    ...said,
  };
}

/**
 * Which of the eight looks (colour, dash, marker) each arm has. An arm keeps its look while it lives and,
 * where it is still free, when it comes back.
 */
export function assignSlots(
  arms: readonly ArmConfig[],
  previous: Readonly<Record<string, number>>,
): Record<string, number> {
  const slots: Record<string, number> = {};
  const taken = new Set<number>();
  for (const { id } of arms) {
    const slot = previous[id];
    if (slot !== undefined && !taken.has(slot)) {
      slots[id] = slot;
      taken.add(slot);
    }
  }
  for (const { id } of arms) {
    if (slots[id] !== undefined) continue;
    let slot = 0;
    while (taken.has(slot)) slot++;
    slots[id] = slot;
    taken.add(slot);
  }
  return { ...Object.fromEntries(Object.entries(previous).filter(([id]) => !(id in slots))), ...slots };
}
