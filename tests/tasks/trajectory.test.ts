import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors';
import type { AnyOptions } from '../../src/core/option';
import { tensorOf } from '../../src/core/paramLayout';
import { foldIn, prngKey } from '../../src/core/prng';
import { evaluate } from '../../src/network/reference';
import type { LtcInstance } from '../../src/tasks/ltc/model';
import { ltcForward, ltcGradient } from '../../src/tasks/ltc/reference';
import { ltcSine } from '../../src/tasks/ltcSine';
import { leafValues } from '../../src/tasks/network/given';
import { trajectory } from '../../src/tasks/trajectory';
import { trajectoryProblem } from '../../src/tasks/trajectory/problem';
import type { TrajectoryView } from '../../src/tasks/trajectory/view';
import { differentiate, norm, paramsOf } from './networkCases';

await trajectory.prepare?.();

const { sin, cos } = Math;
const viewOf = (options: AnyOptions, params: Float32Array) =>
  trajectory.create(options).view!(params) as TrajectoryView;

describe('the LSTM', () => {
  test('has the numbers of the specification of the task', () => {
    const problem = trajectoryProblem({});
    const params = paramsOf(problem, {
      '0.lstm/w': (i) => 0.2 * sin(1 + i),
      '0.lstm/b': (i) => 0.1 * cos(i),
      '1.dense/w': (i) => 0.2 * sin(3 + i),
      '1.dense/b': () => 0.05,
    });
    const { loss, others, grads } = differentiate(problem, leafValues(problem, params), [problem.output]);
    const points = { 0: 0.201447023897, 1: 0.110756782611, 10: 1.36831790827, 47: 0.679049722552 };
    for (const [t, value] of Object.entries(points)) expect(others[0][Number(t)]).toBeCloseTo(value, 10);
    expect(loss).toBeCloseTo(0.544936397134, 11);
    expect(trajectory.create({}).referenceLoss(params, prngKey(0))).toBe(loss);
    [3.53582430926, 5.44441416216, 0.758914368385, 1.11085808924].forEach((expected, index) => {
      expect(norm(grads[index]) / expected).toBeCloseTo(1, 10);
    });
  });

  test.each([
    [64, 17_473],
    [8, 393],
    [1, 22],
    [128, 67_713],
  ])('of %i units has %i parameters, in four tensors of two layers', (units, size) => {
    const { layout } = trajectory.create({ units });
    expect(layout.size).toBe(size);
    expect(layout.segments.map(({ name }) => name)).toEqual([
      '0.lstm/w',
      '0.lstm/b',
      '1.dense/w',
      '1.dense/b',
    ]);
    expect(new Set(layout.segments.map(({ module }) => module)).size).toBe(2);
  });

  test('starts as Haiku’s does: normal of 1/sqrt(rows), cut at two deviations and not rescaled; biases 0', () => {
    const { layout, init } = trajectory.create({});
    const params = init(prngKey(5));
    const w = tensorOf(params, layout, '0.lstm/w').map((x) => x * Math.sqrt(67));
    expect(Math.max(...w.map(Math.abs))).toBeLessThanOrEqual(2.000001);
    // The variance of a normal cut at ±2 is 0.7737; 17,152 draws tell it to 1 %.
    expect(norm(w) / Math.sqrt(w.length)).toBeCloseTo(Math.sqrt(0.7737), 2);
    expect(Math.max(...tensorOf(params, layout, '1.dense/w').map(Math.abs))).toBeLessThanOrEqual(0.2500001);
    for (const bias of ['0.lstm/b', '1.dense/b']) expect(norm(tensorOf(params, layout, bias))).toBe(0);
  });

  test.each<AnyOptions>([{}, { units: 3, data: 'ncps' }, { noise: 0.2, units: 5 }])(
    'of %o is drawn as it is without noise, with gates that open and close between 0 and 1',
    (options) => {
      const task = trajectory.create(options);
      const problem = trajectoryProblem({ ...options, noise: 0 });
      const params = task.init(prngKey(1)).map((x, i) => x + 0.3 * sin(i));
      const [output] = evaluate([problem.output], leafValues(problem, params));
      const view = viewOf(options, params);
      view.prediction.forEach((value, t) => {
        expect(value).toBeCloseTo(output[t], 6);
      });
      expect(Object.keys(view.signals)).toEqual(['hidden', 'memory', 'input', 'forget', 'output']);
      for (const values of Object.values(view.signals)) expect(values).toHaveLength(view.time * view.units);
      for (const gate of ['input', 'forget', 'output'] as const)
        expect(view.signals[gate]!.every((x) => x > 0 && x < 1)).toBe(true);
    },
  );
});

