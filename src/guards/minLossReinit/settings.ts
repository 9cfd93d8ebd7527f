/** Options of Min-Loss Reinit, and what both forms read of them. */
import { choiceOption, flagOption, numberOption, type OptionValues } from '../../core/option';
import type { OptimizerConfig, StepTime } from '../../optimizers/types';
import { optimizerTexts } from '../../texts/optimizers';
import { planEnds } from '../parts';

const words = optimizerTexts['min-loss-reinit'];

export const minLossReinitOptions = {
  mode: choiceOption({
    ...words.options.mode,
    default: 'fresh',
    values: ['fresh', 'full'],
    topic: 'reinit',
  }),
  limit: numberOption({
    ...words.options.limit,
    default: 3,
    min: 0,
    max: 20,
    scale: 'linear',
    step: 1,
    integer: true,
    symbol: 'n',
    topic: 'reinit',
  }),
  onNonFinite: flagOption({
    ...words.options.onNonFinite,
    default: true,
    topic: 'reinit',
  }),
  onEnd: flagOption({
    ...words.options.onEnd,
    default: true,
    topic: 'reinit',
  }),
} as const;

/** Options of a configuration, for both forms. */
export const reinitSettings = ({ options }: OptimizerConfig) =>
  options as OptionValues<typeof minLossReinitOptions>;

/** Updates left for an optimizer that starts after step `time.step`, at least 1. */
export const stepsLeft = ({ step, numSteps }: StepTime): number => Math.max(1, numSteps - step - 1);

/** What can still make it restart, where it is not both of what it watches for. */
export function reinitIdle(config: OptimizerConfig, numSteps: number): string | null {
  const { limit, onEnd, onNonFinite } = reinitSettings(config);
  if (limit === 0) return words.idle.never;
  if (onEnd && planEnds(config, numSteps)) return null;
  if (onNonFinite) return onEnd ? words.idle.onlyNonFinite(numSteps) : null;
  return onEnd ? words.idle.noEnd(numSteps) : words.idle.nothing;
}
