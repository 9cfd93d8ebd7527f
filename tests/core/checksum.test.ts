import { describe, expect, it } from 'vitest';
import { checksum } from '../../src/core/checksum';

describe('the checksum of a start', () => {
  it('is FNV-1a over the bytes: the empty list, and the published value of four zero bytes', () => {
    expect(checksum([])).toBe('811c9dc5');
    expect(checksum([Float32Array.of(0)])).toBe('4b95f515');
  });

  it('changes with any bit, the sign of a zero included, and with the order', () => {
    const base = [1, 2, 0];
    const of = (values: readonly number[]) => checksum([Float32Array.from(values)]);
    const variants = [
      [1, 2, -0],
      [2, 1, 0],
      [1, 2.0000002384185791, 0],
      [1, 2],
    ];
    for (const variant of variants) expect(of(variant)).not.toBe(of(base));
    expect(checksum([Float32Array.of(1), Float32Array.of(2, 0)])).toBe(of(base));
  });
});
