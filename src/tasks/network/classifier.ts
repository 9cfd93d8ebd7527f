/** Tasks that name the class of a picture, by any network whose last layer has a unit per class. */

import { countOf, type Examples, type PictureSet, pictureSize } from '../../data/pictures';
import { equal, input, mul } from '../../network/expression';
import { given, map, max, type Node, reshape, sum } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { mean } from '../../network/layers/arithmetic';
import { Model } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { type Start, ZEROS } from '../../network/starts';
import type { TaskInstance } from '../types';
import { networkTask } from '.';
import { augmentations } from './augment';
import { classView, seenAtOnce } from './classView';
import { leafValues } from './given';
import type { HeldOut, NetworkProblem, Rows } from './problem';
import { Recalled } from './recalled';

export interface Classifier {
  readonly data: PictureSet;
  readonly layers: readonly LayerSpec[];
  /** Of weights; biases start at 0. */
  readonly start: Start;
  /** Pictures of a step; all of them where there are fewer. */
  readonly batch: number;
  /** How training pictures are moved as they are drawn. */
  readonly augment: keyof typeof augmentations;
}

/** The task: its metric is the batch's accuracy, its view what the network says of held-out pictures. */
export function classifierTask(classifier: Classifier): TaskInstance {
  const { data, layers } = classifier;
  const model = new Model();
  const problem = classifierProblem(classifier, model);
  const task = networkTask(problem);
  const { validation } = data.split;
  if (countOf(validation) === 0) return task;
  const { x } = exampleNodes(data, seenAtOnce(countOf(validation), task.layout.size));
  const sight = { pictures: x, output: network(layers, x, new Recalled(model)) };
  const [rows] = exampleRows(data, validation);
  return {
    ...task,
    view: (params) => classView(sight, leafValues(problem, params), rows, validation, data.extents),
  };
}

/** Softmax cross-entropy over batches of the training pictures. */
function classifierProblem(classifier: Classifier, model: Model): NetworkProblem {
  const { data, layers, start, batch } = classifier;
  const { training, validation } = data.split;
  const drawn = Math.max(1, Math.min(batch, countOf(training)));
  const { x, target } = exampleNodes(data, drawn);
  const output = network(layers, x, model);
  const [pictures, classes] = exampleRows(data, training);
  const motion = augmentations[classifier.augment];
  return {
    parameters: model.parameters,
    start: ({ name }) => (/\bb$/.test(name) ? ZEROS : start),
    loss: loss({ type: 'softmaxCrossEntropy' }, output, target),
    metric: accuracy(output, target),
    given: [
      {
        kind: 'rows',
        node: x,
        rows: pictures,
        draw: 0,
        ...(motion ? { augment: { ...motion, extents: data.extents } } : {}),
      },
      { kind: 'rows', node: target, rows: classes, draw: 0 },
    ],
    ...(countOf(validation) > 0 ? { heldOut: heldOutExamples(data, layers, model) } : {}),
  };
}

/** Examples of a batch that is looked at as a whole, and their numbers: what is needed of memory does not grow with the data set. */
const MOST_AT_ONCE = 250;
const MOST_NUMBERS = 2 ** 17;

/** How many of `count` examples to look at together: all batches equal, and together all of them where that can be. */
export function atOnce(count: number, size: number): number {
  const most = Math.max(1, Math.min(MOST_AT_ONCE, count, Math.floor(MOST_NUMBERS / size)));
  for (let batch = most; 2 * batch > most; batch--) if (count % batch === 0) return batch;
  return most;
}

/** The network, with the parameters it has, on the validation pictures: whole batches of them. */
function heldOutExamples(data: PictureSet, layers: readonly LayerSpec[], model: Model): HeldOut {
  const { validation } = data.split;
  const count = atOnce(countOf(validation), pictureSize(data.extents));
  const { x, target } = exampleNodes(data, count);
  const output = network(layers, x, new Recalled(model));
  const [pictures, classes] = exampleRows(data, validation);
  return {
    loss: loss({ type: 'softmaxCrossEntropy' }, output, target),
    accuracy: accuracy(output, target),
    given: [
      { node: x, rows: pictures },
      { node: target, rows: classes },
    ],
    batches: Math.floor(countOf(validation) / count),
  };
}

/** Nodes of so many pictures and of their classes, one-hot. */
const exampleNodes = ({ extents: { height, width, channels }, classes }: PictureSet, count: number) => ({
  x: given('pictures', [count, height, width, channels]),
  target: given('classes', [count, classes]),
});

/** Pictures from 0 to 1, and classes one-hot, as rows that belong together. */
function exampleRows({ extents, classes }: PictureSet, examples: Examples): readonly [Rows, Rows] {
  const count = countOf(examples);
  const hot = new Uint8Array(count * classes);
  examples.labels.forEach((label, row) => {
    hot[row * classes + label] = 1;
  });
  if (examples.pictures.length !== count * pictureSize(extents))
    throw new Error('pictures and labels differ');
  return [
    { values: examples.pictures, count, scale: 1 / 255 },
    { values: hot, count },
  ];
}

/** The share of rows whose largest output is that of their class: a scalar. */
function accuracy(output: Node, target: Node): Node {
  const [x, y] = [input(0), input(1)];
  const named = sum(map(mul(x, y), [output, target]), [1]);
  return reshape(mean(map(equal(x, y), [named, max(output, [1])]), [0, 1]), []);
}
