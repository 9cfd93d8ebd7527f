import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { ByteWriter, crc24, toBase64Url } from '../../src/config/link/bytes';
import { LINK_VERSION } from '../../src/config/link/tables';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import { ConfigError } from '../../src/core/errors';
import { experiments } from './experiments';
import { receiptFor } from './receipts';

/** A link around any bytes, with length and checksum right: what only a hostile writer makes. */
function sealed(rest: Uint8Array, form: number): string {
  const content = new ByteWriter();
  content.count(rest.length * 4 + form);
  content.append(rest);
  const crc = crc24(Uint8Array.from([0x30 + LINK_VERSION, ...content.bytes]));
  return `#${LINK_VERSION}${toBase64Url(Uint8Array.from([crc >> 16, (crc >> 8) & 255, crc & 255, ...content.bytes]))}`;
}

const real: readonly string[] = fc.sample(experiments, { numRuns: 60, seed: 1 }).flatMap((experiment) => {
  const short = readExperiment({ ...experiment, steps: Math.min(experiment.steps, 50) });
  const links: string[] = [];
  for (const receipt of [null, receiptFor(short, 7)]) {
    try {
      links.push(encodeLink(short, receipt));
    } catch (error) {
      expect((error as Error).message).toMatch(/would have/);
    }
  }
  return links;
});

/** Decodes to something valid, or throws a `ConfigError` of one sentence; true when it decoded. */
function survives(text: string): boolean {
  try {
    const { experiment, receipt } = decodeLink(text);
    if (receipt && receipt.arms.length !== experiment.arms.length) throw new Error('a receipt of other arms');
    readExperiment(experiment);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (error.message.length > 500 || !error.message.endsWith('nothing of the link was used')) throw error;
    return false;
  }
}

const link = fc.constantFrom(...real);
const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const at = fc.nat(1_000_000);

/** One letter exchanged, left out or put in; cut off; two links joined. */
const mutation = fc.oneof(
  fc.tuple(link, at, letter).map(([text, place, by]) => {
    const i = 2 + (place % (text.length - 2));
    return text.slice(0, i) + by + text.slice(i + 1);
  }),
  fc.tuple(link, at).map(([text, place]) => text.slice(0, place % text.length)),
  fc
    .tuple(link, at)
    .map(([text, place]) => text.slice(0, place % text.length) + text.slice((place % text.length) + 1)),
  fc.tuple(link, at, letter).map(([text, place, by]) => {
    const i = 2 + (place % (text.length - 1));
    return text.slice(0, i) + by + text.slice(i);
  }),
  fc
    .tuple(link, link, at)
    .map(([one, two, place]) => one.slice(0, place % one.length) + two.slice(place % two.length)),
);

const RUNS = { numRuns: 25_000 };

test('any text decodes or raises ConfigError (25,000 texts)', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((rest) => `#${LINK_VERSION}${rest}`),
    fc.array(letter, { maxLength: 60 }).map((letters) => `#${LINK_VERSION}${letters.join('')}`),
  );
  fc.assert(
    fc.property(text, (input) => void survives(input)),
    RUNS,
  );
});

test('a mutated link decodes to what it was, or raises ConfigError (25,000 mutations)', () => {
  let decoded = 0;
  fc.assert(
    fc.property(mutation, (input) => {
      if (!survives(input)) return;
      decoded++;
      // The # at the beginning may be missing.
      expect(real).toContain(`#${input.replace(/^#/, '')}`);
    }),
    RUNS,
  );
  // A letter exchanged for itself, or a cut at the end.
  expect(decoded).toBeLessThan(3000);
});

test('any bytes with a right checksum decode or raise ConfigError (25,000 hostile links)', () => {
  const bytes = fc.uint8Array({ maxLength: 80 });
  fc.assert(
    fc.property(bytes, fc.nat(3), (content, form) => void survives(sealed(content, form))),
    RUNS,
  );
});

test('mutated contents with a right checksum decode or raise ConfigError (25,000 hostile links)', () => {
  let decoded = 0;
  // Short ones: a change then falls more often on something that matters.
  const packed = real
    .filter(({ length }) => length < 300)
    .map((text) => {
      const bytes = Uint8Array.from(atob(text.slice(2).replaceAll('-', '+').replaceAll('_', '/')), (c) =>
        c.charCodeAt(0),
      );
      const size = bytes[3] < 128 ? 1 : 2;
      return { form: bytes[3] & 3, rest: bytes.slice(3 + size) };
    });
  fc.assert(
    fc.property(fc.constantFrom(...packed), at, fc.nat(255), ({ form, rest }, place, by) => {
      const changed = Uint8Array.from(rest);
      changed[place % changed.length] = by;
      if (survives(sealed(changed, form))) decoded++;
    }),
    RUNS,
  );
  // Most contents mean something: another value, another option.
  expect(decoded).toBeGreaterThan(5000);
});

test('a deflate bomb is refused without inflating it', () => {
  const bomb = deflateSync(new Uint8Array(1_400_000), { level: 9 });
  expect(bomb.length).toBeLessThan(1480);
  const link = sealed(bomb, 1);
  expect(link.length).toBeLessThan(2000);
  expect(() => decodeLink(link)).toThrow(/decompressed it has more than 65536 bytes/);
});
