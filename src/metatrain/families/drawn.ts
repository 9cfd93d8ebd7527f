/** Batches of meta-training. */
import { bitsAt, type PrngKey } from '../../core/prng';

/** `count` samples below `samples` with replacement, as drawBelow in draw.wgsl. */
export const drawnSamples = (key: PrngKey, count: number, samples: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor((bitsAt(key, index) * samples) / 2 ** 32));
