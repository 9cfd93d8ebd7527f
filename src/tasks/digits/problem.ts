/** Makes the task of its options and pictures. */
import { ConfigError, DataError } from '../../core/errors';
import { DIGIT_CLASSES, DIGIT_EXTENTS } from '../../data/digits/shape';
import { DRAWN_CLASSES, DRAWN_EXTENTS } from '../../data/drawn/shape';
import { NO_SPLIT } from '../../data/noPictures';
import type { PictureSet } from '../../data/pictures';
import { taskTexts } from '../../texts/tasks';
import { classifierTask } from '../network/classifier';
import type { TaskData, TaskInstance } from '../types';
import { bodyOf, startOf } from './bodies';
import type { DigitOptions } from './options';

const words = taskTexts.digits;

/** Parameters of a network, for a few of which a device has room. */
const MAX_PARAMS = 2 ** 23;

export function createDigits(values: DigitOptions, data: TaskData | undefined): TaskInstance {
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

/** Of what is built in extents and classes alone, where it is not loaded. */
function pictures(source: DigitOptions['source'], data: TaskData | undefined): PictureSet {
  if (data && 'split' in data) return data;
  if (source === 'own') throw new DataError(words.needsData);
  return source === 'drawn'
    ? { extents: DRAWN_EXTENTS, classes: DRAWN_CLASSES, split: NO_SPLIT }
    : { extents: DIGIT_EXTENTS, classes: DIGIT_CLASSES, split: NO_SPLIT };
}
