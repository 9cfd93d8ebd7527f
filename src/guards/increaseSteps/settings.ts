/** Options of Increase Steps, and what both forms read of them. */
import { numberOption, type OptionValues } from '../../core/option';
import type { OptimizerConfig, StepTime } from '../../optimizers/types';
import { optimizerTexts } from '../../texts/optimizers';
import { horizonOf, planEnds } from '../parts';

const words = optimizerTexts['increase-steps'];

export const increaseStepsOptions = {
  increase: numberOption({
    ...words.options.increase,
    default: 1,
    min: 0.01,
    max: 10,
    scale: 'log',
    symbol: 'a',
    unit: 'N',
    topic: 'increase',
  }),
  limit: numberOption({
    ...words.options.limit,
    default: 3,
    min: 0,
    max: 1000,
    scale: 'linear',
    step: 1,
    integer: true,
    symbol: 'n',
    topic: 'increase',
  }),
} as const;

/** Numbers of one step, for both forms; `increase` is in whole steps. */
export function increaseSettings(config: OptimizerConfig, { numSteps }: StepTime) {
  const { increase, limit } = config.options as OptionValues<typeof increaseStepsOptions>;
  const horizon = horizonOf(config, numSteps);
  return { horizon, increase: Math.max(1, Math.round(increase * horizon)), limit };
}

/** A plan is lengthened at its end, and at no other time. */
export function increaseIdle(config: OptimizerConfig, numSteps: number): string | null {
  const { limit } = config.options as OptionValues<typeof increaseStepsOptions>;
  if (limit === 0) return words.idle.never;
  return planEnds(config, numSteps) ? null : words.idle.noEnd(numSteps);
}
