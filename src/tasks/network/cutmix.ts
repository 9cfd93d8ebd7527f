/**
 * CutMix: in each step one box is drawn, which in every picture of the batch is replaced by that of the next picture; their
 * classes count in proportion to area.
 *
 * Source: Yun et al. 2019, arXiv:1905.04899, equations 1 and 2 with alpha = 1; the box in whole pixels. Pictures of a batch are in an
 * order drawn at random, so the next one is as good as any.
 */
import { bitsAt, foldIn, type PrngKey } from '../../core/prng';
import { add, input, less, mul, sub } from '../../network/expression';
import { concat, given, map, type Node, reshape, slice } from '../../network/graph';
import { mean } from '../../network/layers/arithmetic';

/** Folded into the key of a step. */
export const BOX = 0x63757478;

/** Rows `top` to `bottom` - 1 and columns `left` to `right` - 1. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The box of a step; `key`: the lane's batch key of the step. In whole numbers alone, so that the GPU has the same: sides are
 * sqrt(u) of the picture's, to 1/256, around a pixel drawn from all, and what would lie outside is cut off.
 */
export function drawnBox(key: PrngKey, height: number, width: number): Box {
  const own = foldIn(key, BOX);
  const side = Math.floor(Math.sqrt(bitsAt(own, 0) >>> 16));
  const [top, bottom] = extent((bitsAt(own, 1) >>> 16) / 2 ** 16, side, height);
  const [left, right] = extent((bitsAt(own, 2) >>> 16) / 2 ** 16, side, width);
  return { top, bottom, left, right };
}

/** A side of `side` / 256 of `whole` pixels around the one at the share `centre`. */
function extent(centre: number, side: number, whole: number): readonly [number, number] {
  const length = Math.floor((side * whole) / 256);
  const from = Math.floor(centre * whole) - Math.floor(length / 2);
  return [Math.max(0, from), Math.min(whole, from + length)];
}

/** 0 inside of a box, 1 outside: `[height, width]`. */
export function boxMask(
  { top, bottom, left, right }: Box,
  height: number,
  width: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return row >= top && row < bottom && column >= left && column < right ? 0 : 1;
  });
}

export interface Mixed {
  readonly pictures: Node;
  readonly target: Node;
  /** Of each picture the class of its larger part, one-hot. */
  readonly dominant: Node;
  /** Given in every step: `boxMask`, `[1, height, width, 1]`. */
  readonly mask: Node<'given'>;
}

/** Pictures `[n, height, width, channels]` and their classes `[n, classes]`, mixed by a mask. */
export function mixed(pictures: Node, target: Node): Mixed {
  const [, height, width] = pictures.shape;
  const mask = given('box', [1, height, width, 1]);
  const kept = reshape(mean(mask, [1, 2]), [1, 1]);
  const [a, b, share] = [input(0), input(1), input(2)];
  const between = add(b, mul(share, sub(a, b)));
  return {
    pictures: map(between, [pictures, next(pictures), mask]),
    target: map(between, [target, next(target), kept]),
    dominant: map(add(b, mul(less(0.5, share), sub(a, b))), [target, next(target), kept]),
    mask,
  };
}

/** Each row's next one, that of the last being the first. */
function next(rows: Node): Node {
  const [count] = rows.shape;
  return count === 1 ? rows : concat([slice(rows, 0, 1, count - 1), slice(rows, 0, 0, 1)], 0);
}
