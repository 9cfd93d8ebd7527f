/** Makes the task: the digits' classifier whose body begins as it was trained on other pictures. */
import type { FileTensors } from '../../checkpoints/formats/tensors';
import { type PictureSet, withFewer } from '../../data/pictures';
import { loadBody } from '../../data/pretrained';
import { startOf } from '../digits/options';
import { classifierTask } from '../network/classifier';
import type { ClassView } from '../network/classView';
import type { TaskInstance } from '../types';
import { type FineTuningOptions, layersOf } from './options';
import { fineTuningView } from './view';

type Make = (options: FineTuningOptions, data: PictureSet) => TaskInstance;

/** With both bodies at hand. Throws `DataError`. */
export async function loadProblem(): Promise<Make> {
  const [cnn, vit] = await Promise.all([loadBody('cnn'), loadBody('vit')]);
  return (options, data) => createFineTuning(options, data, { cnn, vit }[options.body]);
}

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
