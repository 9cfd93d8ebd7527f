/** Networks that read digits, made of what is chosen. */
import { ConfigError, DataError } from '../../core/errors';
import type { AnyOptions, OptionValues } from '../../core/option';
import { DIGIT_CLASSES, DIGIT_EXTENTS } from '../../data/digits/shape';
import type { PictureExtents, PictureSet } from '../../data/pictures';
import type { LayerSpec } from '../../network/layers';
import type { Start } from '../../network/starts';
import { taskTexts } from '../../texts/tasks';
import { classifierTask } from '../network/classifier';
import type { TaskData, TaskInstance } from '../types';
import { cnn, mlp, resNet, vit } from './models';
import type { DigitOptions, modelOptions } from './options';

const words = taskTexts.digits;

/** Parameters of a network, for a few of which a device has room. */
const MAX_PARAMS = 2 ** 23;

/** Throws `ConfigError` or `DataError`. */
export function createDigits(given: AnyOptions, data?: TaskData): TaskInstance {
  const values = given as DigitOptions;
  const set = pictures(values.source, data);
  const task = classifierTask({
    data: set,
    layers: [...bodyOf(values, set.extents), { type: 'dense', units: set.classes }],
    start: startOf(values),
    batch: values.batch,
    smoothing: values.smoothing,
    augment: values.augment,
    cutmix: values.cutmix,
  });
  const { size } = task.layout;
  if (size > MAX_PARAMS) throw new ConfigError('task.options.model', words.tooMany(size, MAX_PARAMS));
  return task;
}

/** Of the digits their extents alone, where they are not loaded. */
function pictures(source: 'mnist' | 'own', data: TaskData | undefined): PictureSet {
  if (data && 'split' in data) return data;
  if (source === 'own') throw new DataError(words.needsData);
  const none = { pictures: new Uint8Array(0), labels: new Uint8Array(0) };
  const split = { training: none, validation: none, test: none };
  return { extents: DIGIT_EXTENTS, classes: DIGIT_CLASSES, split };
}

/** Units of the hidden layers of a text without fault. */
const hiddenUnits = (text: string): readonly number[] => text.split('-').map(Number);

/**
 * Starting values of weights: as fits the network, or as chosen where it is an MLP. Those of a transformer are what its authors' own
 * program has; with the deviation of 0.02 that others took over from language models, narrow ones take far longer to begin.
 */
export function startOf({ model, start }: Pick<DigitOptions, 'model' | 'start'>): Start {
  const isGlorot = model === 'vit' || (model === 'mlp' && start === 'glorot');
  return { kind: isGlorot ? 'glorotUniform' : 'heNormal' };
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
