import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import { type ScheduleOptions, scheduleFactor, scheduleOptions } from '../../src/optimizers/schedule';

const options = (given: Partial<ScheduleOptions>): ScheduleOptions => ({
  ...optionDefaults(scheduleOptions),
  ...given,
});
const factors = (given: Partial<ScheduleOptions>, steps: readonly number[], numSteps = 100) =>
  steps.map((step) => scheduleFactor(options(given), { step, numSteps }));

describe('constant', () => {
  test('is 1 at every step, and the default', () => {
    expect(factors({}, [0, 1, 99, 100, 1e6])).toEqual([1, 1, 1, 1, 1]);
  });

  test('ignores the options of the other schedules', () => {
    expect(factors({ warmup: 0.5, finalFraction: 0.1, gamma: 0.1, period: 1 }, [0, 50])).toEqual([1, 1]);
  });
});

describe('cosine', () => {
  // (1 + cos(pi t / 100)) / 2 at t = 0, 25, 50, 75, 100: cos is 1, sqrt(1/2), 0, -sqrt(1/2), -1.
  const quarter = Math.SQRT1_2 / 2;

  test('falls along half a cosine and stays at its end', () => {
    const expected = [1, 0.5 + quarter, 0.5, 0.5 - quarter, 0, 0];
    factors({ schedule: 'cosine' }, [0, 25, 50, 75, 100, 5000]).forEach((factor, i) => {
      expect(factor).toBeCloseTo(expected[i], 12);
    });
  });

  test('ends at the final fraction', () => {
    const expected = [1, 0.6, 0.2, 0.2];
    factors({ schedule: 'cosine', finalFraction: 0.2 }, [0, 50, 100, 300]).forEach((factor, i) => {
      expect(factor).toBeCloseTo(expected[i], 12);
    });
  });

  test('rises in equal parts during warm-up, starting above zero, and begins to fall at 1', () => {
    // W = 4 of 20 steps: 1/5, 2/5, 3/5, 4/5, then the cosine over 16 steps.
    const given = { schedule: 'cosine', warmup: 0.2 } as const;
    expect(factors(given, [0, 1, 2, 3, 4], 20)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(factors(given, [12], 20)[0]).toBeCloseTo(0.5, 12);
  });

  test('of a run of one step is that step at full rate', () => {
    expect(factors({ schedule: 'cosine', warmup: 0.4 }, [0], 1)).toEqual([1]);
  });
});

describe('step decay', () => {
  test('multiplies by gamma at every period', () => {
    expect(factors({ schedule: 'step', gamma: 0.1, period: 30 }, [0, 29, 30, 59, 60, 95])).toEqual([
      1,
      1,
      0.1,
      0.1,
      0.1 ** 2,
      0.1 ** 3,
    ]);
  });

  test('with gamma 1 is constant', () => {
    expect(factors({ schedule: 'step', gamma: 1, period: 1 }, [0, 500])).toEqual([1, 1]);
  });
});

test('every factor lies in [0, 1], whatever the options', () => {
  fc.assert(
    fc.property(
      fc.record({
        schedule: fc.constantFrom('constant' as const, 'cosine' as const, 'step' as const),
        warmup: fc.double({ min: 0, max: 0.5, noNaN: true }),
        finalFraction: fc.double({ min: 0, max: 1, noNaN: true }),
        gamma: fc.double({ min: 0.01, max: 1, noNaN: true }),
        period: fc.integer({ min: 1, max: 100_000 }),
      }),
      fc.nat(2_000_000),
      fc.integer({ min: 1, max: 1_000_000 }),
      (given, step, numSteps) => {
        const factor = scheduleFactor(given, { step, numSteps });
        // 1 + 2^-52: what rounding may add to f + (1 - f).
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThanOrEqual(1 + Number.EPSILON);
      },
    ),
  );
});

test('controls show only where they matter', () => {
  const shown = (schedule: string) =>
    Object.entries(scheduleOptions)
      .filter(([, spec]) => !('when' in spec) || spec.when!({ schedule }))
      .map(([name]) => name);
  expect(shown('constant')).toEqual(['schedule']);
  expect(shown('cosine')).toEqual(['schedule', 'warmup', 'finalFraction']);
  expect(shown('step')).toEqual(['schedule', 'gamma', 'period']);
});
