/** Makes the task: the digits' classifier whose body begins as it was trained on other pictures. */
import type { FileTensors } from '../../checkpoints/formats/tensors';
import { optionDefaults } from '../../core/option';
import { DIGIT_CLASSES, DIGIT_EXTENTS } from '../../data/digits/shape';
import { NO_SPLIT } from '../../data/noPictures';
import { type PictureSet, withFewer } from '../../data/pictures';
import { loadBody } from '../../data/pretrained';
import type { LayerSpec } from '../../network/layers';
import { bodyOf, startOf } from '../digits/bodies';
import { modelOptions } from '../digits/options';
import { classifierTask } from '../network/classifier';
import type { ClassView } from '../network/classView';
import type { TaskData, TaskInstance } from '../types';
import type { FineTuningOptions } from './options';
import { fineTuningView } from './view';

type Make = (options: FineTuningOptions, data?: TaskData) => TaskInstance;

/** With both bodies at hand. Throws `DataError`. */
export async function loadProblem(): Promise<Make> {
  const [cnn, vit] = await Promise.all([loadBody('cnn'), loadBody('vit')]);
  return (options, data) =>
    createFineTuning(options, data && 'split' in data ? data : NO_DIGITS, { cnn, vit }[options.body]);
}

/** Layers of a body: of the digits' networks at their defaults. */
const layersOf = (model: FineTuningOptions['body']): readonly LayerSpec[] =>
  bodyOf({ ...optionDefaults(modelOptions), model }, DIGIT_EXTENTS);

/** Of the digits what is known before they are loaded. */
const NO_DIGITS: PictureSet = { extents: DIGIT_EXTENTS, classes: DIGIT_CLASSES, split: NO_SPLIT };

const NOTHING: FileTensors = new Map();

function createFineTuning(
  { body, start, frozen, pictures, batch }: FineTuningOptions,
  data: PictureSet,
  pretrained: FileTensors,
): TaskInstance {
  const fromScratch = start === 'scratch';
  const task = classifierTask({
    data: withFewer(data, pictures),
    layers: [...layersOf(body), { type: 'dense', units: data.classes }],
    start: startOf({ model: body, start: 'he' }),
    batch,
    smoothing: 0,
    augment: 'none',
    cutmix: false,
    body: { tensors: fromScratch ? NOTHING : pretrained, frozen: frozen && !fromScratch },
  });
  const { view, layout } = task;
  if (!view) return task;
  return {
    ...task,
    view: (params, options, begin) => {
      const before = begin?.() ?? params;
      return fineTuningView(view(params, options) as ClassView, {
        layout,
        before,
        after: params,
        pretrained,
      });
    },
  };
}
