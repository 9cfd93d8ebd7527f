/**
 * An option of an arm set to another value, the one change that is made within a run. It is a value of its own:
 * checked once, where it comes in, and handed down from there.
 */
import { ConfigError } from '../core/errors';
import { checkOption, type OptionSpec, type OptionValue } from '../core/option';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { checkArm } from './interventions';
import { optionAt, unknownPath, valueAt, withArmOption } from './optionPath';
import type { ArmConfig, Experiment } from './types';

export interface OptionEdit {
  readonly armId: string;
  /** Such as `learningRate`, `clipNorm` or `parts.designed.learningRate`. */
  readonly path: string;
  readonly value: OptionValue;
}

/** An edit with what it replaces, and the option's declaration, which has its words for the reader. */
export interface OptionChange extends OptionEdit {
  readonly spec: OptionSpec;
  readonly from: OptionValue;
}

/**
 * The experiment after an edit. Throws `ConfigError` where there is no such arm or option, where the value is out
 * of bounds, or where it does not fit the arm's other options or planned changes.
 */
export function checkEdit(
  experiment: Experiment,
  { armId, path, value }: OptionEdit,
): { readonly experiment: Experiment; readonly change: OptionChange } {
  const arm = experiment.arms.find(({ id }) => id === armId);
  if (!arm) throw new ConfigError('arms', `there is no arm "${armId}"`);
  const spec = optionAt(arm, path);
  if (!spec) throw unknownPath(arm, path);
  const checked = checkOption(spec, value, path);
  const edited = withArmOption(arm, path, checked);
  checkArm(edited, experiment.interventions ?? []);
  return {
    experiment: { ...experiment, arms: experiment.arms.map((other) => (other === arm ? edited : other)) },
    change: { armId, path, value: checked, spec, from: valueAt(arm, path) },
  };
}

/** Option values that differ between two checked experiments of equal structure. */
export function changedOptions(before: Experiment, after: Experiment): OptionChange[] {
  return before.arms.flatMap((arm, index) => changedArmOptions(arm, after.arms[index]));
}

/** Option values that differ between two checked arms of equal structure. */
export function changedArmOptions(before: ArmConfig, after: ArmConfig): OptionChange[] {
  return [
    ...(before.clipNorm === after.clipNorm ? [] : ['clipNorm']),
    ...changedPaths(before.optimizer, after.optimizer, ''),
  ].map((path) => ({
    armId: before.id,
    path,
    spec: optionAt(before, path)!,
    from: valueAt(before, path),
    value: valueAt(after, path),
  }));
}

function changedPaths(a: OptimizerConfig, b: OptimizerConfig, prefix: string): string[] {
  const own = Object.keys(findMethod(a.id).options)
    .filter((name) => a.options[name] !== b.options[name])
    .map((name) => `${prefix}${name}`);
  const parts = Object.keys(a.parts ?? {}).flatMap((name) =>
    changedPaths(a.parts![name], b.parts![name], `${prefix}parts.${name}.`),
  );
  return [...own, ...parts];
}
