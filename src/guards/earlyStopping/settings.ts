/** Options of early stopping, and what both forms read of them. */
import { numberOption, type OptionValues } from '../../core/option';
import type { OptimizerConfig } from '../../optimizers/types';
import { optimizerTexts } from '../../texts/optimizers';

const words = optimizerTexts['early-stop'];

export const earlyStoppingOptions = {
  patience: numberOption({
    ...words.options.patience,
    default: 50,
    min: 1,
    max: 100_000,
    scale: 'log',
    integer: true,
    symbol: 'P',
    unit: 'steps',
    topic: 'stopping',
  }),
} as const;

/** Options of a configuration, for both forms. */
export const stoppingSettings = ({ options }: OptimizerConfig) =>
  options as OptionValues<typeof earlyStoppingOptions>;

/** Before the last update of a run no minimum can be so many steps past. */
export const stoppingIdle = (config: OptimizerConfig, numSteps: number): string | null =>
  stoppingSettings(config).patience >= numSteps ? words.idle(numSteps) : null;
