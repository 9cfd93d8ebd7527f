import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth } from '../../src/ui/plots/smooth';

describe('smoothing', () => {
  it('leaves a constant as it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: 2, max: 500 }),
        (value, span) => {
          const { values } = smooth(new Array(200).fill(value), span, true, 1000);
          for (const smoothed of values) expect(smoothed).toBeCloseTo(value, 6);
        },
      ),
    );
  });

  it('averages logarithms on a logarithmic axis: between 1 and 0.01 lies 0.1, not 0.5', () => {
    const zigzag = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 0.01));
    expect(smooth(zigzag, 100, true, 1000).values[200]!).toBeCloseTo(0.1, 2);
    expect(smooth(zigzag, 100, false, 1000).values[200]!).toBeCloseTo(0.505, 2);
  });

  it('does not shift a falling curve: a power of time is a line in logarithms and stays one', () => {
    const falling = Array.from({ length: 400 }, (_, i) => 0.97 ** i);
    const { values } = smooth(falling, 20, true, 1000);
    expect(values[200]! / falling[200]).toBeCloseTo(1, 6);
  });

  it('breaks off where the curve does and reaches over nothing', () => {
    const diverged = Array.from({ length: 100 }, (_, i) => (i < 60 ? 1 : Number.POSITIVE_INFINITY));
    const { values } = smooth(diverged, 10, true, 1000);
    expect(values[59]).toBeCloseTo(1, 6);
    expect(values.slice(60).every((value) => value === null)).toBe(true);
  });

  it('has as many points as asked for at most, at the middles of their blocks', () => {
    const { steps, values } = smooth(new Float32Array(1_000_000).fill(2), 1000, true, 800);
    expect(steps.length).toBeLessThanOrEqual(800);
    expect(values[400]).toBeCloseTo(2, 6);
    expect(steps.at(-1)).toBeLessThan(1_000_000);
  });
});
