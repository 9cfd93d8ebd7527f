/** What can be chosen of lane keeping. */
import { type AnyOptions, choiceOption, numberOption } from '../../core/option';
import { taskTexts } from '../../texts/tasks';

const words = taskTexts['lane-keeping'].options;

const headIs =
  (wanted: string) =>
  ({ head }: AnyOptions) =>
    head === wanted;

export const options = {
  head: choiceOption({ ...words.head, default: 'ltc', values: ['ltc', 'lstm'] }),
  cells: numberOption({
    ...words.cells,
    symbol: 'N',
    default: 19,
    min: 4,
    max: 32,
    scale: 'linear',
    integer: true,
    step: 1,
    when: headIs('ltc'),
  }),
  unfolds: numberOption({
    ...words.unfolds,
    symbol: 'K',
    default: 6,
    min: 1,
    max: 12,
    scale: 'linear',
    integer: true,
    step: 1,
    when: headIs('ltc'),
  }),
  units: numberOption({
    ...words.units,
    symbol: 'H',
    default: 64,
    min: 1,
    max: 128,
    scale: 'linear',
    integer: true,
    step: 1,
    when: headIs('lstm'),
  }),
  norm: choiceOption({ ...words.norm, default: 'none', values: ['none', 'batch'] }),
  width: numberOption({
    ...words.width,
    default: 8,
    min: 1,
    max: 16,
    scale: 'linear',
    integer: true,
    step: 1,
  }),
  frame: choiceOption({ ...words.frame, default: 'coarse', values: ['coarse', 'fine'] }),
  noise: numberOption({
    ...words.noise,
    default: 8,
    min: 0,
    max: 40,
    scale: 'linear',
    integer: true,
    step: 1,
  }),
  batch: numberOption({ ...words.batch, default: 8, min: 1, max: 64, scale: 'log', integer: true }),
};
