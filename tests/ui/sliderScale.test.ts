import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumberOption } from '../../src/core/option';
import { optimizers } from '../../src/optimizers';
import { tasks } from '../../src/tasks';
import { checkNumber } from '../../src/ui/controls/NumberControl';
import { sliderScale } from '../../src/ui/controls/sliderScale';

const numbers = [...tasks, ...optimizers].flatMap(({ id, options }) =>
  Object.entries(options).flatMap(([name, spec]) =>
    spec.kind === 'number' ? [[`${id} ${name}`, spec as NumberOption] as const] : [],
  ),
);

describe('sliders of all declared numbers', () => {
  it.each(numbers)('%s: every position gives an allowed value, in ascending order', (_, spec) => {
    const scale = sliderScale(spec);
    const steps = Math.round((scale.max - scale.min) / scale.step);
    const every = Math.max(1, Math.floor(steps / 500));
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i <= steps; i += every) {
      const value = scale.toValue(Math.min(scale.max, scale.min + i * scale.step));
      expect(checkNumber(spec, value)).toBeNull();
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
    expect(scale.toValue(scale.max)).toBe(spec.max);
    expect(scale.toValue(scale.min)).toBe(spec.allowZero ? 0 : spec.min);
  });

  it.each(numbers)('%s: the default has a position close to it', (_, spec) => {
    const scale = sliderScale(spec);
    const back = scale.toValue(scale.toPosition(spec.default));
    // Half a thumb position: 10^(1/40) on a logarithmic slider, and rounding to two digits.
    if (spec.scale === 'log' && spec.default > 0) expect(back / spec.default).toBeCloseTo(1, 0.7);
    else expect(Math.abs(back - spec.default)).toBeLessThanOrEqual(scale.step);
  });
});

describe('a logarithmic slider', () => {
  const spec = { min: 1e-6, max: 10, scale: 'log' } as const;

  it('finds its way back from any of its values', () => {
    const scale = sliderScale(spec);
    fc.assert(
      fc.property(fc.integer({ min: scale.min, max: scale.max }), (position) => {
        expect(scale.toPosition(scale.toValue(position))).toBe(position);
      }),
    );
  });

  it('has off at its left end where 0 is allowed', () => {
    const scale = sliderScale({ ...spec, allowZero: true });
    expect(scale.toValue(0)).toBe(0);
    expect(scale.toValue(1)).toBe(1e-6);
    expect(scale.toPosition(0)).toBe(0);
    expect(scale.toPosition(1e-6)).toBe(1);
  });

  it('holds values beyond its ends at the ends', () => {
    const scale = sliderScale(spec);
    expect(scale.toPosition(1e9)).toBe(scale.max);
    expect(scale.toPosition(1e-9)).toBe(scale.min);
  });

  it('is left by arrow keys even where neighbouring positions round to one whole number', () => {
    const scale = sliderScale({ min: 2, max: 10_000, scale: 'log', integer: true, allowZero: true });
    let value = 0;
    const seen = [value];
    while (value < 10_000) {
      value = scale.onward(scale.toPosition(value) + scale.step, value);
      expect(value).toBeGreaterThan(seen.at(-1)!);
      seen.push(value);
    }
    while (value > 0) {
      const next = scale.onward(scale.toPosition(value) - scale.step, value);
      expect(next).toBeLessThan(value);
      value = next;
    }
  });
});
