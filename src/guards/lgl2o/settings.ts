/** Options of LGL2O, and what both forms read of them. */
import { numberOption, type OptionValues } from '../../core/option';
import type { OptimizerConfig } from '../../optimizers/types';
import { optimizerTexts } from '../../texts/optimizers';
import { MAX_CHECKS } from '../types';

const words = optimizerTexts.lgl2o;

export const lgl2oOptions = {
  period: numberOption({
    ...words.options.period,
    default: 1,
    min: 1,
    max: 1000,
    scale: 'log',
    integer: true,
    symbol: 'T',
    unit: 'steps',
    topic: 'lgl2o',
  }),
  checks: numberOption({
    ...words.options.checks,
    default: 1,
    min: 1,
    max: MAX_CHECKS,
    scale: 'linear',
    step: 1,
    integer: true,
    symbol: 'C',
    topic: 'lgl2o',
  }),
} as const;

/** Options of a configuration, for both forms. */
export const lgl2oSettings = ({ options }: OptimizerConfig) => options as OptionValues<typeof lgl2oOptions>;

/** Whether the past period is judged before step `step`. */
export const checkDue = (config: OptimizerConfig, step: number): boolean =>
  step > 0 && step % lgl2oSettings(config).period === 0;

/** The first comparison comes after the first period. */
export const lgl2oIdle = (config: OptimizerConfig, numSteps: number): string | null =>
  lgl2oSettings(config).period >= numSteps ? words.idle(numSteps) : null;
