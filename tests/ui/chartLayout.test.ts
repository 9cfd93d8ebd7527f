import { expect, it } from 'vitest';
import { axisNumbers, COUNTS, positiveRange } from '../../src/ui/plots/chartLayout';

it('an axis writes all its numbers in one way', () => {
  expect(axisNumbers(1e-3, 10, true)).toEqual({ tickformat: '~g' });
  expect(axisNumbers(0, 2000, false)).toEqual({ tickformat: '~g' });
  expect(axisNumbers(-1, 1, false)).toEqual({ tickformat: '~g' });
  // What is left to Plotly are powers of ten, by the layout of every axis.
  expect(axisNumbers(1e-12, 1, true)).toEqual({});
  expect(axisNumbers(0.1, 1e7, true)).toEqual({});
  expect(axisNumbers(0, 1e-6, false)).toEqual({});
  expect(axisNumbers(2e-6, 8e-6, true)).toEqual({ tickformat: '~e' });
  expect(COUNTS.tickformat).toBe(',d');
});

it('the range of a logarithmic axis is that of positive numbers', () => {
  expect(positiveRange([0, 1e-12, Number.NaN], [3, Number.POSITIVE_INFINITY])).toEqual([1e-12, 3]);
  expect(positiveRange([])).toEqual([1, 1]);
});
