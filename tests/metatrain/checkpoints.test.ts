import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../src/checkpoints/formats/own';
import { findFamily, partsOf } from '../../src/metatrain/families';
import type { MetatestResult } from '../../src/metatrain/metatest';

const folder = resolve(import.meta.dirname, '../../public/checkpoints');
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'manifest.json')));

const read = (name: string) =>
  readCheckpoint(
    readFileSync(join(folder, name, 'manifest.json'), 'utf8'),
    new Uint8Array(readFileSync(join(folder, name, 'theta.safetensors'))),
  );

test('The page has checkpoints of its own', () => {
  expect(names).toContain('mlp');
});

describe.each(names)('The shipped checkpoint "%s"', (name) => {
  test('is whole, and named as its folder', async () => {
    const { manifest } = await read(name);
    expect(manifest.name).toBe(name);
    expect(manifest.outerSteps).toBeGreaterThan(1000);
    expect(manifest.estimator?.phases).toBeDefined();
  });

  test('says how it does on held-out tasks of every part of its family', async () => {
    const { manifest } = await read(name);
    const results = manifest.results as unknown as readonly MetatestResult[];
    for (const { id } of partsOf(findFamily(manifest.family))) {
      const result = results.find(({ family }) => family === id);
      expect(result?.tasks).toBeGreaterThanOrEqual(64);
      expect(result?.rows.map(({ optimizer }) => optimizer)).toContain('adam');
    }
  });
});
