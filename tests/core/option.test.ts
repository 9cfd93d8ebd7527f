import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors';
import {
  checkOption,
  choiceOption,
  flagOption,
  numberOption,
  optionDefaults,
  readOptions,
} from '../../src/core/option';

const text = { label: 'Label', help: 'Help.' };
const specs = {
  rate: numberOption({ ...text, default: 1e-3, min: 1e-6, max: 10, scale: 'log' }),
  decay: numberOption({ ...text, default: 0.01, min: 1e-4, max: 1, scale: 'log', allowZero: true }),
  cells: numberOption({ ...text, default: 8, min: 4, max: 32, scale: 'linear', integer: true }),
  kind: choiceOption({
    ...text,
    default: 'implicit',
    values: ['implicit', 'explicit'],
    choices: { implicit: 'Implicit', explicit: 'Explicit' },
  }),
  noisy: flagOption({ ...text, default: false }),
};
const defaults = { rate: 1e-3, decay: 0.01, cells: 8, kind: 'implicit', noisy: false };

/** The error of a call that must fail. */
function failure(call: () => unknown): ConfigError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error('expected a ConfigError, nothing was thrown');
}

describe('reading a record of options', () => {
  test('an empty record takes every default', () => {
    expect(readOptions(specs, {}, 'options')).toEqual(defaults);
    expect(optionDefaults(specs)).toEqual(defaults);
  });

  test('given values replace defaults', () => {
    const given = { rate: 2, cells: 19, kind: 'explicit', noisy: true };
    expect(readOptions(specs, given, 'options')).toEqual({ ...defaults, ...given });
  });

  test('an unknown option is named, with those there are', () => {
    const error = failure(() => readOptions(specs, { rates: 1 }, 'arms[1].options'));
    expect(error.field).toBe('arms[1].options.rates');
    expect(error.message).toContain('"rates"');
    expect(error.message).toContain('rate, decay, cells, kind, noisy');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'the prototype name %s is unknown like any other',
    (name) => {
      const hostile = JSON.parse(`{"${name}": 1}`) as unknown;
      expect(failure(() => readOptions(specs, hostile, 'options')).field).toBe(`options.${name}`);
      expect(Object.prototype).not.toHaveProperty('rate');
    },
  );

  test('inherited values do not count as given', () => {
    expect(readOptions(specs, Object.create({ rate: 5 }), 'options')).toEqual(defaults);
  });

  test.each([null, [], 'rate', 3, undefined])('%j is not a record', (input) => {
    expect(failure(() => readOptions(specs, input, 'options')).field).toBe('options');
  });
});

describe('checking one value', () => {
  const check = (name: keyof typeof specs, value: unknown) =>
    checkOption(specs[name], value, `options.${name}`);

  test.each([
    ['rate', 1e-6],
    ['rate', 10],
    ['decay', 0],
    ['decay', 1e-4],
    ['cells', 4],
    ['cells', 32],
    ['kind', 'explicit'],
    ['noisy', true],
  ] as const)('%s accepts %s', (name, value) => {
    expect(check(name, value)).toBe(value);
  });

  test.each([
    ['rate', 0, /\[0\.000001, 10\], got 0/],
    ['rate', 10.1, /10\.1/],
    ['rate', Number.NaN, /finite/],
    ['rate', Infinity, /finite/],
    ['rate', '1', /finite number, got "1"/],
    ['rate', null, /finite/],
    ['decay', 1e-5, /0\.0001/],
    ['decay', -1e-3, /0\.0001/],
    ['cells', 8.5, /whole/],
    ['cells', 33, /32/],
    ['kind', 'other', /implicit, explicit, got "other"/],
    ['kind', 0, /implicit, explicit/],
    ['noisy', 1, /true or false, got 1/],
    ['noisy', 'true', /true or false, got "true"/],
  ] as const)('%s refuses %s and says why', (name, value, why) => {
    const error = failure(() => check(name, value));
    expect(error.field).toBe(`options.${name}`);
    expect(error.message).toMatch(why);
  });

  test('a negative zero counts as off', () => {
    expect(Object.is(check('decay', -0), 0)).toBe(true);
  });

  test.each(['{"toString": 1}', '{"valueOf": null, "toString": null}', '[[]]', '{}'])(
    'the hostile value %s is refused like any other',
    (json) => {
      for (const name of ['rate', 'kind', 'noisy'] as const) {
        expect(failure(() => check(name, JSON.parse(json))).field).toBe(`options.${name}`);
      }
      expect(failure(() => readOptions(specs, [JSON.parse(json)], 'options')).field).toBe('options');
    },
  );

  test('a huge text is cut in the message', () => {
    expect(failure(() => check('kind', 'x'.repeat(1e6))).message.length).toBeLessThan(200);
  });
});

test('any input gives valid options or a ConfigError that names a field', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...Object.keys(specs), 'x'), fc.anything())),
      (input) => {
        try {
          const values = readOptions(specs, input, 'options');
          // What was read is read again unchanged.
          expect(readOptions(specs, values, 'options')).toEqual(values);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as ConfigError).field).toMatch(/^options/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
