/** Values of what is given in a step, on the CPU. */
import { drawDistinct } from '../../core/permute';
import { foldIn, normal, type PrngKey } from '../../core/prng';
import { type Node, sizeOf } from '../../network/graph';
import { evaluate, type Values } from '../../network/reference';
import type { Validated } from '../types';
import { drawnMotion, moved } from './augment';
import { boxMask, drawnBox } from './cutmix';
import type { Given, HeldOut, NetworkProblem, Rows } from './problem';

/** Entries of one row. */
export const rowSize = ({ values, count }: Rows): number => values.length / count;

/** A row as the network sees it; `change`: of the entries that the data set has. */
export function rowValues(
  rows: Rows,
  index: number,
  change: (entries: ArrayLike<number>) => ArrayLike<number> = (entries) => entries,
): Float32Array<ArrayBuffer> {
  const size = rowSize(rows);
  const { values, scale = 1, shift = 0 } = rows;
  const entries = change(values.subarray(index * size, (index + 1) * size));
  return Float32Array.from(entries, (x) => scale * x + shift);
}

/** Throws where there are fewer rows than a step draws: data that is to come is not there yet. */
export function checkRows({ given }: NetworkProblem): void {
  for (const each of given) {
    if (each.kind === 'rows' && each.node.shape[0] > each.rows.count) {
      throw new Error(`${each.node.shape[0]} rows cannot be drawn of ${each.rows.count}`);
    }
  }
}

/** Which rows a draw takes. */
export const drawnRows = (
  key: PrngKey,
  draw: number,
  drawn: number,
  count: number,
): Int32Array<ArrayBuffer> => drawDistinct(foldIn(key, draw), drawn, count);

/** `key`: the lane's batch key of the step. */
export function givenValues(given: Given, key: PrngKey): Float32Array<ArrayBuffer> {
  if (given.kind === 'noisy') {
    const noise = normal(key, given.values.length);
    return given.values.map((x, i) => x + given.deviation * noise[i]);
  }
  if (given.kind === 'box') {
    const [, height, width] = given.node.shape;
    return boxMask(drawnBox(key, height, width), height, width);
  }
  const { node, rows, draw, augment } = given;
  const result = new Float32Array(sizeOf(node.shape));
  drawnRows(key, draw, node.shape[0], rows.count).forEach((row, place) => {
    const motion = augment && drawnMotion(foldIn(key, draw), place, augment);
    const change = motion && ((picture: ArrayLike<number>) => moved(picture, augment.extents, motion));
    result.set(rowValues(rows, row, change), place * rowSize(rows));
  });
  return result;
}

/** Values of what a batch of held-out examples is given, in the order of `given`. */
export const heldOutValues = ({ given }: HeldOut, batch: number): readonly Float32Array<ArrayBuffer>[] =>
  given.map(({ node, rows, fixed }) => {
    const [count] = node.shape;
    const result = new Float32Array(sizeOf(node.shape));
    for (let row = 0; row < count; row++)
      result.set(rowValues(rows, (fixed ? 0 : batch * count) + row), row * rowSize(rows));
    return result;
  });

/** Loss and accuracy over all held-out examples, in double precision. */
export function heldOutReference(
  problem: NetworkProblem,
  heldOut: HeldOut,
  params: ArrayLike<number>,
): Validated {
  const known = new Map(leafValues(problem, params));
  const sums = { loss: 0, accuracy: 0 };
  for (let batch = 0; batch < heldOut.batches; batch++) {
    heldOutValues(heldOut, batch).forEach((values, index) => {
      known.set(heldOut.given[index].node, Float64Array.from(values));
    });
    const [loss, accuracy] = evaluate([heldOut.loss, heldOut.accuracy], known);
    sums.loss += loss[0] / heldOut.batches;
    sums.accuracy += accuracy[0] / heldOut.batches;
  }
  return sums;
}

/** Values of all leaves, in double precision: parameters from the flat vector, the rest as drawn by `key`. */
export function leafValues(
  { parameters, given }: NetworkProblem,
  params: ArrayLike<number>,
  key?: PrngKey,
): Values {
  const values = new Map<Node, Float64Array>();
  let offset = 0;
  for (const { node, shape } of parameters) {
    const size = sizeOf(shape);
    values.set(
      node,
      Float64Array.from({ length: size }, (_, i) => params[offset + i]),
    );
    offset += size;
  }
  if (key) for (const each of given) values.set(each.node, Float64Array.from(givenValues(each, key)));
  return values;
}
