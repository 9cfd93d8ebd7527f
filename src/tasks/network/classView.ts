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
}

const MOST_WRONG = 12;
const MOST_RIGHT = 6;
/** Multiply-adds that a view may take: about 0.1 s. */
const VIEW_OPERATIONS = 2.4e7;

/** How many held-out pictures are looked at by a network of so many parameters, each used about once for a picture. */
export const seenAtOnce = (heldOut: number, params: number): number =>
  Math.min(heldOut, Math.max(8, Math.floor(VIEW_OPERATIONS / Math.max(1, params))));

/** `params`: values of the parameter nodes; `rows`: all held-out pictures as the network sees them. */
export function classView(
  { pictures, output }: Sight,
  params: Values,
  rows: Rows,
  examples: Examples,
  extents: PictureExtents,
): ClassView {
  const [seen, classes] = output.shape;
  const size = pictureSize(extents);
  const inputs = new Float64Array(seen * size);
  for (let row = 0; row < seen; row++) inputs.set(rowValues(rows, row), row * size);
  const [outputs] = evaluate([output], new Map([...params, [pictures, inputs]]));
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
  return { kind: 'digits', extents, classes, seen, heldOut, right, confusion, wrongOnes, rightOnes };
}

/** The largest of the outputs, and its softmax. */
function said(outputs: Float64Array): { readonly named: number; readonly probability: number } {
  const named = outputs.reduce((best, value, index) => (value > outputs[best] ? index : best), 0);
  const sum = outputs.reduce((total, value) => total + Math.exp(value - outputs[named]), 0);
  return { named, probability: 1 / sum };
}
