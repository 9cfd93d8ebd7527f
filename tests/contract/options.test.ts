/** Every option of every task and optimizer is declared so that a control, a link and a check can be made of it. */
import { describe, expect, test } from 'vitest';
import { armOptions } from '../../src/config/optionPath';
import { presets } from '../../src/config/presets';
import { ConfigError } from '../../src/core/errors';
import { checkOption, type OptionSpec, optionDefaults, readOptions } from '../../src/core/option';
import { valueWords } from '../../src/core/valueWords';
import { methods } from '../../src/methods';
import { tasks } from '../../src/tasks';

const owners = [
  ...tasks.map(({ id, options }) => ({ name: `task ${id}`, options })),
  ...methods.map(({ id, options }) => ({ name: `optimizer ${id}`, options })),
  { name: 'arm', options: armOptions },
];
const all = owners.flatMap(({ name, options }) =>
  Object.entries<OptionSpec>(options).map(([option, spec]) => ({ name: `${name}: ${option}`, option, spec })),
);

describe.each(all)('$name', ({ spec, option }) => {
  test('has a label and a sentence of help', () => {
    expect(spec.label.trim()).not.toBe('');
    expect(spec.help).toMatch(/^[^\s].*[.?]$/s);
    expect(option).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  test('accepts its default and its bounds, and nothing beyond', () => {
    expect(checkOption(spec, spec.default, 'x')).toBe(spec.default);
    if (spec.kind === 'choice') {
      const values = spec.choices.map(({ value }) => value);
      expect(new Set(values).size).toBe(values.length);
      expect(values.length).toBeGreaterThan(1);
      for (const { label } of spec.choices) expect(label.trim()).not.toBe('');
      expect(() => checkOption(spec, 'no such choice', 'x')).toThrow();
    }
    if (spec.kind === 'text') {
      expect(spec.default.length).toBeLessThanOrEqual(spec.maxLength);
      expect(() => checkOption(spec, 'x'.repeat(spec.maxLength + 1), 'x')).toThrow(ConfigError);
      expect(() => checkOption(spec, '\ud800', 'x')).toThrow(ConfigError);
      expect(() => checkOption(spec, 1, 'x')).toThrow(ConfigError);
    }
    if (spec.kind !== 'number') return;
    expect(spec.min).toBeLessThan(spec.max);
    if (spec.scale === 'log') expect(spec.min).toBeGreaterThan(0);
    if (spec.allowZero) expect(spec.zero).toMatch(/^[a-z]/);
    if (spec.zero !== undefined) expect(valueWords(spec, 0)).toBe(spec.zero);
    if (spec.integer) expect([spec.min, spec.max].every(Number.isInteger)).toBe(true);
    for (const bound of [spec.min, spec.max]) expect(checkOption(spec, bound, 'x')).toBe(bound);
    expect(() => checkOption(spec, spec.max * 2 + 1, 'x')).toThrow();
    expect(() => checkOption(spec, Number.NaN, 'x')).toThrow();
  });

  test('can be asked whether it matters, given the defaults of its neighbours', () => {
    const owner = owners.find(({ options }) => Object.values<OptionSpec>(options).includes(spec))!;
    const matters = spec.when?.(optionDefaults(owner.options as Record<string, OptionSpec>)) ?? true;
    expect(typeof matters).toBe('boolean');
  });
});

describe('The registries', () => {
  test('hold unique ids that a link can carry', () => {
    for (const entries of [tasks, methods, presets]) {
      const ids = entries.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    }
  });

  test('describe each task and optimizer to the reader', () => {
    for (const { label, summary } of [...tasks, ...methods]) {
      expect(label.trim()).not.toBe('');
      expect(summary).toMatch(/\.$/);
    }
    for (const { formula } of methods) expect(formula.trim()).not.toBe('');
  });

  test('hold variants of tasks whose options are valid', () => {
    for (const task of tasks) {
      for (const [name, { label, options }] of Object.entries(task.variants ?? {})) {
        expect(label.trim()).not.toBe('');
        expect(() => readOptions(task.options, options, name)).not.toThrow();
      }
    }
  });

  test('name learning rates of optimizers that exist, within their bounds', () => {
    for (const task of tasks) {
      for (const [id, rate] of Object.entries(task.learningRates ?? {})) {
        const spec = methods.find((optimizer) => optimizer.id === id)?.options.learningRate;
        expect(spec, `${task.id} proposes a rate for ${id}`).toBeDefined();
        expect(checkOption(spec!, rate, 'learningRate')).toBe(rate);
      }
    }
  });
});
