/** Options in force: planned changes take the place of what an arm set out with, until the reader sets another value. */
import { optionAt, withArmOption } from '../../config/optionPath';
import type { ArmConfig, Experiment, Intervention } from '../../config/types';
import type { RunMark } from '../../engine/types';

type Change = Pick<Intervention, 'armId' | 'path'>;

const sameOption = (a: Change) => (b: Change) => a.armId === b.armId && a.path === b.path;

/** The planned change that a mark tells of; undefined where it tells of something else. */
export function plannedBy(
  { armId, step, change }: Pick<RunMark, 'armId' | 'step' | 'change'>,
  { interventions = [] }: Experiment,
) {
  if (!change) return undefined;
  const { path, value } = change;
  return interventions.find(
    (plan) => sameOption({ armId, path })(plan) && plan.step === step && plan.value === value,
  );
}

export const withPlanned = (before: readonly Intervention[], made: Intervention): readonly Intervention[] => [
  ...withoutPlanned(before, made),
  made,
];

/** What stays in force where the reader sets this option. */
export const withoutPlanned = (before: readonly Intervention[], set: Change): readonly Intervention[] => {
  const kept = before.filter((change) => !sameOption(set)(change));
  return kept.length < before.length ? kept : before;
};

/** The arms with the options of now; one that has those it set out with stays the same object. */
export const presentArms = (
  arms: readonly ArmConfig[],
  inForce: readonly Intervention[],
): readonly ArmConfig[] =>
  inForce.length === 0
    ? arms
    : arms.map((arm) =>
        inForce
          .filter(({ armId, path }) => armId === arm.id && optionAt(arm, path))
          .reduce((config, { path, value }) => withArmOption(config, path, value), arm),
      );
