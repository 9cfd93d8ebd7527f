import { expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors';
import { checkOption, optionDefaults, textFault, textOption } from '../../src/core/option';
import { valueWords } from '../../src/core/valueWords';

const spec = textOption({
  label: 'Sizes',
  help: 'Numbers with dashes between them.',
  default: '64-32',
  maxLength: 8,
  check: (text) => (/^\d+(-\d+)*$/.test(text) ? null : 'Write whole numbers with dashes between them.'),
});

test('a text is taken as it is, and its words are the text', () => {
  expect(checkOption(spec, '128', 'sizes')).toBe('128');
  expect(optionDefaults({ spec }).spec).toBe('64-32');
  expect(valueWords(spec, '7-7')).toBe('7-7');
});

test('a text that is too long, no text, or not what its check wants is refused with the reason', () => {
  const refusal = (value: unknown) => {
    try {
      checkOption(spec, value, 'task.options.sizes');
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as ConfigError).message;
    }
    throw new Error('it was taken');
  };
  expect(refusal('1-2-3-4-5')).toBe('task.options.sizes: This has 9 characters; 8 are the most.');
  expect(refusal('64,32')).toBe('task.options.sizes: Write whole numbers with dashes between them.');
  expect(refusal('\ud800')).toMatch(/half of a character/);
  expect(refusal(64)).toBe('task.options.sizes must be a text, got 64');
});

test('a text is measured before its check sees it', () => {
  const strict = textOption({
    ...spec,
    check: () => {
      throw new Error('it was asked');
    },
  });
  expect(textFault(strict, 'x'.repeat(1e6))).toBe('This has 1,000,000 characters; 8 are the most.');
});
