/** Tasks that name the class of a picture, by any network whose last layer has a unit per class. */

import { countOf, type Examples, type PictureSet, pictureSize } from '../../data/pictures';
import { productsOf } from '../../network/cost';
import { equal, input, mul } from '../../network/expression';
import { concat, given, map, max, type Node, reshape, slice, sum } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { mean } from '../../network/layers/arithmetic';
import { Model } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { ONES, type Start, ZEROS } from '../../network/starts';
import type { TaskInstance } from '../types';
import { networkTask } from '.';
import { augmentations } from './augment';
import { classView, type Sight, seenAtOnce } from './classView';
import { mixed } from './cutmix';
import { leafValues } from './given';
import type { HeldOut, NetworkProblem, Rows } from './problem';
import { Recalled } from './recalled';
import { type Body, TunedModel } from './tuned';

export interface Classifier {
  readonly data: PictureSet;
  readonly layers: readonly LayerSpec[];
  /** Of weights; biases start at 0. */
  readonly start: Start;
  /** Pictures of a step; all of them where there are fewer. */
  readonly batch: number;
  /** Share of the target that is spread over all classes, in training. */
  readonly smoothing: number;
  /** How training pictures are moved as they are drawn. */
  readonly augment: keyof typeof augmentations;
  /** Whether pictures of a batch have a box of one another, see `cutmix.ts`. */
  readonly cutmix: boolean;
  /** Given where a part of the network is trained elsewhere, or could be: none of its tensors then. */
  readonly body?: Body;
}

/** The task: its metric is the batch's accuracy, its view what the network says of held-out pictures. */
export function classifierTask(classifier: Classifier): TaskInstance {
  const { data, layers, body } = classifier;
  const model = body ? new TunedModel(body) : new Model();
  const problem = classifierProblem(classifier, model);
  const task = networkTask(problem);
  const { training, validation } = data.split;
  if (countOf(validation) === 0) return task;
  const { x } = exampleNodes(data, 1);
  const cost = productsOf([network(layers, x, new Recalled(model))]);
  const sight = sightOf(data, layers, model, cost);
  return {
    ...task,
    view: (params) => {
      const values = leafValues(problem, params);
      const rows = { held: exampleRows(data, validation)[0], training: exampleRows(data, training)[0] };
      return classView(sight, values, rows, validation, data.extents);
    },
  };
}

/** Softmax cross-entropy over batches of the training pictures. */
function classifierProblem(classifier: Classifier, model: Model): NetworkProblem {
  const { data, layers, start, batch, smoothing, body } = classifier;
  const { training, validation } = data.split;
  const drawn = Math.max(1, Math.min(batch, countOf(training)));
  const { x, target } = exampleNodes(data, drawn);
  const seen = classifier.cutmix ? mixed(x, target) : { pictures: x, target, dominant: target, mask: null };
  const output = network(layers, seen.pictures, model);
  const [pictures, classes] = exampleRows(data, training);
  const motion = augmentations[classifier.augment];
  return {
    parameters: model.parameters,
    start: ({ name }) => {
      const trained = body?.tensors.get(name);
      return trained ? { kind: 'values', values: trained.values } : startOf(name, start);
    },
    loss: loss({ type: 'softmaxCrossEntropy', labelSmoothing: smoothing }, output, seen.target),
    metric: accuracy(output, seen.dominant),
    given: [
      {
        kind: 'rows',
        node: x,
        rows: pictures,
        draw: 0,
        ...(motion ? { augment: { ...motion, extents: data.extents } } : {}),
      },
      { kind: 'rows', node: target, rows: classes, draw: 0 },
      ...(seen.mask ? [{ kind: 'box', node: seen.mask } as const] : []),
    ],
    ...(countOf(validation) > 0 ? { heldOut: heldOutExamples(data, layers, model) } : {}),
  };
}

/** Of tokens that are learned, and of where a token is. */
const TOKEN: Start = { kind: 'normal', deviation: 0.02, truncated: true };

/** Biases and offsets start at 0, scales of norms at 1. */
function startOf(name: string, start: Start): Start {
  if (/\b(b|offset)$/.test(name)) return ZEROS;
  if (/\b(token|table)$/.test(name)) return TOKEN;
  return /\bscale$/.test(name) ? ONES : start;
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
  const { validation, training } = data.split;
  const count = atOnce(countOf(validation), pictureSize(data.extents));
  const { x, target } = exampleNodes(data, count);
  const { output, calibration } = evaluated(data, layers, model, x, CALIBRATION);
  const [pictures, classes] = exampleRows(data, validation);
  return {
    loss: loss({ type: 'softmaxCrossEntropy' }, output, target),
    accuracy: accuracy(output, target),
    given: [
      { node: x, rows: pictures },
      { node: target, rows: classes },
      ...(calibration
        ? [{ node: calibration, rows: exampleRows(data, training)[0], fixed: true } as const]
        : []),
    ],
    batches: Math.floor(countOf(validation) / count),
  };
}

/** Training pictures, the first ones, whose statistics batch normalisation has in evaluations. */
const CALIBRATION = 256;

/**
 * The network as it is evaluated, on pictures `x`. Where it has batch normalisation, whose statistics are those of
 * training pictures at the present parameters ("precise BN", Wu and Johnson 2021, arXiv:2105.07576, section 3), they
 * are `calibration`, at most so many.
 */
function evaluated(
  data: PictureSet,
  layers: readonly LayerSpec[],
  model: Model,
  x: Node<'given'>,
  most: number,
): { readonly output: Node; readonly calibration?: Node<'given'> } {
  if (!hasBatchNorm(layers)) return { output: network(layers, x, new Recalled(model)) };
  const rows = Math.max(1, Math.min(most, countOf(data.split.training)));
  const [count, ...picture] = x.shape;
  const calibration = given('calibration', [rows, ...picture]);
  const of = rows + count;
  const together = network(layers, concat([calibration, x], 0), new Recalled(model, { rows, of }));
  return { output: slice(together, 0, rows, count), calibration };
}

const hasBatchNorm = (layers: readonly LayerSpec[]): boolean =>
  layers.some(
    (layer) =>
      layer.type === 'batchNorm' ||
      ('layers' in layer &&
        (hasBatchNorm(layer.layers) || ('shortcut' in layer && hasBatchNorm(layer.shortcut ?? [])))),
  );

/** The network on the first held-out pictures, as many as are quickly looked at; `cost`: multiply-adds of one. */
function sightOf(data: PictureSet, layers: readonly LayerSpec[], model: Model, cost: number): Sight {
  const seen = seenAtOnce(countOf(data.split.validation), cost);
  const { x: pictures } = exampleNodes(data, seen);
  return { pictures, ...evaluated(data, layers, model, pictures, seenAtOnce(CALIBRATION, cost)) };
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
