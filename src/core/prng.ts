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

/** What a draw is for; folded into a run's key, so purposes never share bits. */
export const Purpose = { init: 0, batch: 1, data: 2, meta: 3 } as const;

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** The threefry-2x32 block function with 20 rounds: two words of counter to two words of output (unsigned). */
export function threefry2x32([k0, k1]: PrngKey, [c0, c1]: PrngKey): PrngKey {
  const ks = [k0, k1, k0 ^ k1 ^ 0x1bd11bda];
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let group = 0; group < 5; group++) {
    for (const rotation of ROTATIONS[group & 1]) {
      x0 = (x0 + x1) | 0;
      x1 = rotateLeft(x1, rotation) ^ x0;
    }
    x0 = (x0 + ks[(group + 1) % 3]) | 0;
    x1 = (x1 + ks[(group + 2) % 3] + group + 1) | 0;
  }
  return [x0 >>> 0, x1 >>> 0];
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
  const [a, b] = threefry2x32(key, [0, index]);
  return (a ^ b) >>> 0;
}

/** `count` draws of 32 bits, as `jax.random.bits`. */
export function randomBits(key: PrngKey, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => bitsAt(key, index));
}

/** A multiple of 2^-23 in [0, 1) from the upper 23 of 32 bits. */
export const unitFloat = (bits: number): number => (bits >>> 9) / 8388608;

/** `count` float32 draws, uniform in [min, max), as `jax.random.uniform`. */
export function uniform(key: PrngKey, count: number, min = 0, max = 1): Float32Array {
  const low = Math.fround(min);
  const span = Math.fround(Math.fround(max) - low);
  return Float32Array.from({ length: count }, (_, index) => {
    const scaled = Math.fround(Math.fround(unitFloat(bitsAt(key, index)) * span) + low);
    return Math.max(low, scaled);
  });
}

/**
 * `count` standard normal draws by Box-Muller, cosine branch: sqrt(-2 ln(1 - u)) cos(2 pi v) with u and v
 * the uniforms at 2i and 2i + 1. Not JAX's normal (which inverts the error function); the WGSL twin
 * agrees to 1e-6.
 */
export function normal(key: PrngKey, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const u = unitFloat(bitsAt(key, 2 * index));
    const v = unitFloat(bitsAt(key, 2 * index + 1));
    return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  });
}
