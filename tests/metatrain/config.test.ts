import { describe, expect, test } from 'vitest';
import { thetaLayout } from '../../src/checkpoints/theta';
import { paramLayout } from '../../src/core/paramLayout';
import { prngKey } from '../../src/core/prng';
import { checkMetaConfig, defaultMetaConfig, drawHorizon, horizonLimit } from '../../src/metatrain/config';
import { OuterAdam } from '../../src/metatrain/outerAdam';
import { decodeRun, encodeRun } from '../../src/metatrain/runState';
import { initialPhi, thetaAt, thetaSpace } from '../../src/metatrain/thetaSpace';
import { unrollTables } from '../../src/metatrain/unrollTables';

const config = { ...defaultMetaConfig, family: 'mlp', outerSteps: 1000 };

describe('Horizons', () => {
  test('grow geometrically from the shortest to the longest, then stay', () => {
    expect(horizonLimit(config, 0)).toBe(100);
    // Half way: the geometric mean of 100 and 2000.
    expect(horizonLimit(config, 300)).toBeCloseTo(Math.sqrt(100 * 2000), 6);
    expect(horizonLimit(config, 600)).toBeCloseTo(2000, 6);
    expect(horizonLimit(config, 1000)).toBeCloseTo(2000, 6);
  });

  test('are long from the first outer step of the scheduler phase', () => {
    expect(horizonLimit({ ...config, phase: 'scheduler' }, 0)).toBe(2000);
  });

  test('are whole truncations between the shortest and the limit', () => {
    for (const unit of [0, 0.2, 0.5, 0.999]) {
      const horizon = drawHorizon(config, 500, unit);
      expect(horizon % config.truncation).toBe(0);
      expect(horizon).toBeGreaterThanOrEqual(100);
      expect(horizon).toBeLessThanOrEqual(500);
    }
  });

  test('give as many steps to short unrolls as to long ones', () => {
    const lengths = Array.from({ length: 10_000 }, (_, i) => drawHorizon(config, 1600, (i + 0.5) / 10_000));
    const stepsIn = (from: number) =>
      lengths
        .filter((length) => length >= from && length < 2 * from)
        .reduce((sum, length) => sum + length, 0);
    const octaves = [100, 200, 400, 800].map(stepsIn);
    // Rounding to truncations of 20 steps moves a tenth of the shortest across the border.
    for (const steps of octaves) expect(steps / octaves[2]).toBeCloseTo(1, 0);
    expect(Math.max(...octaves) / Math.min(...octaves)).toBeLessThan(1.25);
  });
});

describe('A configuration', () => {
  test('with a number that makes no run is refused by name', () => {
    expect(() => checkMetaConfig({ ...config, pairs: 0 })).toThrow('pairs must be');
    expect(() => checkMetaConfig({ ...config, shortest: 10 })).toThrow('shortest must be');
    expect(() => checkMetaConfig({ ...config, sigma: 0 })).toThrow('sigma must be above 0');
    expect(() => checkMetaConfig({ ...config, lengthPower: 2 })).toThrow('lengthPower must be from 0 to 1');
  });
});

describe('The outer optimizer', () => {
  test('makes two clipped Adam steps as by hand', () => {
    // Gradient (3, 4), norm 5, clipped to (0.6, 0.8). Step 1: mu/c1 = g, nu/c2 = g^2, so both move by the rate.
    const adam = new OuterAdam({ learningRate: 0.1, finalShare: 0.05, steps: 2, clipNorm: 1 }, 2);
    const params = Float64Array.of(1, 2);
    expect(adam.update(params, Float64Array.of(3, 4), 0)).toBe(5);
    expect(params[0]).toBeCloseTo(0.9, 6);
    expect(params[1]).toBeCloseTo(1.9, 6);
    // Step 2, half way: rate 0.1 (0.05 + 0.95 / 2) = 0.0525; the same gradient moves both by the rate again.
    adam.update(params, Float64Array.of(3, 4), 1);
    expect(params[0]).toBeCloseTo(0.9 - 0.0525, 6);
    expect(adam.learningRate(2)).toBeCloseTo(0.005, 12);
  });
});

