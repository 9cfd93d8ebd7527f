import { describe, expect, it } from 'vitest';
import { pathologicalLoss } from '../../src/tasks/pathological';
import { slopePoints } from '../../src/ui/plots/pathological/landscape';

describe('the points of equation 6', () => {
  const lambda = 0.01;
  const { exploding, vanishing } = slopePoints(0.01, 10, lambda);

  it('vanish at the bottom of the troughs, where the slope is 2λs and f is λs²', () => {
    expect(vanishing[0].s).toBeCloseTo(1 / Math.PI, 12);
    expect(vanishing[0].loss).toBeCloseTo(lambda / Math.PI ** 2, 12);
    for (const { k, s, slope, loss } of vanishing) {
      expect(1 / s).toBeCloseTo((2 * k + 1) * Math.PI, 9);
      // sin(1/s)/s is rounding alone: 1/s times some 1e-16 of 1/s.
      expect(Math.abs(slope - 2 * lambda * s)).toBeLessThan(1e-12 / s);
      expect(Math.abs(loss - lambda * s * s)).toBeLessThan(1e-15);
    }
  });

  it('explode between them, where the slope is 1 + 2λs + 1/s, ever larger', () => {
    for (const { s, slope } of exploding) expect(slope).toBeCloseTo(1 + 2 * lambda * s + 1 / s, 9);
    const slopes = exploding.map(({ slope }) => slope);
    expect(slopes).toEqual(slopes.toSorted((a, b) => a - b));
    // The slope that is drawn is that of f: by central differences.
    const { s, slope } = exploding[3];
    const h = 1e-8;
    const difference = (pathologicalLoss(s + h, lambda) - pathologicalLoss(s - h, lambda)) / (2 * h);
    expect(Math.abs(difference / slope - 1)).toBeLessThan(1e-5);
  });

  it('are those within the frame, outermost first', () => {
    const part = slopePoints(0.03, 0.2, lambda);
    expect(part.vanishing.map(({ k }) => k)).toEqual([1, 2, 3, 4]);
    expect(part.exploding.map(({ k }) => k)).toEqual([1, 2, 3, 4, 5]);
  });
});
