import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors';
import {
  exactly,
  fields,
  finite,
  list,
  mapOf,
  numbers,
  oneOf,
  readConfig,
  text,
  whole,
} from '../../src/core/schema';

const schema = fields({
  name: text(1, 4),
  seeds: v.optional(list(whole(0, 9), 'a list of 1 to 3 seeds', 1, 3), [0]),
  rate: v.nullable(finite),
  blocks: v.optional(mapOf(oneOf(['default', 'invert']))),
  curve: v.optional(numbers(3, true)),
  version: v.optional(exactly(1)),
});
const good = { name: 'a', rate: null };

function refusal(input: unknown, field = 'file'): [field: string, message: string] {
  try {
    readConfig(schema, input, field);
  } catch (error) {
    if (error instanceof ConfigError) return [error.field, error.message];
    throw error;
  }
  throw new Error('it was not refused');
}

describe('Plain data', () => {
  test('comes through with its defaults and without fields that are unknown', () => {
    expect(readConfig(schema, { ...good, more: 1 }, '')).toEqual({ name: 'a', seeds: [0], rate: null });
  });

  test.each([
    [null, 'file', 'file must be an object, got null'],
    [[], 'file', 'file must be an object, got a list of 0'],
    [{ rate: 1 }, 'file.name', 'file.name must be a text of 1 to 4 characters, got nothing'],
    [{ name: 'a' }, 'file.rate', 'file.rate must be a finite number, got nothing'],
    [{ ...good, name: 'abcde' }, 'file.name', 'file.name must be a text of 1 to 4 characters, got "abcde"'],
    [{ ...good, rate: '1' }, 'file.rate', 'file.rate must be a finite number, got "1"'],
    [{ ...good, rate: Number.NaN }, 'file.rate', 'file.rate must be a finite number, got NaN'],
    [{ ...good, seeds: [] }, 'file.seeds', 'file.seeds must be a list of 1 to 3 seeds, got a list of 0'],
    [{ ...good, seeds: { length: 1 } }, 'file.seeds', /a list of 1 to 3 seeds, got an object/],
    [{ ...good, seeds: [1, 1.5] }, 'file.seeds[1]', /must be a whole number from 0 to 9, got 1.5/],
    [{ ...good, blocks: { w: 'other' } }, 'file.blocks.w', /must be one of default, invert, got "other"/],
    [
      { ...good, curve: [1, 2] },
      'file.curve',
      /must be a list of 3 finite numbers and null, got a list of 2/,
    ],
    [{ ...good, curve: [1, 2, '3'] }, 'file.curve', /must be a list of 3 finite numbers and null/],
    [{ ...good, version: 2 }, 'file.version', 'file.version must be 1, got 2'],
    [{ ...good, name: { toString: 1 } }, 'file.name', /, got an object/],
  ])(
    '%j is refused by naming what does not fit, what was expected and what came',
    (input, field, message) => {
      const [culprit, said] = refusal(input);
      expect(culprit).toBe(field);
      expect(said).toMatch(message);
    },
  );

  test('is named from the root where nothing holds it', () => {
    expect(refusal({ ...good, seeds: [-1] }, '')[0]).toBe('seeds[0]');
  });

  test('a huge text is cut in the message', () => {
    expect(refusal({ ...good, name: 'x'.repeat(1e6) })[1].length).toBeLessThan(200);
  });

  test('names of an object’s inheritance are names like any other', () => {
    const blocks = JSON.parse('{"__proto__": "invert", "constructor": "default"}');
    const read = readConfig(schema, { ...good, blocks }, '').blocks!;
    expect(Object.entries(read)).toEqual([
      ['__proto__', 'invert'],
      ['constructor', 'default'],
    ]);
    expect(({} as Record<string, unknown>).invert).toBeUndefined();
  });

  test('curves of a long run are looked at in no time', () => {
    const curve = Array.from({ length: 1_000_000 }, (_, i) => i / 7);
    const time = (work: () => void) => {
      const started = performance.now();
      work();
      return performance.now() - started;
    };
    const rounds = [1, 2, 3];
    const reads = rounds.map(() =>
      time(() => expect(readConfig(numbers(curve.length, true), curve, 'curve')).toBe(curve)),
    );
    // An issue or a copy per entry would take longer than to write and parse the file itself.
    const parses = rounds.map(() => time(() => JSON.parse(JSON.stringify(curve))));
    expect(Math.min(...reads)).toBeLessThan(Math.min(...parses));
  });
});
