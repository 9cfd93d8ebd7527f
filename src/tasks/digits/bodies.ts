/** Networks by their options, and where their weights begin. */
import { ConfigError } from '../../core/errors';
import type { OptionValues } from '../../core/option';
import type { PictureExtents } from '../../data/pictures';
import type { LayerSpec } from '../../network/layers';
import type { Start } from '../../network/starts';
import { taskTexts } from '../../texts/tasks';
import { cnn, mlp, resNet, vit } from './models';
import type { DigitOptions, modelOptions } from './options';

const words = taskTexts.digits;

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
