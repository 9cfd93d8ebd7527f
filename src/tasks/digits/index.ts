/**
 * Handwritten digits, read by an MLP, a convolutional or residual network or a vision transformer: softmax cross-entropy over batches
 * drawn without replacement.
 *
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", whose digits these are.
 */
import { ConfigError, DataError } from '../../core/errors';
import type { AnyOptions } from '../../core/option';
import { DIGIT_CLASSES, DIGIT_EXTENTS } from '../../data/digits/shape';
import { DRAWN_CLASSES, DRAWN_EXTENTS } from '../../data/drawn/shape';
import { NO_SPLIT, type PictureData, type PictureSet } from '../../data/pictures';
import { taskTexts } from '../../texts/tasks';
import { late } from '../late';
import type { Task, TaskData, TaskInstance } from '../types';
import { bodyOf, type DigitOptions, options, startOf } from './options';

const words = taskTexts.digits;
const code = late(() => import('../network/classifier'));

/** Parameters of a network, for a few of which a device has room. */
const MAX_PARAMS = 2 ** 23;

export const digits: Task<typeof options> = {
  id: 'digits',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    usual: { label: words.variants.usual, options: {} },
    deep: { label: words.variants.deep, options: { hidden: '32-32-32-32' } },
    moved: { label: words.variants.moved, options: { augment: 'turn' } },
    cnn: { label: words.variants.cnn, options: { model: 'cnn' } },
    resnet: { label: words.variants.resnet, options: { model: 'resnet' } },
    vit: { label: words.variants.vit, options: { model: 'vit' } },
    'vit-paper': {
      label: words.variants['vit-paper'],
      options: { model: 'vit', patch: '4', depth: 9, width: 192, heads: 12, smoothing: 0.1, cutmix: true },
      large: true,
    },
    drawn: { label: words.variants.drawn, options: { source: 'drawn', model: 'cnn' } },
    own: { label: words.variants.own, options: { source: 'own' } },
  },
  suggested: { steps: 1500, target: 0.2 },
  // Adam, 64-32, 1,500 steps, five seeds: 93.5 % of validation right in the median, as at 0.003; 93.1 % at 0.001.
  learningRates: { adam: 0.002, adamax: 0.003, adamw: 0.002, sgd: 0.1 },
  metric: { ...words.metric, share: true },
  validates: true,
  view: { kind: 'digits' },
  data: {
    hint: words.data.hint,
    // IDX files have names without an ending.
    accepts: '',
    options: { source: 'own' },
    decode: async (file) => (await import('../../data/decode')).decodePictures(file),
    join: async (files) => (await import('../../data/joinFiles')).joinFiles(files),
  },
  selfTest: { hidden: '2', batch: 8, augment: 'turn' },

  prepare: code.load,
  async builtIn({ source }): Promise<PictureData | undefined> {
    if (source === 'drawn') return (await import('../../data/drawn')).loadDrawn();
    return source === 'mnist' ? (await import('../../data/digits')).loadDigits() : undefined;
  },

  create(given: AnyOptions, data?: TaskData): TaskInstance {
    const values = given as DigitOptions;
    const set = pictures(values.source, data);
    const task = code.get().classifierTask({
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
  },
};

/** Of what is built in extents and classes alone, where it is not loaded. */
function pictures(source: DigitOptions['source'], data: TaskData | undefined): PictureSet {
  if (data && 'split' in data) return data;
  if (source === 'own') throw new DataError(words.needsData);
  return source === 'drawn'
    ? { extents: DRAWN_EXTENTS, classes: DRAWN_CLASSES, split: NO_SPLIT }
    : { extents: DIGIT_EXTENTS, classes: DIGIT_CLASSES, split: NO_SPLIT };
}
