/** What can be chosen of the spiral. */
import { type AnyOptions, choiceOption, numberOption } from '../../core/option';
import { taskTexts } from '../../texts/tasks';
import { POINTS } from './spiral';

const words = taskTexts['neural-ode'];

const whole = { scale: 'linear', integer: true } as const;
const ofWindows = ({ span }: AnyOptions): boolean => span === 'windows';

export const options = {
  span: choiceOption({ ...words.options.span, default: 'windows', values: ['windows', 'whole'] }),
  points: numberOption({
    ...words.options.points,
    ...whole,
    default: POINTS,
    min: 150,
    max: POINTS,
    step: 50,
  }),
  windows: numberOption({
    ...words.options.windows,
    ...whole,
    symbol: 'B',
    default: 20,
    min: 1,
    max: 100,
    step: 1,
    when: ofWindows,
  }),
  window: numberOption({
    ...words.options.window,
    ...whole,
    symbol: 'T',
    default: 10,
    min: 2,
    max: 50,
    step: 1,
    when: ofWindows,
  }),
  error: choiceOption({ ...words.options.error, default: 'absolute', values: ['absolute', 'squared'] }),
  units: numberOption({
    ...words.options.units,
    ...whole,
    symbol: 'H',
    default: 50,
    min: 1,
    max: 128,
    step: 1,
  }),
};
