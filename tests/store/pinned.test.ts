import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createChartView, DEFAULT_VIEW, viewChange } from '../../src/store/chartView';
import { ArmCurve } from '../../src/store/curves';
import { keepCurve, keptCurveSchema } from '../../src/store/keptCurve';
import { createPinned } from '../../src/store/pinned';
import { createSweep } from '../../src/store/sweep';

const readCurve = (input: unknown) => v.parse(keptCurveSchema, input);

function memory() {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  };
}

function longCurve(): ArmCurve {
  const curve = new ArmCurve(3);
  const steps = 5000;
  const loss = Float32Array.from({ length: steps * 3 }, (_, i) => {
    const step = Math.floor(i / 3);
    return step > 4000 ? Number.NaN : (1 + 0.1 * (i % 3)) * 0.999 ** step;
  });
  curve.append(0, steps, { armId: 'a', loss }, 5);
  return curve;
}

describe('a curve that is kept', () => {
  it('has few points, both ends, and the values of the run at its steps', () => {
    const curve = longCurve();
    const kept = keepCurve(curve);
    expect(kept.steps.length).toBeLessThanOrEqual(480);
    expect(kept.steps[0]).toBe(0);
    expect(kept.steps.at(-1)).toBe(4999);
    kept.steps.forEach((step, i) => {
      const median = curve.loss.median.at(step);
      if (Number.isFinite(median)) expect(kept.loss.median[i]! / median).toBeCloseTo(1, 4);
      else expect(kept.loss.median[i]).toBeNull();
    });
  });

  it('survives being written down, and nonsense is refused', () => {
    const kept = keepCurve(longCurve());
    expect(readCurve(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    expect(() => readCurve({ ...kept, seconds: [1] })).toThrow();
    expect(() => readCurve({ ...kept, steps: kept.steps.map(String) })).toThrow();
    expect(() => readCurve({ ...kept, loss: { ...kept.loss, low: kept.loss.low.slice(1) } })).toThrow();
    expect(() => readCurve({ ...kept, metric: null })).toThrow();
  });
});

describe('what survives a reload', () => {
  it('is the pinned run', () => {
    const storage = memory();
    const figures = {
      median: 0.1,
      low: 0.1,
      high: null,
      best: 0.1,
      stepsTo: 9,
      secondsTo: 1,
      diverged: 0,
      seeds: 3,
    };
    const run = {
      name: 'First try',
      problem: 'p',
      steps: 4999,
      target: 0.01,
      basis: 'own' as const,
      arms: [
        { label: 'Adam', slot: 2, evaluations: 1, micros: null, figures, curve: keepCurve(longCurve()) },
      ],
    };
    createPinned(storage).setState({ run });
    expect(createPinned(storage).getState().run).toEqual(run);
    storage.setItem('hub-playground-pinned', '{"arms": 3}');
    expect(createPinned(storage).getState().run).toBeNull();
  });

  it('is what a sweep tried, unless a number of it is none', () => {
    const storage = memory();
    const openEngine = () => Promise.reject(new Error('no engine is needed'));
    const trial = { rate: 0.1, final: null, diverged: 3, curve: keepCurve(longCurve()) };
    const result = {
      problem: 'p',
      taskId: 'ltc-sine',
      steps: 10,
      seeds: { first: 32, count: 3 },
      arms: [{ armId: 'a', label: 'Adam', key: 'k', trials: [trial], best: 0 }],
    };
    const restored = () => createSweep({ storage, openEngine }).store.getState().result;
    storage.setItem('hub-playground-sweep', JSON.stringify(result));
    expect(restored()).toEqual(result);
    storage.setItem('hub-playground-sweep', JSON.stringify({ ...result, steps: '10' }));
    expect(restored()).toBeNull();
    storage.setItem('hub-playground-sweep', 'null');
    expect(restored()).toBeNull();
  });

  it('is which ends of its axes were asked for, as long as they are those of its quantities', () => {
    const storage = memory();
    createChartView(storage).setState({ xRange: [10, 20], yRange: [0.1, 1] });
    expect(createChartView(storage).getState()).toMatchObject({ xRange: [10, 20], yRange: [0.1, 1] });
    storage.setItem('hub-playground-chart', JSON.stringify({ xRange: [20, 10], yRange: [0.1, null] }));
    expect(createChartView(storage).getState()).toMatchObject({ xRange: null, yRange: null });
    expect(viewChange({ x: 'seconds' })).toEqual({ x: 'seconds', xRange: null });
    expect(viewChange({ quantity: 'metric' })).toEqual({ quantity: 'metric', yRange: null });
    expect(viewChange({ logY: false })).toEqual({ logY: false });
  });

  it('is how the chart is looked at', () => {
    const storage = memory();
    createChartView(storage).setState({ x: 'seconds', logX: true, smoothing: 20 });
    expect(createChartView(storage).getState()).toEqual({
      ...DEFAULT_VIEW,
      x: 'seconds',
      logX: true,
      smoothing: 20,
    });
    storage.setItem('hub-playground-chart', '{"x": "hours", "smoothing": -4, "logY": "yes"}');
    expect(createChartView(storage).getState()).toEqual(DEFAULT_VIEW);
  });
});
