import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianBand } from '../../src/core/stats';
import { BandSeries, Curves } from '../../src/store/curves';

const chunk = (firstStep: number, rows: readonly (readonly number[])[], elapsedMs: number, armId = 'a') => ({
  firstStep,
  count: rows.length,
  elapsedMs,
  arms: [{ armId, loss: Float32Array.from(rows.flat()) }],
});

describe('the band over seeds', () => {
  it('equals median and quartiles of core/stats for any values, diverged ones among them', () => {
    const value = fc.oneof(fc.float({ min: 0, max: 1000, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 32 }), (values) => {
        const row = Float32Array.from(values);
        const series = new BandSeries(row.length);
        series.put(0, row, 0);
        const { median, low, high } = medianBand(row);
        // The series keeps float32, core/stats computes in float64.
        expect(series.median.at(0)).toBe(Math.fround(median));
        expect(series.low.at(0)).toBe(Math.fround(low));
        expect(series.high.at(0)).toBe(Math.fround(high));
      }),
    );
  });

  it('keeps every step of the median when seeds are thinned, and every second step of the seeds', () => {
    const series = new BandSeries(2, 16);
    for (let step = 0; step < 20; step++) series.put(step, Float32Array.of(step, step + 100), 0);
    expect(series.length).toBe(20);
    expect(series.median.at(19)).toBe(69);
    expect(series.memberStride).toBe(4);
    // Rows 0, 4, 8, 12, 16 of both seeds.
    expect(Array.from(series.members.values)).toEqual([0, 100, 4, 104, 8, 108, 12, 112, 16, 116]);
  });
});

describe('the curves', () => {
  it('grow chunk by chunk and spread the time of a chunk over its steps', () => {
    const curves = new Curves(2);
    curves.append(
      chunk(
        0,
        [
          [4, 2],
          [3, 1],
        ],
        1000,
      ),
    );
    curves.append(chunk(2, [[2, 0.5]], 1500));
    const curve = curves.arms.get('a')!;
    expect(curve.length).toBe(3);
    expect(Array.from(curve.loss.median.values)).toEqual([3, 2, 1.25]);
    expect(Array.from(curve.seconds.values)).toEqual([0.5, 1, 1.5]);
    expect(Array.from(curve.last)).toEqual([2, 0.5]);
    expect(Array.from(curve.best)).toEqual([2, 0.5]);
  });

  it('count the seconds of an arm that catches up from its own start', () => {
    const curves = new Curves(1);
    curves.append(chunk(0, [[4], [3]], 2000, 'a'));
    curves.append(chunk(0, [[4], [3]], 2500, 'b'));
    expect(Array.from(curves.arms.get('b')!.seconds.values)).toEqual([0.25, 0.5]);
  });

  it('note the first step of each seed without a finite loss', () => {
    const curves = new Curves(3);
    curves.append(
      chunk(
        0,
        [
          [1, 1, 1],
          [1, Number.NaN, 1],
          [1, Number.NaN, Number.POSITIVE_INFINITY],
        ],
        10,
      ),
    );
    const curve = curves.arms.get('a')!;
    expect(Array.from(curve.divergedStep)).toEqual([-1, 1, 2]);
    expect(curve.divergedCount).toBe(2);
    expect(Array.from(curve.best)).toEqual([1, 1, 1]);
  });

  it('time the target at the median seed, where a seed that misses counts as infinity', () => {
    const curves = new Curves(3);
    curves.append(
      chunk(
        0,
        [
          [1, 1, 1],
          [0.1, 1, 1],
          [0.1, 0.1, 1],
        ],
        10,
      ),
    );
    const curve = curves.arms.get('a')!;
    expect(curve.stepsToTarget(0.5)).toBe(2);
    expect(curve.stepsToTarget(0.05)).toBe(Number.POSITIVE_INFINITY);
    expect(curve.stepsToTarget(1)).toBe(0);
  });

  it('write over steps that are sent again after a recovery', () => {
    const curves = new Curves(1);
    curves.append(chunk(0, [[4], [3], [2]], 30));
    curves.append(chunk(1, [[3.5]], 40));
    expect(Array.from(curves.arms.get('a')!.loss.median.values)).toEqual([4, 3.5, 2]);
  });

  it('forget the arms named and keep the others', () => {
    const curves = new Curves(1);
    curves.append(chunk(0, [[4]], 10, 'a'));
    curves.append(chunk(0, [[4]], 20, 'b'));
    curves.clear(1, ['a']);
    expect([...curves.arms.keys()]).toEqual(['b']);
    curves.clear(2);
    expect(curves.arms.size).toBe(0);
  });
});
