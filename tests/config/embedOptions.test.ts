import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEmbedAddress } from '../../src/config/embedAddress';
import {
  EMBED_PARTS,
  embedMarkup,
  embedQuery,
  heightMessage,
  heightReporter,
  playgroundAddress,
  readEmbedQuery,
  readHeight,
} from '../../src/config/embedOptions';
import { presets } from '../../src/config/presets';
import { encodeLink } from '../../src/config/shareLink';

test('a query hides what it lists and says what it does not know', () => {
  const { hidden, theme, notes } = readEmbedQuery('?hide=arms,%20Table,,bogus&hide=view&theme=dark');
  expect([...hidden].sort()).toEqual(['arms', 'table', 'view']);
  expect(theme).toBe('dark');
  expect(notes).toEqual([`hide: there is no part "bogus"; there are ${EMBED_PARTS.join(', ')}`]);
  expect(readEmbedQuery('')).toEqual({ hidden: new Set(), theme: 'auto', notes: [] });
  expect(readEmbedQuery('theme=__proto__').notes).toHaveLength(1);
});

test('any choice of parts survives its query, and any query is read', () => {
  fc.assert(
    fc.property(fc.subarray([...EMBED_PARTS]), fc.constantFrom('auto', 'light', 'dark'), (parts, theme) => {
      const query = embedQuery(parts.toReversed(), theme);
      expect(readEmbedQuery(query)).toEqual({ hidden: new Set(parts), theme, notes: [] });
      expect(embedQuery(parts, theme)).toBe(query);
    }),
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (query) => void readEmbedQuery(query)));
});

test('markup holds the address, and refuses what is no link', () => {
  expect(embedMarkup('https://example.org/a/b/', '#1abc-_', ['table', 'arms'])).toContain(
    'src="https://example.org/a/b/embed.html?hide=arms,table#1abc-_"',
  );
  expect(() => embedMarkup('https://example.org/', '#1"><script>')).toThrow(/needs a link/);
});

test('the whole page opens at the same folder with the same link', () => {
  expect(playgroundAddress('https://example.org/a/embed.html?hide=arms#1abc')).toBe(
    'https://example.org/a/#1abc',
  );
  expect(playgroundAddress('https://example.org/embed#1abc')).toBe('https://example.org/#1abc');
});

test('a height is told once, whole, and read back by the page around', () => {
  const told: unknown[] = [];
  const report = heightReporter({
    postMessage: (message: unknown) => told.push(message),
  } as unknown as Window);
  for (const height of [300.2, 300.9, 301, 0, 1e9]) report(height);
  expect(told).toEqual([301, 1, 10_000].map(heightMessage));
  expect(told.map(readHeight)).toEqual([301, 1, 10_000]);
});

test('messages of others are no heights', () => {
  const type = 'hub-playground:height';
  for (const data of [
    null,
    7,
    'x',
    {},
    { type },
    { type, height: '7' },
    { type, height: 1.5 },
    { type, height: -1 },
    { type, height: 1e9 },
    { type: 'other', height: 5 },
  ]) {
    expect(readHeight(data)).toBeNull();
  }
});

test('an address gives the experiment, or says why not, and where the whole page is', () => {
  const { experiment } = presets[0];
  const page = 'https://example.org/play/embed.html';
  const good = readEmbedAddress(`${page}?hide=arms${encodeLink(experiment)}`);
  expect(good).toMatchObject({ link: { experiment }, problem: null });
  expect(good.options.hidden.has('arms')).toBe(true);
  expect(good.playground).toBe(`https://example.org/play/${encodeLink(experiment)}`);
  expect(readEmbedAddress(page)).toMatchObject({ link: null, problem: null });
  expect(readEmbedAddress(`${page}#`)).toMatchObject({ link: null, problem: null });
  expect(readEmbedAddress(`${page}#1AAAA`)).toMatchObject({
    link: null,
    problem: expect.stringContaining('cut off'),
  });
});
