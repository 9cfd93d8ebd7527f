import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';

/** Gradients and losses a step of this optimizer or guard evaluates; a loss that comes with its gradient is no other. */
export function evaluationsPerStep(config: OptimizerConfig): number {
  const method = findMethod(config.id);
  const counts = method.family === 'guard' ? method.evaluations?.(config) : undefined;
  return counts ? counts.gradients + counts.losses : 1;
}
