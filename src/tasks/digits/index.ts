/**
 * Handwritten digits, read by an MLP, a convolutional or residual network or a vision transformer: softmax cross-entropy over batches
 * drawn without replacement.
 *
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", whose digits these are.
 */
import type { AnyOptions } from '../../core/option';
import type { PictureData } from '../../data/pictures';
import { taskTexts } from '../../texts/tasks';
import { late } from '../late';
import type { Task } from '../types';
import { type DigitOptions, options } from './options';

const words = taskTexts.digits;
const code = late(() => import('./problem'));

/** Small problems of networks other than the MLP. */
const SELF_TESTS: Readonly<Record<string, AnyOptions>> = {
  cnn: { model: 'cnn', channels: 3, batch: 8, cutmix: true },
  resnet: { model: 'resnet', channels: 2, batch: 8 },
  vit: { model: 'vit', depth: 1, width: 16, heads: 2, batch: 8 },
};

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
  selfTestOf: ({ model }) => SELF_TESTS[model as string],

  prepare: code.load,
  async builtIn({ source }): Promise<PictureData | undefined> {
    if (source === 'drawn') return (await import('../../data/drawn')).loadDrawn();
    return source === 'mnist' ? (await import('../../data/digits')).loadDigits() : undefined;
  },

  create: (given, data) => code.get().createDigits(given as DigitOptions, data),
};
