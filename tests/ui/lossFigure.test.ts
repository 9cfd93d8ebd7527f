import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW } from '../../src/store/chartView';
import { ArmCurve } from '../../src/store/curves';
import { armLooks, chartThemes } from '../../src/ui/palette';
import type { LossChart } from '../../src/ui/plots/lossChartData';
import { lossFigure } from '../../src/ui/plots/lossFigure';

function curveOf(rows: readonly (readonly number[])[]): ArmCurve {
  const curve = new ArmCurve(rows[0].length);
  curve.append(0, rows.length, { armId: 'a', loss: Float32Array.from(rows.flat()) }, rows.length);
  return curve;
}

function chartOf(curve: ArmCurve, part: Partial<LossChart> = {}): LossChart {
  return {
    arms: [
      { id: 'a', label: 'Adam', look: armLooks[0], curve, evaluations: 1, secondsAt: (step) => step / 50 },
    ],
    selected: null,
    marks: [],
    options: { ...DEFAULT_VIEW, members: false },
    ghosts: [],
    theme: chartThemes.light,
    steps: 100,
    target: 0.01,
    yTitle: '',
    width: 800,
    ...part,
  };
}

const falling = Array.from({ length: 50 }, (_, t) => [0.9 ** t, 0.8 * 0.9 ** t, 1.2 * 0.9 ** t]);
const traceNames = (chart: LossChart) => lossFigure(chart)!.data.map((trace) => trace.mode);

