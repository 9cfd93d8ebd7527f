/** Which arms train otherwise in a run of another planned length. */
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { armAt } from './interventions';
import type { ArmConfig, Intervention } from './types';

/** Whether the planned length of the run changes the updates of this arm, with these changes within the run. */
export const plansAhead = (arm: ArmConfig, interventions: readonly Intervention[] = []): boolean =>
  goesByLength(arm.optimizer) ||
  interventions.some(
    ({ armId, step }) => armId === arm.id && goesByLength(armAt(arm, interventions, step).optimizer),
  );

/** A learned optimizer that plans for the whole run, a cosine schedule, a guard over what is left of the run. */
function goesByLength({ id, options, parts = {} }: OptimizerConfig): boolean {
  const { family } = findMethod(id);
  return (
    family === 'guard' ||
    (family === 'learned' && options.horizon === 0) ||
    options.schedule === 'cosine' ||
    Object.values(parts).some(goesByLength)
  );
}
