/**
 * Option changes within a run: at which step, of which arm, to what. An arm's options in update `step` are
 * its own with every intervention up to and including `step` applied, so a run can be repeated exactly.
 */
import { ConfigError } from '../core/errors';
import { checkOption } from '../core/option';
import { anything, fields, list, readConfig, whole } from '../core/schema';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { optionAt, withArmOption } from './optionPath';
import type { ArmConfig, Experiment, Intervention } from './types';

export const MAX_INTERVENTIONS = 200;

/** Options in force for update `step` of an arm. `interventions` in order. */
export function armAt(arm: ArmConfig, interventions: readonly Intervention[], step: number): ArmConfig {
  return interventions
    .filter((change) => change.armId === arm.id && change.step <= step)
    .reduce((config, { path, value }) => withArmOption(config, path, value), arm);
}

/** One order for equal sets: by step, then arm, then path; of two changes of one thing at one step the last stays. */
export function orderInterventions(
  interventions: readonly Intervention[],
  arms: readonly ArmConfig[],
): Intervention[] {
  const place = new Map(arms.map((arm, index) => [arm.id, index]));
  const last = new Map(
    interventions.map((change) => [JSON.stringify([change.step, change.armId, change.path]), change]),
  );
  return [...last.values()].sort(
    (a, b) =>
      a.step - b.step ||
      place.get(a.armId)! - place.get(b.armId)! ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}

/**
 * Checks plain data against the arms it concerns: paths, values, and that the options of an arm fit
 * together after each step with changes. Throws `ConfigError` naming the field.
 */
export function readInterventions(
  input: unknown,
  arms: readonly ArmConfig[],
  maxStep: number,
): Intervention[] {
  const changes = readConfig(changesSchema(maxStep), input, 'interventions').map((change, index) =>
    checkIntervention(change, `interventions[${index}]`, arms),
  );
  const ordered = orderInterventions(changes, arms);
  for (const arm of arms) checkArm(arm, ordered);
  return ordered;
}

/**
 * The experiment without interventions that its arms no longer have a place for: after an arm was removed
 * or got another optimizer. For edits; what comes from outside is checked by `readExperiment`.
 */
export function withoutStaleInterventions(experiment: Experiment): Experiment {
  const { interventions, ...rest } = experiment;
  if (!interventions) return experiment;
  const kept = interventions.filter(({ armId, path, value }) => {
    const arm = experiment.arms.find(({ id }) => id === armId);
    const spec = arm && optionAt(arm, path);
    if (!spec) return false;
    try {
      checkOption(spec, value, path);
      return true;
    } catch {
      return false;
    }
  });
  if (kept.length === interventions.length) return experiment;
  return kept.length > 0 ? { ...rest, interventions: kept } : rest;
}

const changesSchema = (maxStep: number) =>
  list(
    fields({ step: whole(1, maxStep), armId: anything, path: anything, value: anything }),
    `a list of at most ${MAX_INTERVENTIONS} option changes`,
    0,
    MAX_INTERVENTIONS,
  );

/** An option change in whose form only the step is checked so far. */
interface PlainChange {
  readonly step: number;
  readonly armId?: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

function checkIntervention(
  { step, armId, path, value }: PlainChange,
  field: string,
  arms: readonly ArmConfig[],
): Intervention {
  const arm = arms.find(({ id }) => id === armId);
  if (!arm) throw new ConfigError(`${field}.armId`, `${field}.armId must be the id of an arm`);
  const spec = typeof path === 'string' && path.length <= 200 ? optionAt(arm, path) : undefined;
  if (!spec) {
    throw new ConfigError(`${field}.path`, `${field}.path must name an option of the arm "${arm.id}"`);
  }
  if (spec.live === false) {
    throw new ConfigError(`${field}.path`, `${field}.path must name an option that can change within a run`);
  }
  return { step, armId: arm.id, path: path as string, value: checkOption(spec, value, `${field}.value`) };
}

/**
 * Checks what no single option can say, such as one bound above another: of the arm as it sets out, and after every
 * step with changes of it. Throws `ConfigError`.
 */
export function checkArm(arm: ArmConfig, interventions: readonly Intervention[]): void {
  checkOptimizer(arm.optimizer, `the arm "${arm.id}"`);
  const own = interventions.filter(({ armId }) => armId === arm.id);
  let config = arm;
  own.forEach((change, index) => {
    config = withArmOption(config, change.path, change.value);
    if (own[index + 1]?.step !== change.step) {
      checkOptimizer(config.optimizer, `the arm "${arm.id}" from step ${change.step}`);
    }
  });
}

function checkOptimizer(config: OptimizerConfig, field: string): void {
  for (const [name, part] of Object.entries(config.parts ?? {}))
    checkOptimizer(part, `${field}.parts.${name}`);
  findMethod(config.id).check?.(config, field);
}
