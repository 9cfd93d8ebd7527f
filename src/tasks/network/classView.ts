/** What a network says of held-out pictures, as the page draws it: computed on the CPU in double precision. */
import { countOf, type Examples, type PictureExtents, pictureSize } from '../../data/pictures';
import type { Node } from '../../network/graph';
import { evaluate, type Values } from '../../network/reference';
import type { TaskView } from '../types';
import { rowValues } from './given';
import type { Rows } from './problem';

/** A held-out picture and what the network says of it. */
export interface SeenPicture {
  /** Bytes, `[height, width, channels]`. */
  readonly pixels: Uint8Array;
  readonly label: number;
  /** The class with the largest output, and the probability it is given. */
  readonly named: number;
  readonly probability: number;
}

export interface ClassView extends TaskView {
  readonly kind: 'digits';
  readonly extents: PictureExtents;
  readonly classes: number;
  /** Held-out pictures looked at, the first ones, of so many. */
  readonly seen: number;
  readonly heldOut: number;
  /** Training pictures whose statistics batch normalisation has, where there is any. */
  readonly calibrated?: number;
  readonly right: number;
  /** `[classes, classes]`: how many of a class (row) were named so (column). */
  readonly confusion: readonly number[];
  /** The first ones of either kind. */
  readonly wrongOnes: readonly SeenPicture[];
  readonly rightOnes: readonly SeenPicture[];
}

/** The network on so many pictures. */
export interface Sight {
  readonly pictures: Node<'given'>;
  /** `[count, classes]`. */
  readonly output: Node;
  /** Training pictures, the first ones, whose statistics batch normalisation has. */
  readonly calibration?: Node<'given'>;
}

const MOST_WRONG = 12;
const MOST_RIGHT = 6;
/** Multiply-adds that a view may take: about 0.1 s. */
const VIEW_OPERATIONS = 2.4e7;

const LEAST_SEEN = 8;

/** How many of `count` pictures are looked at by a network of so many multiply-adds a picture. */
export const seenAtOnce = (count: number, cost: number): number =>
  Math.min(count, Math.max(LEAST_SEEN, Math.floor(VIEW_OPERATIONS / Math.max(1, cost))));

/** `params`: values of the parameter nodes; `rows`: all held-out and training pictures as the network sees them. */
export function classView(
  { pictures, output, calibration }: Sight,
  params: Values,
  rows: { readonly held: Rows; readonly training: Rows },
  examples: Examples,
  extents: PictureExtents,
): ClassView {
  const [seen, classes] = output.shape;
  const size = pictureSize(extents);
  const values = new Map(params);
  values.set(pictures, firstRows(rows.held, seen, size));
  if (calibration) values.set(calibration, firstRows(rows.training, calibration.shape[0], size));
  const [outputs] = evaluate([output], values);
  const confusion = new Array<number>(classes * classes).fill(0);
  const [rightOnes, wrongOnes]: [SeenPicture[], SeenPicture[]] = [[], []];
  let right = 0;
  for (let row = 0; row < seen; row++) {
    const label = examples.labels[row];
    const { named, probability } = said(outputs.subarray(row * classes, (row + 1) * classes));
    confusion[label * classes + named]++;
    const isRight = named === label;
    if (isRight) right++;
    const [list, most] = isRight ? [rightOnes, MOST_RIGHT] : [wrongOnes, MOST_WRONG];
    if (list.length === most) continue;
    list.push({ pixels: examples.pictures.slice(row * size, (row + 1) * size), label, named, probability });
  }
  const heldOut = countOf(examples);
  return {
    kind: 'digits',
    extents,
    classes,
    seen,
    heldOut,
    ...(calibration ? { calibrated: calibration.shape[0] } : {}),
    right,
    confusion,
    wrongOnes,
    rightOnes,
  };
}

function firstRows(rows: Rows, count: number, size: number): Float64Array {
  const values = new Float64Array(count * size);
  for (let row = 0; row < count; row++) values.set(rowValues(rows, row), row * size);
  return values;
}

/** The largest of the outputs, and its softmax. */
function said(outputs: Float64Array): { readonly named: number; readonly probability: number } {
  const named = outputs.reduce((best, value, index) => (value > outputs[best] ? index : best), 0);
  const sum = outputs.reduce((total, value) => total + Math.exp(value - outputs[named]), 0);
  return { named, probability: 1 / sum };
}
