import { expect, test } from 'vitest';
import { drawQr } from '../../src/store/exportQr';

/** The modules a path fills. */
function modulesOf(path: string, size: number): boolean[][] {
  const modules = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(width); i++) modules[Number(y)][Number(x) + i] = true;
  }
  return modules;
}

test('an address is drawn with three finders inside a quiet zone of four modules', async () => {
  const { size, path } = await drawQr('https://example.org/playground/#1FAjXuRVNUl1MUnEU');
  const modules = modulesOf(path, size);
  const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
  const at = (x: number, y: number) =>
    finder.map((_, row) =>
      modules[y + row]
        .slice(x, x + 7)
        .map(Number)
        .join(''),
    );
  const far = size - 4 - 7;
  for (const [x, y] of [
    [4, 4],
    [far, 4],
    [4, far],
  ])
    expect(at(x, y)).toEqual(finder);
  expect(at(far, far)).not.toEqual(finder);
  for (let i = 0; i < size; i++) {
    for (const edge of [0, 3, size - 4, size - 1])
      expect([modules[edge][i], modules[i][edge]]).toEqual([false, false]);
  }
});

test('the longest link fits beside a long address', async () => {
  const { size } = await drawQr(
    `https://${'a'.repeat(200)}.example/${'b'.repeat(200)}/#1${'x'.repeat(1998)}`,
  );
  // Version 40 has 177 modules, and the quiet zone is there.
  expect(size).toBeLessThanOrEqual(177 + 8);
});
