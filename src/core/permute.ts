/**
 * Draws without replacement: a keyed permutation of 0 .. n - 1, of which any entry is found by itself.
 *
 * A Feistel network (Luby and Rackoff 1988) of eight rounds (with four, places of 20 numbers are not equally likely) over the next even number of bits, its round function a
 * threefry draw; what falls outside goes through again until it falls inside (cycle walking, Black and Rogaway 2002).
 * `kernels/network/permute.wgsl` is the same on the GPU.
 */
import { bitsAt, type PrngKey } from './prng';

const ROUNDS = 8;

/** Half the bits that hold 0 .. `count` - 1. */
export const halfBits = (count: number): number => Math.max(1, Math.ceil(Math.log2(Math.max(2, count)) / 2));

/** Entry `index` of the permutation of 0 .. `count` - 1 that belongs to `key`; `index` < `count` <= 2^30. */
export function permuted(key: PrngKey, index: number, count: number): number {
  const half = halfBits(count);
  const mask = 2 ** half - 1;
  let value = index;
  do {
    let left = value >>> half;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round++) {
      const mixed = left ^ (bitsAt(key, round * 65_536 + right) & mask);
      left = right;
      right = mixed;
    }
    value = ((left << half) | right) >>> 0;
  } while (value >= count);
  return value;
}

/** The first `drawn` entries: as many different numbers below `count`. */
export const drawDistinct = (key: PrngKey, drawn: number, count: number): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: drawn }, (_, index) => permuted(key, index, count));
