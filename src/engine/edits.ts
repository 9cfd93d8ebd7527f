/** What an edit of an experiment changes: nothing that trains, option values, arms, or the problem itself. */
import { armOptions, withArmOption } from '../config/optionPath';
import type { Experiment } from '../config/types';
import { ConfigError } from '../core/errors';
import type { OptionValue } from '../core/option';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { structureOf } from './lanes';

/** Same task, data and seeds: arms can go on. */
export function sameProblem(a: Experiment, b: Experiment): boolean {
  return JSON.stringify([a.task, a.seeds]) === JSON.stringify([b.task, b.seeds]);
}

/** Same arms in the same order and the same length: only option values (and labels) differ. */
export function sameStructure(a: Experiment, b: Experiment): boolean {
  const key = ({ arms, steps }: Experiment) =>
    JSON.stringify([steps, arms.map((arm) => [arm.id, structureOf(arm.optimizer)])]);
  return key(a) === key(b);
}

export interface OptionEdit {
  readonly armId: string;
  /** Such as `learningRate`, `clipNorm` or `parts.designed.learningRate`. */
  readonly path: string;
  readonly label: string;
  readonly from: OptionValue;
  readonly to: OptionValue;
}

/** Option values that differ between two experiments of equal structure. */
export function editedOptions(before: Experiment, after: Experiment): OptionEdit[] {
  return before.arms.flatMap((arm, index) => {
    const next = after.arms[index];
    const edits = optionEdits(arm.optimizer, next.optimizer, '');
    if (arm.clipNorm !== next.clipNorm) {
      edits.push({
        path: 'clipNorm',
        label: armOptions.clipNorm.label,
        from: arm.clipNorm,
        to: next.clipNorm,
      });
    }
    return edits.map((edit) => ({ armId: arm.id, ...edit }));
  });
}

function optionEdits(a: OptimizerConfig, b: OptimizerConfig, prefix: string): Omit<OptionEdit, 'armId'>[] {
  const { options } = findMethod(a.id);
  const own = Object.keys(options)
    .filter((name) => a.options[name] !== b.options[name])
    .map((name) => ({
      path: `${prefix}${name}`,
      label: options[name].label,
      from: a.options[name],
      to: b.options[name],
    }));
  const parts = Object.keys(a.parts ?? {}).flatMap((name) =>
    optionEdits(a.parts![name], b.parts![name], `${prefix}parts.${name}.`),
  );
  return [...own, ...parts];
}

/** The experiment with one option of one arm changed; throws `ConfigError` where there is none. */
export function withOption(
  experiment: Experiment,
  armId: string,
  path: string,
  value: OptionValue,
): Experiment {
  if (!experiment.arms.some((arm) => arm.id === armId)) {
    throw new ConfigError('arms', `there is no arm "${armId}"`);
  }
  return {
    ...experiment,
    arms: experiment.arms.map((arm) => (arm.id === armId ? withArmOption(arm, path, value) : arm)),
  };
}
