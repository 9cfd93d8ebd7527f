/**
 * A translation is the catalogue, `src/texts/`, alone: no component has words of its own, and tasks,
 * optimizers, checkpoints and presets have theirs from there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { catalogue as checkpoints } from '../../src/checkpoints/catalogue';
import { armOptions } from '../../src/config/optionPath';
import { presets } from '../../src/config/presets';
import type { OptionSpec, OptionSpecs } from '../../src/core/option';
import { families } from '../../src/metatrain/families';
import { methods } from '../../src/methods';
import { tasks } from '../../src/tasks';
import { checkpointTexts } from '../../src/texts/checkpoints';
import { familyTexts } from '../../src/texts/families';
import { optimizerTexts } from '../../src/texts/optimizers';
import { presetTexts } from '../../src/texts/presets';
import { presetTitles } from '../../src/texts/presetTitles';
import { taskTexts } from '../../src/texts/tasks';

const SPOKEN =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|alt|placeholder|label|help|description|subtitle|caption|summary)$/;
const LETTERS = /\p{L}{2,}/u;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Strings that an expression may come to: literals, also within `? :`, `&&`, `||`, `??` and templates. */
function strings(node: unknown): string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'ConditionalExpression':
      return [...strings(node.consequent), ...strings(node.alternate)];
    case 'LogicalExpression':
      return [...(node.operator === '&&' ? [] : strings(node.left)), ...strings(node.right)];
    case 'JSXExpressionContainer':
    case 'TSAsExpression':
      return strings(node.expression);
    default:
      return [];
  }
}

/** Places of the source with words that a reader would see or hear, as "file:line: words". */
function spokenWords(source: string, file = 'a.tsx'): string[] {
  const found: string[] = [];
  const note = (words: readonly string[], { start }: Node) => {
    const line = source.slice(0, start as number).split('\n').length;
    for (const text of words.map((word) => word.trim()))
      if (LETTERS.test(text) && !UNTRANSLATED.has(text)) found.push(`${file}:${line}: ${text}`);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) return;
    if (value.type === 'JSXText') {
      // A text begins on the line of the tag before it.
      const words = value.value as string;
      const blank = words.length - words.trimStart().length;
      note([words], { ...value, start: (value.start as number) + blank });
    }
    if (value.type === 'JSXElement' || value.type === 'JSXFragment')
      for (const child of value.children as Node[])
        if (child.type === 'JSXExpressionContainer') note(strings(child), child);
    if (value.type === 'JSXAttribute' && SPOKEN.test((value.name as { name: string }).name))
      note(strings(value.value), value);
    if (value.type === 'Property' && SPOKEN.test(nameOf(value.key as Node)))
      note(strings(value.value), value);
    for (const part of Object.values(value)) visit(part);
  };
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0].message}`);
  visit(program);
  return found;
}

/** Name of a property, written with or without quotes. */
const nameOf = ({ name, value }: Node): string => String(name ?? value ?? '');

/** Proper names and signs that are the same in every language. */
const UNTRANSLATED = new Set(['WebGPU']);

test('no component has words of its own', () => {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(40);
  const words = files.flatMap((file) =>
    spokenWords(readFileSync(join('src/ui', file), 'utf8'), `src/ui/${file}`),
  );
  expect(words).toEqual([]);
});

test('words in elements, expressions, spoken attributes and properties are found, with their line', () => {
  const source = `const a = (on) => <p title="Hello" className="not this">Some text {on ? 'yes' : on && \`no \${on}\`}
    {texts.fine} <b aria-label={on ? 'spoken' : texts.fine} data-kind="neither" />1/K
    last</p>;
    const spec = numberOption({ label: 'Steps', help: texts.help, scale: 'linear' });`;
  expect(spokenWords(source).sort()).toEqual([
    'a.tsx:1: Hello',
    'a.tsx:1: Some text',
    'a.tsx:1: no',
    'a.tsx:1: yes',
    'a.tsx:2: 1/K\n    last',
    'a.tsx:2: spoken',
    'a.tsx:4: Steps',
  ]);
});

describe('The registries', () => {
  const rooms = import.meta.glob('../../src/texts/*.ts', { eager: true });
  const known = new Set(stringsIn(Object.values(rooms)));

  /** Words of options that the catalogue lacks. */
  const strangers = (owner: string, options: OptionSpecs): string[] =>
    Object.entries<OptionSpec>(options).flatMap(([name, spec]) =>
      [
        spec.label,
        spec.help,
        ...(spec.short ? [spec.short] : []),
        ...(spec.kind === 'choice' ? spec.choices.map(({ label }) => label) : []),
      ]
        .filter((text) => !known.has(text))
        .map((text) => `${owner}.${name}: ${text}`),
    );
  const missing = (owner: string, words: readonly string[]) =>
    words.filter((text) => text !== '' && !known.has(text)).map((text) => `${owner}: ${text}`);

  test('have the words of every option from the catalogue', () => {
    expect([
      ...tasks.flatMap(({ id, options }) => strangers(id, options)),
      ...methods.flatMap(({ id, options }) => strangers(id, options)),
      ...strangers('arm', armOptions),
    ]).toEqual([]);
  });

  test('have the words of every task, optimizer, checkpoint, family and preset from the catalogue', () => {
    expect([
      ...[...tasks, ...methods, ...families].flatMap(({ id, label, summary }) =>
        missing(id, [label, summary]),
      ),
      ...tasks.flatMap(({ id, variants = {}, metric, data }) =>
        missing(id, [
          ...Object.values(variants).map(({ label }) => label),
          ...(metric ? [metric.label, metric.help, metric.unit ?? ''] : []),
          ...(data ? [data.hint] : []),
        ]),
      ),
      ...checkpoints.flatMap(({ id, label, note }) => missing(id, [label, note])),
      ...presets.flatMap(({ id, title, experiment }) =>
        missing(id, [title, ...experiment.arms.map(({ label }) => label)]),
      ),
    ]).toEqual([]);
  });

  test('use all that the catalogue has for them', () => {
    const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id).sort();
    expect(Object.keys(optimizerTexts).sort()).toEqual(ids(methods));
    expect(Object.keys(taskTexts).sort()).toEqual(ids(tasks));
    expect(Object.keys(familyTexts).sort()).toEqual(ids(families));
    expect(Object.keys(checkpointTexts).sort()).toEqual(ids(checkpoints));
    for (const words of [presetTexts, presetTitles]) expect(Object.keys(words).sort()).toEqual(ids(presets));
  });

  test('would be told of a word of their own', () => {
    const { schedule } = methods[0].options;
    expect(strangers('mine', { schedule })).toEqual([]);
    expect(strangers('mine', { schedule: { ...schedule, help: 'Not in the catalogue.' } })).toEqual([
      'mine.schedule: Not in the catalogue.',
    ]);
  });
});

/** Every string within, however deep. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
