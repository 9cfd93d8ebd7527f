/**
 * Handwritten digits, read by a network of a few dense layers with ReLU, softmax cross-entropy over batches drawn without
 * replacement.
 *
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", whose digits these are.
 */
import { ConfigError, DataError } from '../core/errors';
import { type AnyOptions, choiceOption, numberOption, type OptionValues, textOption } from '../core/option';
import { DIGIT_CLASSES, DIGIT_EXTENTS } from '../data/digits/shape';
import type { PictureData, PictureSet } from '../data/pictures';
import type { LayerSpec } from '../network/layers';
import type { Start } from '../network/starts';
import { taskTexts } from '../texts/tasks';
import { late } from './late';
import type { Task, TaskData, TaskInstance } from './types';

const words = taskTexts.digits;
const code = late(() => import('./network/classifier'));

export const MAX_LAYERS = 4;
export const MAX_UNITS = 512;
/** Parameters of a network, for dozens of which a device has room. */
const MAX_PARAMS = 2 ** 22;

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
export const hiddenUnits = (text: string): readonly number[] => text.split('-').map(Number);

const options = {
  source: choiceOption({ ...words.options.source, default: 'mnist', values: ['mnist', 'own'] }),
  hidden: textOption({ ...words.options.hidden, default: '64-32', maxLength: 40, check: hiddenFault }),
  start: choiceOption({ ...words.options.start, default: 'he', values: ['he', 'glorot'] }),
  batch: numberOption({
    ...words.options.batch,
    default: 64,
    min: 8,
    max: 512,
    scale: 'log',
    integer: true,
  }),
  augment: choiceOption({
    ...words.options.augment,
    default: 'none',
    values: ['none', 'shift', 'turn'],
  }),
};

const STARTS: Readonly<Record<'he' | 'glorot', Start>> = {
  he: { kind: 'heNormal' },
  glorot: { kind: 'glorotUniform' },
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
    decode: async (file) => (await import('../data/decode')).decodePictures(file),
    join: async (files) => (await import('../data/joinFiles')).joinFiles(files),
  },
  selfTest: { hidden: '2', batch: 8, augment: 'turn' },

  prepare: code.load,
  builtIn: async ({ source }): Promise<PictureData | undefined> =>
    source === 'mnist' ? (await import('../data/digits')).loadDigits() : undefined,

  create(given: AnyOptions, data?: TaskData): TaskInstance {
    const { source, hidden, start, batch, augment } = given as OptionValues<typeof options>;
    const set = pictures(source, data);
    const task = code.get().classifierTask({
      data: set,
      layers: layersOf(hiddenUnits(hidden), set.classes),
      start: STARTS[start],
      batch,
      augment,
    });
    const { size } = task.layout;
    if (size > MAX_PARAMS) throw new ConfigError('task.options.hidden', words.tooMany(size, MAX_PARAMS));
    return task;
  },
};

const layersOf = (hidden: readonly number[], classes: number): readonly LayerSpec[] => [
  { type: 'flatten' },
  ...hidden.flatMap((units): LayerSpec[] => [{ type: 'dense', units }, { type: 'relu' }]),
  { type: 'dense', units: classes },
];

/** Of the digits their extents alone, where they are not loaded. */
function pictures(source: 'mnist' | 'own', data: TaskData | undefined): PictureSet {
  if (data && 'split' in data) return data;
  if (source === 'own') throw new DataError(words.needsData);
  const none = { pictures: new Uint8Array(0), labels: new Uint8Array(0) };
  const split = { training: none, validation: none, test: none };
  return { extents: DIGIT_EXTENTS, classes: DIGIT_CLASSES, split };
}