describe('the LTC head', () => {
  const wired = [
    {},
    { cells: 12, data: 'fourier-square', sparsity: 0.5, length: 20 },
    { data: 'ncps', constraint: 'explicit-clip', unfolds: 3 },
  ] as const;

  test.each(wired)('of %o starts where the LTC sine task does', (options) => {
    const [head, sine] = [trajectory.create({ ...options, head: 'ltc' }), ltcSine.create(options)];
    expect(head.init(prngKey(4))).toEqual(sine.init(prngKey(4)));
    expect(head.layout.segments.map(({ name, shape }) => [name.replace('0.ltc/', ''), shape])).toEqual(
      sine.layout.segments.map(({ name, shape }) => [name, shape]),
    );
    expect(head.nonNegative?.map((name) => name.replace('0.ltc/', ''))).toEqual(sine.nonNegative?.slice());
  });

  test.each(wired)('of %o has the loss and gradient of the LTC sine task', (options) => {
    const problem = trajectoryProblem({ ...options, head: 'ltc' });
    const sine = ltcSine.create(options) as LtcInstance;
    const params = Float64Array.from(sine.init(prngKey(2)), (x, i) => x + 0.02 * sin(i));
    const { loss, grads } = differentiate(problem, leafValues(problem, params));
    expect(loss).toBeCloseTo(ltcForward(sine.problem, params).loss, 12);
    const expected = ltcGradient(sine.problem, params);
    const scale = Math.max(...Array.from(expected, Math.abs));
    grads
      .flatMap((tensor) => [...tensor])
      .forEach((g, i) => {
        expect(Math.abs(g - expected[i])).toBeLessThan(1e-10 * scale);
      });
  });

  test('shows the potentials of its cells', () => {
    const task = ltcSine.create({}) as LtcInstance;
    const params = task.init(prngKey(1));
    const { signals, prediction, units } = viewOf({ head: 'ltc' }, params);
    const expected = task.view(params);
    expect(units).toBe(8);
    expect(signals).toEqual({ potential: expected.states });
    expect(prediction).toEqual(expected.prediction);
  });
});

describe.each(['lstm', 'ltc'])('noise on the inputs of the %s', (head) => {
  const options = { head, noise: 0.1, units: 6, length: 16 };

  test('is that of the LTC sine task, and leaves the metric without any', () => {
    const noisy = trajectoryProblem(options);
    const key = foldIn(prngKey(3), 7);
    const params = trajectory.create(options).init(prngKey(0));
    const [loss, metric] = evaluate([noisy.loss, noisy.metric!], leafValues(noisy, params, key));
    expect(metric[0]).toBeCloseTo(trajectory.create({ ...options, noise: 0 }).referenceLoss(params, key), 12);
    expect(loss[0]).not.toBe(metric[0]);
    if (head === 'ltc') {
      const { units: _u, head: _h, ...shared } = options;
      // Inputs are rounded to float32 here.
      expect(loss[0]).toBeCloseTo(ltcSine.create(shared).referenceLoss(params, key), 6);
    }
  });

  test('is drawn anew in every step, or once for a run', () => {
    const [fresh, once] = ['step', 'run'].map((noiseMode) => trajectory.create({ ...options, noiseMode }));
    expect([fresh.constantBatch, once.constantBatch]).toEqual([undefined, true]);
    const params = fresh.init(prngKey(0));
    const [a, b] = [0, 1].map((step) => fresh.referenceLoss(params, foldIn(prngKey(0), step)));
    expect(a).not.toBe(b);
    expect(fresh.metric).toEqual({});
    expect(trajectory.create({ ...options, noise: 0 }).metric).toBeUndefined();
    expect(trajectory.create({ ...options, noise: 0 }).constantBatch).toBe(true);
  });
});

test('both ends of every option make a task whose loss is finite', () => {
  const extremes = Object.entries(trajectory.options).flatMap(([name, option]) =>
    (option.kind === 'number' ? [option.min, option.max] : option.choices.map(({ value }) => value)).map(
      (value) => ({ [name]: value }),
    ),
  );
  for (const head of ['lstm', 'ltc'])
    for (const options of extremes) {
      const task = trajectory.create({ head, units: 4, ...options });
      const loss = task.referenceLoss(task.init(prngKey(0)), prngKey(0));
      expect(loss).toBeGreaterThan(0.01);
      expect(loss).toBeLessThan(5);
    }
});

test('options out of bounds are refused by name', () => {
  for (const [name, value] of [
    ['units', 0],
    ['units', 129],
    ['units', 2.5],
    ['head', 'gru'],
    ['cells', 33],
    ['noise', 0.6],
  ] as const) {
    expect(() => trajectory.create({ [name]: value })).toThrow(ConfigError);
    expect(() => trajectory.create({ [name]: value })).toThrow(
      expect.objectContaining({ field: `task.options.${name}` }),
    );
  }
});
