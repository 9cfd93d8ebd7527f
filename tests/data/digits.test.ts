import { readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DIGITS } from '../../scripts/lib/digits.mjs';
import { DataError } from '../../src/core/errors';
import { sha256Hex } from '../../src/core/sha256';
import { loadDigits } from '../../src/data/digits';
import { countOf, joinExamples, PARTS } from '../../src/data/pictures';

/** Of each class in the package, 0 to 9. */
const IN_PACKAGE = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];

const countsOf = (labels: Uint8Array) =>
  Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('The built-in digits', () => {
  test('are those of the package, in one file of at most 3 MB', async () => {
    const { split, extents, classes } = await loadDigits();
    expect(extents).toEqual({ height: 28, width: 28, channels: 1 });
    expect(classes).toBe(10);
    expect(PARTS.map((part) => countOf(split[part]))).toEqual([8000, 1000, 1000]);
    const { labels, pictures } = joinExamples(PARTS.map((part) => split[part]));
    expect(countsOf(labels)).toEqual(IN_PACKAGE);
    expect(await sha256Hex(labels)).toBe('986b1806f00a00bf911bf3941184a908077675b056ff410663e81d47d9c6de31');
    expect(await sha256Hex(pictures)).toBe(
      'd80920d3d1b3881cedfd12b6a6e359b62b3086b2d23b2d352535408ac50a684c',
    );
    expect(statSync(DIGITS).size).toBeLessThan(3e6);
  });

  test('have of every class its share in each part, to within one', async () => {
    const { split } = await loadDigits();
    for (const part of PARTS) {
      countsOf(split[part].labels).forEach((count, digit) => {
        expect(Math.abs(count - (IN_PACKAGE[digit] * countOf(split[part])) / 10_000)).toBeLessThan(1);
      });
    }
  });

  test('have all 256 grey levels, black around the digit', async () => {
    const { pictures } = (await loadDigits()).split.training;
    expect(new Set(pictures).size).toBe(256);
    const corners = pictures.filter((_, i) => i % 784 === 0 || i % 784 === 783);
    expect(corners.every((level) => level === 0)).toBe(true);
  });

  test.each([
    ['offline', () => Promise.reject(new TypeError('fetch failed')), 'fetch failed'],
    ['missing', () => Promise.resolve(new Response('', { status: 404 })), 'HTTP 404'],
    ['another file', () => Promise.resolve(new Response('<html>')), 'another file came, of 6 bytes'],
    [
      'cut short',
      () => Promise.resolve(new Response(readFileSync(DIGITS).subarray(0, 1000))),
      'truncated or damaged',
    ],
  ])('%s are told of in a sentence, and the next time they are there', async (_, answer, reason) => {
    const fresh = await import('../../src/data/digits');
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', answer);
    const error = await fresh.loadDigits().catch((thrown) => thrown);
    expect(error.name).toBe(DataError.name);
    expect(error.message).toMatch(/^The built-in digits could not be loaded \(.*\); check the connection/);
    expect(error.message).toContain(reason);
    vi.stubGlobal('fetch', fetch);
    expect(countOf((await fresh.loadDigits()).split.training)).toBe(8000);
  });
});