describe('The plan of an unroll', () => {
  test('of [2, 3] and [2]: tensors, rows and columns by hand', () => {
    const layout = paramLayout([
      { name: 'w', shape: [2, 3] },
      { name: 'b', shape: [2] },
    ]);
    const { words, entries } = unrollTables(layout);
    // d0 is axis 1 (size 3): v_row keeps axis 0, two entries 0 and 1; v_col axis 1, entries 2 to 4; b has 5 and 6.
    expect(entries).toBe(7);
    const section = (from: number, count: number) => [...words.slice(from, from + count)];
    expect(section(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(section(8, 8)).toEqual([0, 0, 0, 1, 1, 1, 5, 6]);
    expect(section(16, 8)).toEqual([2, 3, 4, 2, 3, 4, 5, 6]);
    expect(section(24, 7)).toEqual([0, 3, 0, 1, 2, 6, 7]); // first element
    expect(section(31, 7)).toEqual([1, 1, 3, 3, 3, 1, 1]); // stride
    expect(section(38, 7)).toEqual([3, 3, 2, 2, 2, 1, 1]); // count
    expect(section(45, 8)).toEqual([0, 6, 6, 2, 0, 5, 2, 0]); // first, size, first row entry, row entries
  });

  test('refuses tensors of three dimensions', () => {
    expect(() => unrollTables(paramLayout([{ name: 'k', shape: [2, 2, 2] }]))).toThrow('two dimensions');
  });
});

describe('The space of theta', () => {
  test('has every weight of the MLP but those of its unused output', () => {
    const space = thetaSpace('mlp', 16);
    expect(space.places).toHaveLength(159 - 5);
    const { values } = thetaAt(space, initialPhi(space, prngKey(1)));
    const third = [2, 5, 8, 11, 14].map((at) => values[values.length - 159 + 144 + at]);
    expect(third).toEqual([0, 0, 0, 0, 0]);
    expect(values.filter((value) => value !== 0).length).toBeGreaterThan(130);
  });

  test('of the scheduler is all but the MLP, and begins where the MLP phase ended', () => {
    const mlp = thetaSpace('mlp', 4);
    const { size } = thetaLayout(mlp.shape);
    mlp.base.fill(0.25, 0, size - 159);
    const { values } = thetaAt(mlp, new Float64Array(154).fill(0.5));
    const space = thetaSpace('scheduler', 4, values);
    expect([...space.places]).toEqual(Array.from({ length: size - 159 }, (_, i) => i));
    expect(thetaAt(space, initialPhi(space, prngKey(1))).values).toEqual(values);
  });
});

describe('A saved run', () => {
  const config = { ...defaultMetaConfig, family: 'mlp', outerSteps: 4 };
  const pairs = [{ episode: 1, first: 20, horizon: 100 }];
  const arrays = { phi: Float64Array.of(1, 2), base: Float32Array.of(3) };
  const run = { phases: [config], phase: 0, state: { config, outerStep: 2, pairs, arrays } };

  test('comes back from its bytes', () => {
    expect(decodeRun(encodeRun(run))).toEqual(run);
  });

  test('is refused by naming what does not fit', () => {
    const later = { ...run, phase: 1 };
    expect(() => decodeRun(encodeRun(later))).toThrow('run must be a run in one of its phases');
    const torn = { ...run, state: { ...run.state, pairs: [{ ...pairs[0], first: -1 }] } };
    expect(() => decodeRun(encodeRun(torn))).toThrow('run.state.pairs[0].first must be a whole number');
    const odd = { ...run, phases: [{ ...config, estimator: 'other' as 'es' }] };
    expect(() => decodeRun(encodeRun(odd))).toThrow(
      'run.phases[0].estimator must be one of pes, es, got "other"',
    );
  });
});

describe('Bytes that are no saved run', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['a header longer than the file', Uint8Array.of(255, 0, 0, 0, 1)],
    ['no JSON', Uint8Array.of(2, 0, 0, 0, 123, 123)],
    ['another format', new Uint8Array([2, 0, 0, 0, 123, 125])],
  ])('are refused: %s', (_name, bytes) => {
    expect(() => decodeRun(bytes)).toThrow('no saved meta-training run');
  });
});
