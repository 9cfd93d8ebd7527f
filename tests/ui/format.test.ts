import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatMicroseconds,
  formatRemaining,
  formatValue,
  parseNumber,
  percentDone,
} from '../../src/ui/format';

describe('numbers as the page writes them', () => {
  it.each([
    [0, '0'],
    [0.0123456, '0.0123'],
    [-0.5, '−0.5'],
    [12345, '12300'],
    [0.000123456, '1.23e−4'],
    [1e-8, '1e−8'],
    [2.5e7, '2.5e7'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NaN, '–'],
  ])('%d becomes %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it.each([
    [0.5, '0.5 s'],
    [31.2, '31 s'],
    [125, '2 min 5 s'],
    [3780, '1 h 3 min'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d seconds become %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('have units', () => {
    expect(formatRemaining(65)).toBe('1 min 5 s');
    expect(formatRemaining(1134)).toBe('18 min');
    expect(formatRemaining(3580)).toBe('59 min');
    expect(formatRemaining(7260)).toBe('2 h 1 min');
    expect(formatRemaining(40_000)).toBe('11 h');
    expect(formatMicroseconds(41.3)).toBe('41 µs');
    expect(formatMicroseconds(12_345)).toBe('12.3 ms');
    expect(formatMicroseconds(2_500_000)).toBe('2.5 s');
    expect(formatBytes(3.25 * 2 ** 20)).toBe('3.25 MiB');
    expect(formatBytes(2048)).toBe('2 KiB');
    expect(formatCount(1840.4)).toBe('1,840');
  });
});

describe('exact numbers', () => {
  it('come back from their field as they were', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // The field cannot tell -0 from 0.
        expect(parseNumber(formatExact(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('are short where they are small', () => {
    expect(formatExact(0.000001)).toBe('1e-6');
    expect(formatExact(0.0001)).toBe('0.0001');
    expect(formatExact(1000)).toBe('1000');
  });

  it.each([
    ['0,5', 0.5],
    [' 1e-3 ', 0.001],
    ['−2', -2],
    ['10 000', 10000],
    ['1,234,567', 1_234_567],
    ['20,000.5', 20_000.5],
    ['0,125', 0.125],
  ])('are read from "%s"', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it('have commas between thousands where only whole numbers are taken', () => {
    for (const value of [1, 999, 1000, 20_000, 2_147_483_647]) {
      expect(parseNumber(formatCount(value), true), formatCount(value)).toBe(value);
    }
    expect(parseNumber('−20,000', true)).toBe(-20_000);
    expect(parseNumber('20,5', true)).toBe(20.5); // for the check of the field, which wants it whole
    expect(parseNumber('20,00', true)).toBe(20);
  });

  it('that could be either are not taken', () => {
    expect(parseNumber('20,000')).toBeNull();
    expect(parseNumber('-1,250')).toBeNull();
  });

  it.each(['', 'abc', '1e999', '--1', '1,2,3'])('are not read from "%s"', (text) => {
    expect(parseNumber(text)).toBeNull();
  });
});

it('how far a run has come is a whole percent, and 0 while it is not known how far it goes', () => {
  expect(percentDone(0, 0)).toBe(0);
  expect([percentDone(0, 400), percentDone(399, 400), percentDone(400, 400)]).toEqual([0, 99, 100]);
});
