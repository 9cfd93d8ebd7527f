import { expect, test } from 'vitest';
import { distance, filterTile, largestOf } from '../../src/ui/plots/fineTuning/mosaic';

test('filters lie side by side with a line of a pixel between them', () => {
  const { width, height, place } = filterTile(5, 2);
  expect([width, height]).toEqual([11, 5]);
  const shown = Array.from({ length: width * height }, (_, index) => place(index));
  // Every entry once, and lines that belong to none.
  const entries = shown.filter((entry) => entry !== null);
  expect(entries.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, entry) => entry));
  expect(shown.slice(0, 6)).toEqual([0, 1, null, 4, 5, null]);
  expect(shown.slice(2 * width, 3 * width)).toEqual(new Array(width).fill(null));
});

test('many filters are in more columns', () => {
  expect(filterTile(32, 7).width).toBe(63);
  expect(filterTile(8, 3).width).toBe(15);
});

test('one scale holds for all, and a way is measured against what was', () => {
  const filters = {
    count: 1,
    side: 2,
    before: Float32Array.of(3, 4, 0, 0),
    after: Float32Array.of(3, 4, 0, -10),
  };
  expect(largestOf([filters])).toBe(10);
  expect(distance(filters, 0)).toBe(2);
});
