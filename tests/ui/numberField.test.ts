import { expect, it } from 'vitest';
import { fieldWidth } from '../../src/ui/controls/NumberField';

it('a number field has room for all digits of its number', () => {
  expect(fieldWidth('400', undefined, true, 76)).toBe(76);
  // Ten digits of 7.4 px, and padding.
  expect(fieldWidth('1000000000', undefined, true, 76)).toBeGreaterThanOrEqual(102);
  expect(fieldWidth('1000000000', undefined, true, 104)).toBe(104);
  expect(fieldWidth('10', 'steps', true, 76)).toBe(97);
  expect(fieldWidth('whole run', undefined, false, 76)).toBe(89);
});
