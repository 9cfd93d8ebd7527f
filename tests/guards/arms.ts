/** Arms with guards around hand-made learned optimizers, which the guard tests share. */
import type { ArmConfig } from '../../src/config/types';
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { findMethod } from '../../src/methods';
import type { OptimizerConfig } from '../../src/optimizers/types';
import { handCheckpoint } from '../helpers/handTheta';

export function configOf(id: string, options: AnyOptions = {}, rest: object = {}): OptimizerConfig {
  return { id, options: { ...optionDefaults(findMethod(id).options), ...options }, ...rest };
}

/** Celo with weights by hand, see `handTheta`: steps of `gain` / 1000 of the parameters' size, down the gradient. */
export const learnedPart = (gain: number, options: AnyOptions = {}): OptimizerConfig =>
  configOf('celo', options, { checkpoint: handCheckpoint('celo', gain) });

export const adamPart = (learningRate = 0.01): OptimizerConfig => configOf('adam', { learningRate });

/** An arm of a guard; the hand-designed part, where there is one, is Adam. */
export function guardArm(
  id: string,
  optimizer: string,
  learned: OptimizerConfig,
  options: AnyOptions = {},
  designed: OptimizerConfig = adamPart(),
): ArmConfig {
  const parts = findMethod(optimizer).parts?.designed ? { designed, learned } : { learned };
  return { id, label: '', optimizer: configOf(optimizer, options, { parts }), clipNorm: 0 };
}

export const plainArm = (id: string, optimizer: OptimizerConfig): ArmConfig => ({
  id,
  label: '',
  optimizer,
  clipNorm: 0,
});
