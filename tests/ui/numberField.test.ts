import { expect, it } from 'vitest';
import { type AnyOptions, numberOption } from '../../src/core/option';
import { findTask } from '../../src/tasks';
import { exampleNumbers } from '../../src/ui/controls/exampleNumbers';
import { checkNumber } from '../../src/ui/controls/NumberControl';
import { fieldWidth } from '../../src/ui/controls/NumberField';
import { targetSpecOf } from '../../src/ui/controls/targetSpec';

it('a number field has room for all digits of its number', () => {
  expect(fieldWidth('400', undefined, true, 76)).toBe(76);
  // Ten digits of 7.4 px, and padding.
  expect(fieldWidth('1000000000', undefined, true, 76)).toBeGreaterThanOrEqual(102);
  expect(fieldWidth('1000000000', undefined, true, 104)).toBe(104);
  expect(fieldWidth('10', 'steps', true, 76)).toBe(97);
  expect(fieldWidth('whole run', undefined, false, 76)).toBe(89);
});

const spec = (min: number, max: number, integer: boolean) =>
  numberOption({ label: 'Steps', help: '', default: min, min, max, scale: 'linear', integer });

it('a number field advises only numbers that it takes', () => {
  const advice = (min: number, max: number, integer: boolean) =>
    exampleNumbers((value) => checkNumber(spec(min, max, integer), value), integer);
  expect(advice(1, 1_000_000, true)).toEqual(['20', '500', '20,000']);
  expect(advice(1, 32, true)).toEqual(['20', '2']);
  expect(advice(0, 1, false)).toEqual(['0.5', '1e-3', '0.05']);
  expect(advice(1e-6, 1e4, false)).toEqual(['0.5', '2500', '1e-3']);
  expect(advice(7, 8, true)).toEqual([]);
});

it('a target may be below 0 where losses may be', () => {
  const target = (taskId: string, options: AnyOptions, value: number) =>
    checkNumber(targetSpecOf(findTask(taskId), options), value);
  expect(target('surface', { function: 'styblinski-tang' }, -39)).toBe(null);
  expect(target('surface', { function: 'styblinski-tang' }, 0)).toBe(null);
  expect(target('surface', { function: 'rosenbrock' }, -39)).toMatch(/^From 1e-6/);
  expect(target('siren', {}, -1)).not.toBe(null);
});

it('limits of whole numbers have the separators that they are read with', () => {
  expect(checkNumber(spec(1, 1_000_000, true), 0)).toBe('From 1 to 1,000,000');
  expect(checkNumber(spec(0, 0.25, false), 1)).toBe('From 0 to 0.25');
});
