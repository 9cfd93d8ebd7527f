import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const DRAWS = /<Plot\b|<PixelCanvas\b|<canvas\b|role="img"/;
const HAS_TABLE = /<ChartCard\b|<DataTable\b/;

/** Drawings whose numbers are shown by the component around them, and pictures that have none. */
const WITHIN: Readonly<Record<string, string | null>> = {
  'PixelCanvas.tsx': 'SideBySide.tsx',
  'UnitsOverTime.tsx': 'CellStates.tsx',
  'LayerPicture.tsx': 'Anatomy.tsx',
  'Confusion.tsx': 'HeldOut.tsx',
  // Examples: what is said of them is written below each.
  'Pictures.tsx': null,
  // A link as a QR code: the link itself is beside it.
  'LinkTab.tsx': null,
};

test('there is a table of numbers behind every chart', () => {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.tsx'),
  );
  const sources = new Map(
    files.map((file) => [basename(file), readFileSync(join('src/ui', file), 'utf8')] as const),
  );
  const hasTable = (name: string) => HAS_TABLE.test(sources.get(name) ?? '');
  const drawings = [...sources].filter(([, source]) => DRAWS.test(source)).map(([name]) => name);
  expect(drawings.length).toBeGreaterThan(10);
  const bare = drawings.filter((name) => {
    if (!Object.hasOwn(WITHIN, name)) return !hasTable(name);
    const around = WITHIN[name];
    return around !== null && !(hasTable(around) && sources.get(around)!.includes(name.replace('.tsx', '')));
  });
  expect(bare).toEqual([]);
});
