/** What can be chosen of fine-tuning. */
import { choiceOption, flagOption, numberOption, type OptionValues } from '../../core/option';
import { taskTexts } from '../../texts/tasks';

const words = taskTexts['fine-tuning'];
const shared = taskTexts.digits.options;

export const options = {
  body: choiceOption({ ...words.options.body, default: 'cnn', values: ['cnn', 'vit'] }),
  start: choiceOption({ ...words.options.start, default: 'pretrained', values: ['pretrained', 'scratch'] }),
  frozen: flagOption({
    ...words.options.frozen,
    default: false,
    when: ({ start }) => start === 'pretrained',
  }),
  pictures: numberOption({
    ...words.options.pictures,
    default: 1000,
    min: 100,
    max: 8000,
    scale: 'log',
    integer: true,
  }),
  batch: numberOption({ ...shared.batch, default: 32, min: 8, max: 512, scale: 'log', integer: true }),
};

export type FineTuningOptions = OptionValues<typeof options>;
