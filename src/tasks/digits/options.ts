/** What can be chosen of a network that reads digits. */
import { ConfigError } from '../../core/errors';
import {
  type AnyOptions,
  choiceOption,
  flagOption,
  numberOption,
  type OptionValues,
  textOption,
} from '../../core/option';
import type { PictureExtents } from '../../data/pictures';
import type { LayerSpec } from '../../network/layers';
import type { Start } from '../../network/starts';
import { taskTexts } from '../../texts/tasks';
import { cnn, mlp, resNet, vit } from './models';

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

/** Units of the hidden layers of a text without fault. */
const hiddenUnits = (text: string): readonly number[] => text.split('-').map(Number);

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

/** Starting values of weights: as fits the network, or as chosen where it is an MLP. */
export function startOf({ model, start }: Pick<DigitOptions, 'model' | 'start'>): Start {
  if (model === 'vit') return { kind: 'normal', deviation: 0.02, truncated: true };
  return model === 'mlp' && start === 'glorot' ? { kind: 'glorotUniform' } : { kind: 'heNormal' };
}

/** A network's layers but for its head, for pictures of these extents. Throws `ConfigError` where they do not go together. */
export function bodyOf(
  values: OptionValues<typeof modelOptions>,
  { height, width: columns }: PictureExtents,
): readonly LayerSpec[] {
  const { model, hidden, channels, blocks, norm, depth, width, heads, token } = values;
  switch (model) {
    case 'mlp':
      return mlp(hiddenUnits(hidden));
    case 'cnn':
      if (height < 4 || columns < 4) throw tooSmall('model', height, columns, 4);
      return cnn(channels);
    case 'resnet':
      return resNet({ channels, blocks, norm });
    case 'vit': {
      const patch = Number(values.patch);
      if (height < patch || columns < patch) throw tooSmall('patch', height, columns, patch);
      if (width % heads !== 0) throw new ConfigError('task.options.heads', words.unevenHeads(width, heads));
      return vit({ patch, depth, width, heads, token });
    }
  }
}

const tooSmall = (field: string, height: number, columns: number, least: number) =>
  new ConfigError(`task.options.${field}`, words.smallPictures(height, columns, least));
