import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CatalogueEntry } from '../../src/checkpoints/catalogue';
import {
  catalogue,
  checkpointLabel,
  findCheckpoint,
  missingCheckpoint,
} from '../../src/checkpoints/catalogue';
import { isCached, obtainCheckpoint, readOwnFiles, type Surroundings } from '../../src/checkpoints/obtain';
import { sha256Hex } from '../../src/core/sha256';

const weights = new Uint8Array(5000).map((_, i) => i % 251);

async function entry(edit: Partial<CatalogueEntry['files'][number]> = {}): Promise<CatalogueEntry> {
  const sha256 = await sha256Hex(weights);
  const file = { url: 'https://weights.example/a.bin', name: 'a.bin', bytes: 5000, sha256, ...edit };
  return { ...findCheckpoint('celo')!, label: 'Test', files: [file] };
}

/** A network that answers `body`, counting calls, and a cache in memory. */
function around(body: Uint8Array<ArrayBuffer> | Error, status = 200) {
  const kept = new Map<string, Response>();
  const calls: string[] = [];
  const surroundings: Surroundings = {
    base: 'https://page.example/app/',
    fetch: async (input) => {
      calls.push(String(input));
      if (body instanceof Error) throw body;
      return new Response(body, { status });
    },
    caches: {
      open: async () =>
        ({
          match: async (url: string) => kept.get(url)?.clone(),
          put: async (url: string, response: Response) => void kept.set(url, response),
        }) as unknown as Cache,
    },
  };
  return { surroundings, calls, kept };
}

test('a published checkpoint is fetched once, with progress, and then comes from the cache', async () => {
  const { surroundings, calls } = around(weights);
  const progress: number[] = [];
  const one = await obtainCheckpoint(await entry(), surroundings, {
    onProgress: ({ loaded }) => progress.push(loaded),
  });
  expect(one[0].bytes).toEqual(weights);
  expect(progress.at(-1)).toBe(5000);
  expect(await isCached(await entry(), surroundings)).toBe(true);
  const two = await obtainCheckpoint(await entry(), surroundings);
  expect(two[0].bytes).toEqual(weights);
  expect(calls).toEqual(['https://weights.example/a.bin']);
});

test('a wrong hash is refused and not kept', async () => {
  const { surroundings, kept } = around(weights);
  await expect(obtainCheckpoint(await entry({ sha256: '0'.repeat(64) }), surroundings)).rejects.toThrow(
    /expected a\.bin to have the SHA-256 0000/,
  );
  expect(kept.size).toBe(0);
});

test('offline, refused and broken answers say where, why and what to do', async () => {
  const told = /Test could not be fetched from weights\.example .* choose the file "a\.bin" yourself/;
  await expect(
    obtainCheckpoint(await entry(), around(new TypeError('Failed to fetch')).surroundings),
  ).rejects.toThrow(told);
  await expect(obtainCheckpoint(await entry(), around(weights, 404).surroundings)).rejects.toThrow(
    /answer 404/,
  );
});

test('no cache costs nothing but a second download', async () => {
  const { surroundings, calls } = around(weights);
  const without = { ...surroundings, caches: undefined };
  await obtainCheckpoint(await entry(), without);
  await obtainCheckpoint(await entry(), without);
  expect(calls).toHaveLength(2);
});

test('built-in files are looked for beside the page', async () => {
  const { surroundings, calls } = around(weights);
  const [builtin] = catalogue.filter(({ origin }) => origin === 'builtin');
  await obtainCheckpoint(builtin, surroundings);
  expect(calls[0]).toBe(`https://page.example/app/checkpoints/${builtin.id}/manifest.json`);
});

test('own files are known by their content, in whatever order they are chosen', async () => {
  const a = new File([weights], 'a.bin');
  const b = new File([weights.slice(1)], 'b.bin');
  const one = await readOwnFiles([a, b]);
  const two = await readOwnFiles([b, a]);
  expect(one.id).toBe(two.id);
  expect((await readOwnFiles([a])).id).toBe(`sha256-${await sha256Hex(weights)}`);
  await expect(readOwnFiles([])).rejects.toThrow(/one file, or a pair/);
});

test('weights are the same with their manifest and without, and known by the hash of both as before', async () => {
  const folder = 'public/checkpoints/broad';
  const manifest = new File([readFileSync(`${folder}/manifest.json`)], 'broad.manifest.json');
  const theta = new File([readFileSync(`${folder}/theta.safetensors`)], 'broad.safetensors');
  const alone = await readOwnFiles([theta]);
  const both = await readOwnFiles([theta, manifest]);
  expect(both.id).toBe(alone.id);
  expect((await readOwnFiles([manifest, theta])).id).toBe(alone.id);
  const hashes = await Promise.all(
    [theta, manifest].map(async (file) => sha256Hex(new Uint8Array(await file.arrayBuffer()))),
  );
  expect(both.pairId).toBe(`sha256-${await sha256Hex(new TextEncoder().encode(hashes.sort().join('')))}`);
});

test('messages name a checkpoint so that a reader knows it', () => {
  expect(checkpointLabel('celo')).toBe('Celo (published)');
  expect(checkpointLabel(`sha256-${'ab'.repeat(32)}`)).toBe('your file abababab…');
  expect(missingCheckpoint('velo').message).toMatch(/weights of VeLO \(published\) are not loaded: fetch/);
});
