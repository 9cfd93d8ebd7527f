import * as jax from '@jax-js/jax';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bitsAt,
  foldIn,
  normal,
  type PrngKey,
  Purpose,
  prngKey,
  randomBits,
  split,
  threefry2x32,
  uniform,
} from '../../src/core/prng';

describe('the block function', () => {
  // Random123, tests/kat_vectors, threefry2x32 with 20 rounds: counter, key, result.
  test.each<[string, PrngKey, PrngKey, PrngKey]>([
    ['zeros', [0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    ['ones', [0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    ['digits of pi', [0x243f6a88, 0x85a308d3], [0x13198a2e, 0x03707344], [0xc4923a9c, 0x483df7a0]],
  ])('gives the known answer of Random123 for %s', (_, counter, key, result) => {
    expect(threefry2x32(key, counter)).toEqual(result);
  });
});

describe('published values of jax.random in partitionable mode', () => {
  // docs.jax.dev, module jax.random, "Basic usage" (JAX 0.5 and later).
  test('uniform of key 0 and of its second subkey', () => {
    expect(uniform(prngKey(0), 1)[0]).toBeCloseTo(0.947667, 6);
    const [, subkey] = split(prngKey(0));
    expect(uniform(subkey, 1)[0]).toBeCloseTo(0.00729382, 8);
  });
});

/**
 * @jax-js/jax 0.1.25 draws in partitionable mode: `split` and `bits` count elements with 64-bit counters
 * whose upper word is 0, and `bits` folds the two output words by exclusive or. Its wasm backend runs in
 * Node, its cpu backend too; webgpu wants a browser. It has no `fold_in`, which is therefore checked
 * through the equality of folding in `i` and the `i`-th of a split, which JAX's partitionable mode implies.
 */
describe.each(['cpu', 'wasm'] as const)('@jax-js/jax on its %s backend', (backend) => {
  beforeAll(async () => {
    await jax.init(backend);
    jax.defaultDevice(backend);
  });

  const seeds = [0, 1, 42, 22222, 0x7fffffff, 0x80000000, 0xffffffff];
  const words = async (array: jax.Array) => Array.from((await array.data()) as Uint32Array);
  const jaxKey = (seed: number) =>
    jax.random.key(jax.numpy.array([seed], { dtype: jax.numpy.uint32 }).reshape([]));

  test('makes equal keys', async () => {
    for (const seed of seeds) expect(await words(jaxKey(seed))).toEqual(prngKey(seed));
  });

  test.each([1, 2, 3, 5, 64])('splits into %i equal keys', async (count) => {
    for (const seed of seeds) {
      expect(split(prngKey(seed), count).flat()).toEqual(await words(jax.random.split(jaxKey(seed), count)));
    }
  });

  test.each([1, 2, 7, 1000, 1001])('draws %i equal words', async (count) => {
    for (const seed of seeds) {
      expect(Array.from(randomBits(prngKey(seed), count))).toEqual(
        await words(jax.random.bits(jaxKey(seed), [count])),
      );
    }
  });

  test('draws equal words from keys that were split', async () => {
    const [, second] = split(prngKey(3), 4);
    const keys = jax.random.split(jaxKey(3), 4).slice(1);
    expect(Array.from(randomBits(second, 33))).toEqual(await words(jax.random.bits(keys, [33])));
  });

  test.each([1, 6, 4097])('draws %i equal uniforms, bit for bit', async (count) => {
    for (const seed of seeds) {
      expect(uniform(prngKey(seed), count)).toEqual(await jax.random.uniform(jaxKey(seed), [count]).data());
    }
  });

  test('scales uniforms to a range with equal rounding', async () => {
    const theirs = jax.random.uniform(jaxKey(9), [999], { minval: -0.3, maxval: 1.7 });
    expect(uniform(prngKey(9), 999, -0.3, 1.7)).toEqual(await theirs.data());
  });
});

describe('keys', () => {
  test('folding in i gives the i-th key of a split', () => {
    const key = prngKey(11);
    expect(split(key, 6)).toEqual([0, 1, 2, 3, 4, 5].map((i) => foldIn(key, i)));
  });

  test('a negative or large seed counts modulo 2^32', () => {
    expect(prngKey(-1)).toEqual([0, 0xffffffff]);
    expect(prngKey(2 ** 32 + 5)).toEqual([0, 5]);
  });

  test('a longer draw begins with the shorter one', () => {
    const key = foldIn(prngKey(5), Purpose.data);
    expect(randomBits(key, 1000).subarray(0, 37)).toEqual(randomBits(key, 37));
    expect(normal(key, 100).subarray(0, 9)).toEqual(normal(key, 9));
  });

  test('purposes and steps share no draw', () => {
    const draws = [0, 1, 2].flatMap((seed) =>
      Object.values(Purpose).flatMap((purpose) =>
        [0, 1, 2, 3].map((step) => bitsAt(foldIn(foldIn(prngKey(seed), purpose), step), 0)),
      ),
    );
    expect(new Set(draws).size).toBe(draws.length);
  });
});

describe('distributions', () => {
  const count = 200_000;
  const mean = (values: Float32Array, of: (x: number) => number) =>
    values.reduce((sum, x) => sum + of(x), 0) / values.length;

  test('uniforms are multiples of 2^-23 in [0, 1) with the moments of a uniform', () => {
    const draws = uniform(prngKey(1), count);
    expect(draws.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 23))).toBe(true);
    // Five standard errors: 0.2887 / sqrt(200,000) and 0.0745 / sqrt(200,000).
    expect(Math.abs(mean(draws, (u) => u) - 1 / 2)).toBeLessThan(3.3e-3);
    expect(Math.abs(mean(draws, (u) => (u - 0.5) ** 2) - 1 / 12)).toBeLessThan(8.4e-4);
  });

  test('a range is never left, even where rounding would', () => {
    const draws = uniform(prngKey(2), count, 1e8, 1e8 + 64);
    expect(draws.every((u) => u >= 1e8 && u <= 1e8 + 64)).toBe(true);
  });

  test('normals have the moments of a standard normal', () => {
    const draws = normal(prngKey(3), count);
    expect(draws.every(Number.isFinite)).toBe(true);
    // Five standard errors of the first four moments: sqrt(1, 2, 15, 96 / 200,000).
    expect(Math.abs(mean(draws, (z) => z))).toBeLessThan(0.0112);
    expect(Math.abs(mean(draws, (z) => z ** 2) - 1)).toBeLessThan(0.0159);
    expect(Math.abs(mean(draws, (z) => z ** 3))).toBeLessThan(0.0434);
    expect(Math.abs(mean(draws, (z) => z ** 4) - 3)).toBeLessThan(0.11);
  });

  test('a normal draw is the Box-Muller transform of two uniforms', () => {
    const key = prngKey(4);
    const [u, v] = uniform(key, 8).subarray(6);
    expect(normal(key, 4)[3]).toBe(Math.fround(Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)));
  });
});
