/** Options of HUB, and what all forms read of them. */
import { choiceOption, flagOption, numberOption, type OptionValues } from '../../core/option';
import { optimizerTexts } from '../../texts/optimizers';
import type { OptimizerConfig } from '../types';

const words = optimizerTexts.hub;

export const hubOptions = {
  weighting: choiceOption({
    ...words.options.weighting,
    default: 'softmax',
    values: ['softmax', 'manual'],
    topic: 'sigma',
  }),
  temperature: numberOption({
    ...words.options.temperature,
    default: 1,
    min: 1e-4,
    max: 1e4,
    scale: 'log',
    symbol: '\\tau',
    when: ({ weighting }) => weighting === 'softmax',
    topic: 'tau',
  }),
  share: numberOption({
    ...words.options.share,
    default: 0.5,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.01,
    symbol: '\\sigma',
    when: ({ weighting }) => weighting === 'manual',
    topic: 'sigma',
  }),
  invert: flagOption({
    ...words.options.invert,
    default: false,
    when: ({ blocks }) => blocks === 'off',
    topic: 'invert',
  }),
  upper: numberOption({
    ...words.options.upper,
    default: 1,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.001,
    symbol: 'A',
    topic: 'bounds',
  }),
  lower: numberOption({
    ...words.options.lower,
    default: 0,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.001,
    symbol: 'B',
    topic: 'bounds',
  }),
  blocks: choiceOption({
    ...words.options.blocks,
    default: 'off',
    values: ['off', 'prose', 'printed', 'listed'],
    topic: 'blocks',
  }),
  newBlocks: numberOption({
    ...words.options.newBlocks,
    default: 1,
    min: 0,
    max: 32,
    scale: 'linear',
    step: 1,
    integer: true,
    when: ({ blocks }) => blocks === 'prose' || blocks === 'printed',
    topic: 'blocks',
  }),
  layer: choiceOption({
    ...words.options.layer,
    default: 'tensor',
    values: ['tensor', 'module'],
    when: ({ weighting }) => weighting === 'softmax',
    topic: 'layer',
  }),
  skipNonFinite: flagOption({
    ...words.options.skipNonFinite,
    default: true,
    topic: 'finite',
  }),
} as const;

export type HubOptions = OptionValues<typeof hubOptions>;

/** Options of a configuration, for all forms. */
export const hubSettings = ({ options }: OptimizerConfig) => options as HubOptions;
