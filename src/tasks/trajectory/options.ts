/** What can be chosen of a trajectory. */
import { type AnyOptions, choiceOption, numberOption } from '../../core/option';
import { taskTexts } from '../../texts/tasks';
import { ltcSine } from '../ltcSine';

const words = taskTexts.trajectory;
const { data, noise, noiseMode, length, ...ltc } = ltcSine.options;

const wired = <S>(option: S) => ({ ...option, when: ({ head }: AnyOptions) => head === 'ltc' });

export const options = {
  head: choiceOption({ ...words.options.head, default: 'lstm', values: ['lstm', 'ltc'] }),
  units: numberOption({
    ...words.options.units,
    symbol: 'H',
    default: 64,
    min: 1,
    max: 128,
    scale: 'linear',
    integer: true,
    step: 1,
    when: ({ head }) => head === 'lstm',
  }),
  data,
  cells: wired(ltc.cells),
  sparsity: wired(ltc.sparsity),
  wiringSeed: wired(ltc.wiringSeed),
  constraint: wired(ltc.constraint),
  noise,
  noiseMode,
  unfolds: wired(ltc.unfolds),
  length,
};
