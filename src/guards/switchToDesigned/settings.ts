/** Options of the switch, and what both forms read of them. */
import { numberOption, type OptionValues } from '../../core/option';
import type { OptimizerConfig, StepTime } from '../../optimizers/types';
import { optimizerTexts } from '../../texts/optimizers';

const words = optimizerTexts.switch;

export const switchOptions = {
  at: numberOption({
    ...words.options.at,
    default: 100,
    min: 1,
    max: 1_000_000,
    scale: 'log',
    integer: true,
    allowZero: true,
    symbol: 's',
    unit: 'steps',
    topic: 'switch',
  }),
} as const;

/** Whether the hand-designed optimizer drives in this step, for both forms. */
export const designedDrives = (config: OptimizerConfig, { step }: StepTime): boolean =>
  step >= (config.options as OptionValues<typeof switchOptions>).at;

/** A switch after the last update is none. */
export const switchIdle = (config: OptimizerConfig, numSteps: number): string | null =>
  designedDrives(config, { step: numSteps - 1, numSteps }) ? null : words.idle(numSteps);
