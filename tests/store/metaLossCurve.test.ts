import { describe, expect, it } from 'vitest';
import { MetaLossCurve } from '../../src/store/metaTraining/metaLossCurve';

const losses = (count: number) => Float64Array.from({ length: count }, (_, i) => i + 1);

describe('the curve of the meta-loss', () => {
  it('holds every step of a short run', () => {
    const curve = new MetaLossCurve();
    curve.add(1, [3, 2]);
    curve.add(3, [1]);
    expect(curve.points()).toEqual({ steps: [1, 2, 3], losses: [3, 2, 1] });
    expect(curve.width).toBe(1);
  });

  it('stays small in a long one, each point the mean of its steps, however they came', () => {
    const all = losses(100_000);
    const whole = new MetaLossCurve();
    whole.add(1, all);
    const parts = new MetaLossCurve();
    for (let first = 1; first <= 100_000; first += 7) {
      parts.add(first, all.subarray(first - 1, first + 6));
    }
    expect(parts.data).toEqual(whole.data);
    const { steps, losses: means } = whole.points();
    expect(steps.length).toBeLessThanOrEqual(600);
    expect(steps.at(-1)).toBe(100_000);
    const { width } = whole;
    expect(means[0]).toBe((width + 1) / 2);
    expect(means[3]).toBe(3 * width + (width + 1) / 2);
  });

  it('survives storage, and a run that goes on from an earlier step', () => {
    const curve = new MetaLossCurve();
    curve.add(1, losses(50));
    const again = new MetaLossCurve(JSON.parse(JSON.stringify(curve.data)));
    expect(again.points()).toEqual(curve.points());
    again.cut(20);
    expect(again.points().steps.at(-1)).toBe(20);
    again.add(21, losses(50).subarray(20));
    expect(again.points()).toEqual(curve.points());
  });
});