describe('the loss chart', () => {
  it('shows what rises up to where it comes, and a single share within its kind', () => {
    const rises = curveOf(Array.from({ length: 40 }, (_, t) => [0.1 + 0.8 * (1 - 0.8 ** t)]));
    const part = { target: null, falls: false, options: { ...DEFAULT_VIEW, logY: false, members: false } };
    const [low, high] = lossFigure(chartOf(rises, part))!.layout.yaxis!.range as [number, number];
    expect(low).toBeLessThanOrEqual(0.1);
    expect(high).toBeGreaterThanOrEqual(0.899);
    const [least, most] = lossFigure(chartOf(curveOf([[0.1]]), part))!.layout.yaxis!.range as [
      number,
      number,
    ];
    expect(least).toBeGreaterThanOrEqual(0);
    expect(most).toBeLessThan(0.2);
  });

  it('is nothing before the first step', () => {
    expect(lossFigure(chartOf(new ArmCurve(3)))).toBeNull();
  });

  it('draws band, median and markers of an arm, and the band only of several seeds', () => {
    expect(traceNames(chartOf(curveOf(falling)))).toEqual(['lines', 'lines', 'markers']);
    expect(traceNames(chartOf(curveOf([[1], [0.5]])))).toEqual(['lines', 'markers']);
  });

  it('has a caption for pictures of it: lines, bands, the target where it is drawn', () => {
    const captionOf = (rows: readonly (readonly number[])[], part?: Partial<LossChart>) =>
      lossFigure(chartOf(curveOf(rows), part))!.layout.meta;
    expect(captionOf(falling)).toBe(
      'lines: medians · shaded: the middle half of 3 seeds · dashed: target 0.01',
    );
    expect(captionOf([[1], [0.5]], { target: null })).toBe('one seed');
    expect(captionOf([[1], [0.5]], { target: -1 })).toBe('one seed');
    expect(captionOf(falling, { options: DEFAULT_VIEW, target: null })).toMatch(/thin lines: single seeds/);
  });

  it('draws a faint line through all seeds at first, of no more points for many seeds', () => {
    const figureOf = (seeds: number) => {
      const rows = Array.from({ length: 101 }, (_, t) =>
        Array.from({ length: seeds }, (_, seed) => (1 + seed) * 0.97 ** t + 0.01 * Math.sin(t * (seed + 1))),
      );
      const chart = chartOf(curveOf(rows));
      return lossFigure({ ...chart, options: DEFAULT_VIEW, width: 90 })!.data;
    };
    const faint = figureOf(5).filter(({ opacity }) => opacity === 0.32);
    expect(faint).toHaveLength(1);
    // Lines of seeds are parted by gaps.
    expect((faint[0].y as (number | null)[]).filter((value) => value === null)).toHaveLength(5);
    const points = (seeds: number) =>
      figureOf(seeds).find(({ opacity }) => opacity === 0.32)!.x!.length / seeds;
    expect(points(32)).toBeLessThan(points(5));
  });

  it('draws the median over all planned steps, so that curves grow into their place', () => {
    const { data, layout } = lossFigure(chartOf(curveOf(falling)))!;
    expect(layout.xaxis!.range).toEqual([0, 100]);
    const median = data[1];
    expect((median.y as number[])[10]).toBeCloseTo(0.9 ** 10, 5);
    expect(median.line!.dash).toBe(armLooks[0].dash);
  });

  it('reaches as far as the curves where fewer steps are planned than were made', () => {
    const chart = chartOf(curveOf(falling), { steps: 10 });
    expect(lossFigure(chart)!.layout.xaxis!.range).toEqual([0, 49]);
    const twice = { ...chart, arms: [{ ...chart.arms[0], evaluations: 2 }] };
    const options = { ...chart.options, x: 'evaluations' as const };
    expect(lossFigure({ ...twice, options })!.layout.xaxis!.range).toEqual([0, 98]);
  });

  it('reaches as far as what came with the experiment', () => {
    const curve = { steps: [0, 200], median: [1, 0.5], low: [1, 0.5], high: [1, 0.5] };
    const recorded = [{ label: 'Adam', look: armLooks[0], curve, perStep: 1 }];
    expect(lossFigure(chartOf(curveOf(falling), { recorded }))!.layout.xaxis!.range).toEqual([0, 200]);
  });

  it('ends the band of a loss without a bottom where seeds diverge below the chart', () => {
    const rows = [...Array.from({ length: 12 }, (_, t) => [-(3 ** t), -(3 ** t), -(3 ** t)])];
    rows.push([-1e30, Number.NaN, Number.NaN], [-1e30, Number.NaN, Number.NaN]);
    const { data } = lossFigure(chartOf(curveOf(rows), { options: { ...DEFAULT_VIEW, logY: false } }))!;
    const band = data.find(({ fill }) => fill === 'toself')!;
    expect(Math.max(...(band.x as number[]))).toBe(11);
    expect(Math.max(...(band.y as number[]))).toBe(-1);
    // What is above the chart alone is drawn up to its edge.
    const upwards = [
      [1, 1, 1],
      [2, 2, 2],
      [2, Number.NaN, Number.NaN],
    ];
    const up = lossFigure(chartOf(curveOf(upwards)))!.data.find(({ fill }) => fill === 'toself')!;
    expect(Math.max(...(up.x as number[]))).toBe(2);
  });

  it('crosses out a seed where it diverged and says so', () => {
    const rows = falling.map((row, t) => (t >= 20 ? [row[0], Number.NaN, row[2]] : row));
    const crosses = lossFigure(chartOf(curveOf(rows)))!.data.find((trace) => trace.marker?.symbol === 'x')!;
    expect(crosses.x).toEqual([19]);
    expect((crosses.y as number[])[0]).toBeCloseTo(0.8 * 0.9 ** 19, 5);
    expect(crosses.text).toEqual(['Adam, seed 1: diverged at step 20']);
  });

  it('does not let a divergence squeeze the others', () => {
    const rows = falling.map((row, t) => (t > 40 ? row.map(() => 1e30) : row));
    const [, high] = lossFigure(chartOf(curveOf(rows)))!.layout.yaxis!.range as number[];
    expect(high).toBeLessThan(4);
  });

  it('breaks the median where most seeds diverged', () => {
    const rows = falling.map((row, t) => (t >= 30 ? [row[0], Number.NaN, Number.NaN] : row));
    const median = lossFigure(chartOf(curveOf(rows)))!.data[1].y as (number | null)[];
    expect(median[29]).not.toBeNull();
    expect(median[30]).toBeNull();
  });

  it('marks interventions at their step with arm and text', () => {
    const mark = {
      id: 'm',
      kind: 'intervention',
      armId: 'a',
      step: 12,
      text: 'Learning rate: 0.01 → 0.1',
    } as const;
    const { data, layout } = lossFigure(chartOf(curveOf(falling), { marks: [mark] }))!;
    const triangles = data.find((trace) => trace.marker?.symbol === 'triangle-down')!;
    expect(triangles.x).toEqual([12]);
    expect(triangles.text).toEqual(['Adam: Learning rate: 0.01 → 0.1']);
    expect(layout.shapes!.map((shape) => shape.x0)).toContain(12);
  });

  it('marks another planned length likewise, but not one that ends the run where it is', () => {
    const mark = (step: number) => ({ id: 'm', kind: 'length', armId: 'a', step, text: 'planned' }) as const;
    const shapes = (step: number) =>
      lossFigure(chartOf(curveOf(falling), { marks: [mark(step)], steps: 50 }))!.layout.shapes!.map(
        (shape) => shape.x0,
      );
    expect(shapes(12)).toContain(12);
    expect(shapes(50)).not.toContain(50);
  });

  it('breaks the words of a mark where its side of the line ends', () => {
    const text = 'Learning rate of the hand-designed half: 0.01 → 0.1';
    const mark = { id: 'm', kind: 'intervention', armId: 'a', step: 40, text } as const;
    const label = (width: number) =>
      lossFigure(chartOf(curveOf(falling), { marks: [mark], width }))!.layout.annotations!.at(-1)!;
    expect(label(1600).text).toBe(`Adam: ${text}`);
    const lines = label(340).text!.split('<br>');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(`Adam: ${text}`);
    // 60 of 100 steps are to the right of it, less the margins.
    expect(Math.max(...lines.map((line) => line.length)) * 6.4).toBeLessThan(0.6 * 340);
    expect(label(340).xanchor).toBe('left');
  });

  it('marks losses of 0 on the edge of a logarithmic axis, and on a linear one draws them', () => {
    const rows = falling.map((row, t) => (t >= 45 ? row.map(() => 0) : row));
    const chart = chartOf(curveOf(rows));
    const zeros = (logY: boolean) =>
      lossFigure({ ...chart, options: { ...chart.options, logY } })!.data.find(
        (trace) => trace.marker?.symbol === 'triangle-down-open',
      );
    expect(zeros(true)).toMatchObject({ x: [45, 46, 47, 48, 49], yaxis: 'y2' });
    expect((zeros(true)!.text as string[])[0]).toMatch(/^Adam: 0 at step 45/);
    expect(zeros(false)).toBeUndefined();
    expect(lossFigure(chartOf(curveOf(falling)))!.data.some(({ yaxis }) => yaxis === 'y2')).toBe(false);
  });

  it('has a logarithmic axis as if there were no target where that is 0', () => {
    const layout = (target: number | null) => lossFigure({ ...chartOf(curveOf(falling)), target })!.layout;
    expect(layout(0).yaxis!.range).toEqual(layout(null).yaxis!.range);
    expect(layout(0).shapes).toEqual([]);
  });

  it('reaches below 0 on a linear axis, but not after a loss that knows no bottom', () => {
    const range = (rows: readonly (readonly number[])[]) => {
      const chart = chartOf(curveOf(rows));
      return lossFigure({ ...chart, options: { ...chart.options, logY: false } })!.layout.yaxis!.range!;
    };
    const [low, high] = range([[2], [-1], [-5]]);
    expect(low).toBeLessThanOrEqual(-5);
    expect(low).toBeGreaterThan(-8);
    expect(high).toBeGreaterThanOrEqual(2);
    const [lowest] = range([[2], [-1], [-1e30]]);
    expect(lowest).toBeGreaterThan(-100);
    expect(lowest).toBeLessThan(-50);
  });

  it('holds what goes below 0 from a beginning near it, and marks what leaves the axis', () => {
    const figure = (rows: readonly (readonly number[])[]) => {
      const chart = chartOf(curveOf(rows));
      return lossFigure({ ...chart, options: { ...chart.options, logY: false } })!;
    };
    const marked = (rows: readonly (readonly number[])[]) =>
      figure(rows).data.find((trace) => trace.marker?.symbol === 'triangle-down-open');
    const logarithm = [[0.01], [-0.5], [-87.3]];
    expect(figure(logarithm).layout.yaxis!.range![0]).toBeLessThan(-87.3);
    expect(marked(logarithm)).toBeUndefined();
    expect(marked([[2], [-1], [-1e30]])!.text).toEqual([expect.stringMatching(/at step 2, below the axis$/)]);
  });

  it('has the ends of axes that the reader asked for, but none that a logarithm cannot show', () => {
    const chart = chartOf(curveOf(falling));
    const axes = (part: object) => {
      const { layout } = lossFigure({ ...chart, options: { ...chart.options, ...part } })!;
      return [layout.xaxis!.range, layout.yaxis!.range];
    };
    expect(axes({ xRange: [10, 20], yRange: [0.1, 10] })).toEqual([
      [10, 20],
      [-1, 1],
    ]);
    expect(axes({ yRange: [-1, 1] })).toEqual(axes({}));
    expect(axes({ yRange: [-1, 1], logY: false })[1]).toEqual([-1, 1]);
  });

  it('leaves step 0 out of a logarithmic axis', () => {
    const chart = chartOf(curveOf(falling));
    const { data, layout } = lossFigure({ ...chart, options: { ...chart.options, logX: true } })!;
    expect(Math.min(...(data[1].x as number[]))).toBe(1);
    expect(layout.xaxis!.range).toEqual([0, 2]);
  });

  it('has as many points for a million steps as the axis can show', () => {
    const curve = new ArmCurve(1);
    const loss = Float32Array.from(
      { length: 1_000_000 },
      (_, t) => Math.exp(-t / 1e5) * (1 + 0.1 * Math.sin(t)),
    );
    curve.append(0, loss.length, { armId: 'a', loss }, 60);
    const [median] = lossFigure(chartOf(curve, { steps: 1_000_000 }))!.data;
    expect((median.x as number[]).length).toBeLessThanOrEqual(4 * 800);
  });

  it('draws a smooth curve over the faint measured one only when asked, and no number changes', () => {
    const chart = chartOf(curveOf(falling));
    expect(traceNames(chart)).toEqual(['lines', 'lines', 'markers']);
    const smoothed = { ...chart, options: { ...chart.options, smoothing: 10 } };
    const { data } = lossFigure(smoothed)!;
    expect(data.map((trace) => trace.mode)).toEqual(['lines', 'lines', 'lines', 'markers']);
    expect(data[1].y).toEqual(lossFigure(chart)!.data[1].y);
    expect(data[1].opacity).toBeLessThan(1);
    expect((data[2].y as number[])[25]).toBeCloseTo(0.9 ** 25, 3);
  });

  it('puts a pinned run faintly behind, and makes room for its length', () => {
    const pinned = { steps: [0, 150], seconds: [0, 3], loss: { median: [9, 2], low: [9, 2], high: [9, 2] } };
    const ghost = { name: 'old', curve: pinned, evaluations: 2, look: armLooks[1], timed: true, told: true };
    const chart = chartOf(curveOf(falling), { ghosts: [ghost] });
    const { data, layout } = lossFigure(chart)!;
    expect(data[0]).toMatchObject({ name: 'old', x: [0, 150], y: [9, 2] });
    expect(layout.xaxis!.range).toEqual([0, 150]);
    expect(10 ** (layout.yaxis!.range as number[])[1]).toBeGreaterThan(9);
    const evaluations = lossFigure({ ...chart, options: { ...chart.options, x: 'evaluations' } })!;
    expect(evaluations.data[0].x).toEqual([0, 300]);
  });

  it('draws a baseline also alone, but what tuning tried only behind curves', () => {
    const kept = { steps: [0, 150], seconds: [0, 3], loss: { median: [9, 2], low: [9, 2], high: [9, 2] } };
    const ghost = { name: 'old', curve: kept, evaluations: 1, timed: true, told: true };
    const figure = (look?: (typeof armLooks)[number]) =>
      lossFigure(chartOf(new ArmCurve(3), { ghosts: [look ? { ...ghost, look } : ghost] }));
    expect(figure(armLooks[1])!.data.map(({ name }) => name)).toEqual(['old']);
    expect(figure()).toBeNull();
  });

  it('gives every arm its own seconds, draws none that was not measured, and says what a second is', () => {
    const chart = chartOf(curveOf(falling));
    const [arm] = chart.arms;
    const arms = [0.006, 0.036, Number.NaN].map((perStep, index) => ({
      ...arm,
      id: String(index),
      label: String(perStep),
      secondsAt: (step: number) => step * perStep,
    }));
    const { data, layout } = lossFigure({ ...chart, arms, options: { ...chart.options, x: 'seconds' } })!;
    const ends = data.filter(({ name }) => name).map(({ name, x }) => [name, (x as number[]).at(-1)]);
    expect(ends).toEqual([
      ['0.006', 0.006 * 49],
      ['0.036', 0.036 * 49],
    ]);
    expect((layout.xaxis!.title as { text: string }).text).toMatch(/alone/);
    const together = lossFigure({
      ...chart,
      basis: 'together',
      options: { ...chart.options, x: 'seconds' },
    })!;
    expect((together.layout.xaxis!.title as { text: string }).text).toMatch(/together/);
  });

  it('puts no mark of a change that came after the last planned update', () => {
    const mark = { id: 'm', kind: 'intervention' as const, armId: 'a', text: 'Learning rate: 0.01 → 0.1' };
    const marked = (step: number) =>
      lossFigure(chartOf(curveOf(falling), { steps: 49, marks: [{ ...mark, step }] }))!.data.filter(
        ({ marker }) => marker?.symbol === 'triangle-down',
      );
    expect(marked(48)).toHaveLength(1);
    expect(marked(49)).toHaveLength(0);
  });
});
