import { expect, test } from 'vitest';
import { broad } from '../../src/metatrain/families/broad';

const count = (ids: readonly string[], start: string) => ids.filter((id) => id.startsWith(start)).length;

test('Broad gives its pairs to all variants, most to networks', () => {
  const ids = broad.turns!.map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set(broad.variants.map(({ id }) => id)));
  expect(ids).toHaveLength(24);
  expect(count(ids, 'mlp')).toBe(6);
  expect(count(ids, 'quadratic') + count(ids, 'pathological')).toBe(4);
});

test('Broad holds networks, recurrent ones and pictures in its first four turns', () => {
  const first = broad.turns!.slice(0, 4).map(({ id }) => id);
  for (const start of ['mlp', 'ltc', 'inr']) expect(count(first, start)).toBeGreaterThan(0);
});
