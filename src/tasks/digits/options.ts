/** What can be chosen of a network that reads digits. */
import {
  type AnyOptions,
  choiceOption,
  flagOption,
  numberOption,
  type OptionValues,
  textOption,
} from '../../core/option';
import { taskTexts } from '../../texts/tasks';

const words = taskTexts.digits;

export const MAX_LAYERS = 4;
export const MAX_UNITS = 512;

/** What is wrong with hidden layers as text, a sentence; null where nothing is. */
export function hiddenFault(text: string): string | null {
  if (text.trim() === '') return words.hidden.none;
  const parts = text.split('-').map((part) => part.trim());
  const bad = parts.find((part) => !/^[1-9]\d*$|^0$/.test(part));
  if (bad !== undefined) return words.hidden.number(bad);
  if (parts.length > MAX_LAYERS) return words.hidden.layers(parts.length, MAX_LAYERS);
  const layer = parts.findIndex((part) => Number(part) < 1 || Number(part) > MAX_UNITS);
  return layer < 0 ? null : words.hidden.units(layer + 1, Number(parts[layer]), MAX_UNITS);
}

const of =
  (...models: readonly string[]) =>
  ({ model }: AnyOptions) =>
    models.includes(model as string);

/** Which network, without its data. */
export const modelOptions = {
  model: choiceOption({ ...words.options.model, default: 'mlp', values: ['mlp', 'cnn', 'resnet', 'vit'] }),
  hidden: textOption({
    ...words.options.hidden,
    default: '64-32',
    maxLength: 40,
    check: hiddenFault,
    when: of('mlp'),
  }),
  channels: numberOption({
    ...words.options.channels,
    default: 8,
    min: 2,
    max: 64,
    scale: 'log',
    integer: true,
    when: of('cnn', 'resnet'),
  }),
  blocks: numberOption({
    ...words.options.blocks,
    default: 1,
    min: 1,
    max: 2,
    scale: 'linear',
    step: 1,
    integer: true,
    when: of('resnet'),
  }),
  norm: choiceOption({
    ...words.options.norm,
    default: 'batch',
    values: ['batch', 'group'],
    when: of('resnet'),
  }),
  patch: choiceOption({ ...words.options.patch, default: '7', values: ['7', '4'], when: of('vit') }),
  depth: numberOption({
    ...words.options.depth,
    default: 2,
    min: 1,
    max: 9,
    scale: 'linear',
    step: 1,
    integer: true,
    when: of('vit'),
  }),
  width: numberOption({
    ...words.options.width,
    default: 32,
    min: 16,
    max: 192,
    scale: 'linear',
    step: 16,
    integer: true,
    when: of('vit'),
  }),
  heads: numberOption({
    ...words.options.heads,
    default: 4,
    min: 1,
    max: 12,
    scale: 'linear',
    step: 1,
    integer: true,
    when: of('vit'),
  }),
  token: choiceOption({
    ...words.options.token,
    default: 'class',
    values: ['class', 'mean'],
    when: of('vit'),
  }),
};

export const options = {
  source: choiceOption({ ...words.options.source, default: 'mnist', values: ['mnist', 'own', 'drawn'] }),
  ...modelOptions,
  start: choiceOption({ ...words.options.start, default: 'he', values: ['he', 'glorot'], when: of('mlp') }),
  batch: numberOption({
    ...words.options.batch,
    default: 64,
    min: 8,
    max: 512,
    scale: 'log',
    integer: true,
  }),
  smoothing: numberOption({
    ...words.options.smoothing,
    default: 0,
    min: 0,
    max: 0.3,
    scale: 'linear',
    step: 0.01,
  }),
  augment: choiceOption({ ...words.options.augment, default: 'none', values: ['none', 'shift', 'turn'] }),
  cutmix: flagOption({ ...words.options.cutmix, default: false }),
};

export type DigitOptions = OptionValues<typeof options>;
