import { expect, test } from 'vitest';
import { drawDistinct, permuted } from '../../src/core/permute';
import { prngKey } from '../../src/core/prng';

test.each([1, 2, 3, 10, 63, 64, 65, 990, 8000])('is a permutation of %i numbers', (count) => {
  const all = drawDistinct(prngKey(count), count, count);
  expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
});

test('puts every number to every place about equally often', () => {
  const [count, keys] = [20, 20_000];
  const tally = Array.from({ length: count }, () => new Float64Array(count));
  for (let key = 0; key < keys; key++) {
    drawDistinct(prngKey(key), count, count).forEach((value, place) => {
      tally[place][value]++;
    });
  }
  const expected = keys / count;
  // Chi-squared of 361 degrees of freedom: mean 361, standard deviation 27.
  const chi = tally.flatMap((row) => [...row]).reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  expect(chi).toBeGreaterThan(361 - 5 * 27);
  expect(chi).toBeLessThan(361 + 5 * 27);
});

test('depends on its key, and on no other entry', () => {
  const first = drawDistinct(prngKey(1), 64, 8000);
  expect(drawDistinct(prngKey(2), 64, 8000)).not.toEqual(first);
  expect(permuted(prngKey(1), 7, 8000)).toBe(first[7]);
});
