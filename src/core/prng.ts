/**
 * Keyed randomness: threefry-2x32, bit for bit `jax.random` in partitionable mode (JAX's default since
 * 0.5) for keys, splits, folds, 32-bit draws and uniforms.
 *
 * Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" (20 rounds), and
 * `jax/_src/prng.py`. Nothing is streamed: a draw depends on its key and its index alone, so neither
 * pausing nor another arm changes it. `kernels/threefry.wgsl` is the same on the GPU.
 */

/** Two 32-bit words. */
export type PrngKey = readonly [number, number];

/** Purpose of a draw; folded into a run's key, so purposes never share bits. */
export const Purpose = { init: 0, batch: 1, data: 2, meta: 3 } as const;

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/** Second word of the last block. */
let second = 0;

/** The block function without an array per draw: returns the first word and leaves the other in `second`. */
function block(k0: number, k1: number, c0: number, c1: number): number {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  for (let group = 0; group < 5; group++) {
    const first = (group & 1) * 4;
    for (let round = first; round < first + 4; round++) {
      const by = ROTATIONS[round];
      x = (x + y) | 0;
      y = ((y << by) | (y >>> (32 - by))) ^ x;
    }
    const shift = group % 3;
    x = (x + (shift === 0 ? k1 : shift === 1 ? k2 : k0)) | 0;
    y = (y + (shift === 0 ? k2 : shift === 1 ? k0 : k1) + group + 1) | 0;
  }
  second = y;
  return x;
}

/** The threefry-2x32 block function with 20 rounds: two words of counter to two words of output (unsigned). */
export function threefry2x32([k0, k1]: PrngKey, [c0, c1]: PrngKey): PrngKey {
  const first = block(k0, k1, c0, c1);
  return [first >>> 0, second >>> 0];
}

/** Key of an unsigned 32-bit seed, as `jax.random.key`. */
export const prngKey = (seed: number): PrngKey => [0, seed >>> 0];

/** A key that depends on `key` and the unsigned 32-bit `data`, as `jax.random.fold_in`. */
export const foldIn = (key: PrngKey, data: number): PrngKey => threefry2x32(key, prngKey(data));

/** `count` independent keys, as `jax.random.split`. */
export function split(key: PrngKey, count = 2): PrngKey[] {
  return Array.from({ length: count }, (_, index) => threefry2x32(key, [0, index]));
}

/** The 32-bit draw at `index` < 2^32. */
export function bitsAt(key: PrngKey, index: number): number {
  const first = block(key[0], key[1], 0, index);
  return (first ^ second) >>> 0;
}

/** `count` draws of 32 bits, as `jax.random.bits`. */
export function randomBits(key: PrngKey, count: number): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(count);
  for (let index = 0; index < count; index++) bits[index] = bitsAt(key, index);
  return bits;
}

/** A multiple of 2^-23 in [0, 1) from the upper 23 of 32 bits. */
export const unitFloat = (bits: number): number => (bits >>> 9) / 8388608;

/** `count` float32 draws, uniform in [min, max) up to rounding, as `jax.random.uniform`. */
export function uniform(key: PrngKey, count: number, min = 0, max = 1): Float32Array<ArrayBuffer> {
  const low = Math.fround(min);
  const span = Math.fround(Math.fround(max) - low);
  const draws = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    // Rounded after each operation, as float32 arithmetic is.
    const scaled = Math.fround(Math.fround(unitFloat(bitsAt(key, index)) * span) + low);
    draws[index] = Math.max(low, scaled);
  }
  return draws;
}

/**
 * `count` standard normal draws by Box-Muller, cosine branch: sqrt(-2 ln(1 - u)) cos(2 pi v) with u and v
 * the uniforms at 2i and 2i + 1. Not JAX's normal (which inverts the error function); the WGSL twin
 * agrees to 1e-6 (1 + |z|). `count` <= 2^31.
 */
export function normal(key: PrngKey, count: number): Float32Array<ArrayBuffer> {
  const draws = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const u = unitFloat(bitsAt(key, 2 * index));
    const v = unitFloat(bitsAt(key, 2 * index + 1));
    draws[index] = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  }
  return draws;
}
