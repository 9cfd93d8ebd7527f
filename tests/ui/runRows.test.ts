import { describe, expect, it } from 'vitest';
import { ArmCurve } from '../../src/store/curves';
import { keepCurve } from '../../src/store/keptCurve';
import type { PinnedRun } from '../../src/store/pinned';
import { armClock } from '../../src/ui/plots/armClock';
import { pinnedFigures, pinnedRows, runRow, sortRows } from '../../src/ui/plots/runRows';

function curveOf(rows: readonly (readonly number[])[]): ArmCurve {
  const curve = new ArmCurve(rows[0].length);
  curve.append(0, rows.length, { armId: 'a', loss: Float32Array.from(rows.flat()) }, rows.length);
  return curve;
}

describe('the run table', () => {
  it('shows where an arm stands, its best, and when it reached the target', () => {
    const row = runRow(
      'a',
      'Adam',
      curveOf([
        [8, 8, 8],
        [4, 2, 1],
        [5, 2, 3],
      ]),
      2,
      3,
    );
    expect(row).toMatchObject({
      median: 3,
      low: 2.5,
      high: 4,
      best: 1,
      stepsTo: 1,
      // Of this arm nothing was measured.
      secondsTo: Number.NaN,
      diverged: 0,
      seeds: 3,
    });
  });

  it('counts a miss as infinity and a diverged seed as the worst', () => {
    const row = runRow(
      'a',
      'Adam',
      curveOf([
        [8, 8, 8],
        [4, 4, Number.NaN],
      ]),
      1,
      3,
    );
    expect(row).toMatchObject({
      stepsTo: Number.POSITIVE_INFINITY,
      secondsTo: Number.POSITIVE_INFINITY,
      diverged: 1,
    });
    expect(row.high).toBe(Number.POSITIVE_INFINITY);
  });

  it('has no miss while the target may still be reached', () => {
    const planned = (steps: number) =>
      runRow('a', 'Adam', curveOf([[8], [4]]), 1, 1, 1, null, 'own', steps).stepsTo;
    expect(planned(2)).toBeNaN();
    expect(planned(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('sorts both ways, infinity as the largest, and rows without numbers last', () => {
    const rows = [
      runRow('none', 'None', undefined, 1, 3),
      runRow('miss', 'Miss', curveOf([[8], [4]]), 1, 1),
      runRow('slow', 'Slow', curveOf([[8], [4], [1]]), 1, 1),
      runRow('fast', 'Fast', curveOf([[8], [1]]), 1, 1),
    ];
    const ids = (descending: boolean) =>
      sortRows(rows, { column: 'stepsTo', descending }).map(({ id }) => id);
    expect(ids(false)).toEqual(['fast', 'slow', 'miss', 'none']);
    expect(ids(true)).toEqual(['miss', 'slow', 'fast', 'none']);
    expect(sortRows(rows, { column: 'label', descending: false }).map(({ id }) => id)).toEqual([
      'fast',
      'miss',
      'none',
      'slow',
    ]);
    expect(sortRows(rows, null)).toBe(rows);
  });

  it('adds up what a step costs, and says so when nothing was measured', () => {
    const cost = { armId: 'a', task: 40, designed: 10, learned: 0, mixing: 0, rest: 2 };
    expect(runRow('a', 'Adam', curveOf([[1]]), 2, 1, 1, cost).micros).toBe(52);
    expect(runRow('a', 'Adam', undefined, 2, 1, 1, cost).micros).toBe(52);
    expect(runRow('a', 'Adam', curveOf([[1]]), 2, 1).micros).toBeNaN();
  });

  it('times every arm by what its own steps cost, and all together only where nothing is measured', () => {
    const cost = (task: number) => ({ task, designed: 0, learned: 0, mixing: 0, rest: 0 });
    const curve = curveOf([[8], [4], [1]]);
    const seconds = (micros: number, basis?: 'own' | 'together') =>
      runRow('a', 'Adam', curve, 1, 1, 1, cost(micros), basis).secondsTo;
    // Reached after two updates of 6 and of 36 ms.
    expect(seconds(6000)).toBeCloseTo(0.012, 9);
    expect(seconds(36_000)).toBeCloseTo(0.072, 9);
    expect(seconds(36_000, 'together')).toBe(3);
    const at = armClock(curve, cost(6000), 'own');
    expect([0, 1, 2].map(at)).toEqual([0, 0.006, 0.012]);
  });

  it('has a row for every arm of a baseline, which tells of another target by its curve', () => {
    const curve = curveOf([[8], [4], [1]]);
    const cost = { task: 10, designed: 0, learned: 0, mixing: 0, rest: 0 };
    const figures = (target: number) => pinnedFigures(runRow('a', 'Adam', curve, target, 1, 1, cost));
    const run = (target: number): PinnedRun => ({
      name: 'First try',
      problem: 'p',
      steps: 2,
      target,
      basis: 'own',
      arms: [
        {
          label: 'Adam',
          slot: 0,
          evaluations: 2,
          micros: 10,
          figures: figures(target),
          curve: keepCurve(curve),
        },
      ],
    });
    const row = (target: number, shown: number, basis: 'own' | 'together' = 'own') =>
      pinnedRows(JSON.parse(JSON.stringify(run(target))), shown, basis)[0];
    expect(row(1, 1)).toMatchObject({
      label: 'Adam · First try',
      median: 1,
      best: 1,
      stepsTo: 2,
      secondsTo: 2e-5,
      evaluationsTo: 4,
      micros: 10,
    });
    expect(row(0.1, 0.1)).toMatchObject({ stepsTo: Infinity, secondsTo: Infinity, evaluationsTo: Infinity });
    // The kept curve has a second per row.
    const other = row(1, 4);
    expect(other).toMatchObject({ stepsTo: 1, secondsTo: 2, evaluationsTo: 2 });
    expect(other.reading).toBeUndefined();
    expect(row(1, 0.5)).toMatchObject({ stepsTo: Infinity, secondsTo: Infinity, evaluationsTo: Infinity });
    expect(row(1, 1, 'together')).toMatchObject({ stepsTo: 2, secondsTo: Number.NaN });
  });

  it('says of several seeds of a baseline about when, and what its median curve does not tell', () => {
    const curve = curveOf([
      [8, 8, 8],
      [4, 4, 0.5],
      [2, 2, 2],
    ]);
    const figures = pinnedFigures(runRow('a', 'Adam', curve, 2, 3));
    const arm = { label: 'Adam', slot: 0, evaluations: 1, micros: null, figures, curve: keepCurve(curve) };
    const run: PinnedRun = { name: 'B', problem: 'p', steps: 2, target: 2, basis: 'own', arms: [arm] };
    const row = (target: number) => pinnedRows(run, target, 'own')[0];
    expect(row(4)).toMatchObject({ stepsTo: 1, secondsTo: Number.NaN, reading: 'about' });
    expect(row(8)).toMatchObject({ stepsTo: 0 });
    expect(row(8).reading).toBeUndefined();
    expect(row(1)).toMatchObject({ stepsTo: Number.NaN, reading: 'unknown' });
    expect(row(0.1).stepsTo).toBe(Number.POSITIVE_INFINITY);
    expect(row(0.1).reading).toBeUndefined();
  });
});
