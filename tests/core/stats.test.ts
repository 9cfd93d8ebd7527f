import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianBand, quantile, quantileSorted } from '../../src/core/stats';

describe('quantile', () => {
  // NumPy 2.4: np.quantile([3, 1, 4, 1, 5, 9, 2, 6], q); sorted 1 1 2 3 4 5 6 9, position 7 q.
  test.each([
    [0, 1],
    [0.1, 1],
    [0.25, 1.75],
    [0.5, 3.5],
    [0.75, 5.25],
    [0.9, 6.9],
    [1, 9],
  ])('at %f is linear between order statistics', (q, expected) => {
    expect(quantile([3, 1, 4, 1, 5, 9, 2, 6], q)).toBeCloseTo(expected, 12);
  });

  test('of one value is that value', () => {
    for (const q of [0, 0.3, 1]) expect(quantile([7], q)).toBe(7);
  });

  test('of nothing is NaN', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('sorts numbers as numbers and leaves its input alone', () => {
    const values = Float32Array.of(10, 9, 2, 100);
    expect(quantile(values, 1)).toBe(100);
    expect(quantile(values, 0)).toBe(2);
    expect(Array.from(values)).toEqual([10, 9, 2, 100]);
  });

  test.each([Number.NaN, Infinity, -Infinity])('counts %f as the worst', (value) => {
    expect(quantile([value, 1, 2], 0)).toBe(1);
    expect(quantile([value, 1, 2], 0.5)).toBe(2);
    expect(quantile([value, 1, 2], 1)).toBe(Infinity);
    // Between 2 and Infinity there is no finite value.
    expect(quantile([value, 1, 2], 0.75)).toBe(Infinity);
  });

  test('among infinities is Infinity, not NaN', () => {
    expect(quantile([Number.NaN, Number.NaN, 1], 0.75)).toBe(Infinity);
    expect(quantileSorted([1, Infinity, Infinity], 0.9)).toBe(Infinity);
  });

  test('lies within the values, grows with q and ignores their order', () => {
    const finite = fc.double({ min: -1e100, max: 1e100, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 40 }), share, share, (values, p, q) => {
        const low = quantile(values, Math.min(p, q));
        const high = quantile([...values].reverse(), Math.max(p, q));
        // Interpolation rounds by a unit in the last place of the largest value.
        const slack = 2 * Number.EPSILON * Math.max(...values.map(Math.abs));
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - slack);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + slack);
        expect(low).toBeLessThanOrEqual(high + slack);
      }),
    );
  });
});

describe('median and quartiles', () => {
  test('of five seeds are the third, second and fourth', () => {
    expect(medianBand([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4 });
  });

  test('stay finite while few enough seeds diverge', () => {
    expect(medianBand([1, 2, 3, 4, Number.NaN])).toEqual({ median: 3, low: 2, high: 4 });
    expect(medianBand([1, 2, 3, Number.NaN, Infinity])).toEqual({ median: 3, low: 2, high: Infinity });
    expect(medianBand([1, 2, Number.NaN, Number.NaN, Number.NaN]).median).toBe(Infinity);
  });
});
