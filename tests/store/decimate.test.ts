import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from '../../src/store/decimate';

const index = (i: number) => i;

describe('decimate', () => {
  it('keeps a short curve whole', () => {
    expect(decimate(index, [3, 1, 2], 0, 3, 10)).toEqual([0, 1, 2]);
  });

  it('keeps both ends, the overall extremes, the order, and at most four points a column', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 20 }),
        (y, buckets) => {
          const chosen = decimate(index, y, 0, y.length, buckets);
          expect(chosen[0]).toBe(0);
          expect(chosen.at(-1)).toBe(y.length - 1);
          expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
          expect(chosen.length).toBeLessThanOrEqual(4 * buckets);
          const kept = chosen.map((i) => y[i]);
          expect(Math.min(...kept)).toBe(Math.min(...y));
          expect(Math.max(...kept)).toBe(Math.max(...y));
        },
      ),
    );
  });

  it('keeps a spike of one step in a hundred thousand', () => {
    const y = new Float32Array(100_000).fill(1);
    y[54_321] = 9;
    expect(decimate(index, y, 0, y.length, 500)).toContain(54_321);
  });

  it('is not blinded by values that are not finite', () => {
    const y = new Float32Array(1000).fill(2);
    y[400] = Number.NaN;
    y[401] = Number.POSITIVE_INFINITY;
    y[402] = 1;
    y[403] = 3;
    const chosen = decimate(index, y, 0, 1000, 10);
    expect(chosen).toContain(402);
    expect(chosen).toContain(403);
  });

  it('leaves out x = 0 on a logarithmic axis and gives every decade its share', () => {
    const y = Float32Array.from({ length: 10_001 }, (_, i) => i);
    const chosen = decimate(index, y, 0, y.length, 40, true);
    expect(chosen[0]).toBe(1);
    // 40 columns over four decades: ten for each, so the first decade keeps all of its nine points.
    expect(chosen.filter((i) => i < 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(chosen.filter((i) => i >= 1000).length).toBeLessThanOrEqual(44);
  });
});
