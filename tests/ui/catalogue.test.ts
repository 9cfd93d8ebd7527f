/** A translation is the catalogue files alone: nothing that a reader sees is written elsewhere in `ui/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

const SPOKEN =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|alt|placeholder|label|description|subtitle|caption)$/;
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

/** Words in the source that a reader would see or hear. */
function spokenWords(source: string, file = 'a.tsx'): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) return;
    if (value.type === 'JSXText') found.push(value.value as string);
    if (value.type === 'JSXElement' || value.type === 'JSXFragment')
      for (const child of value.children as Node[])
        if (child.type === 'JSXExpressionContainer') found.push(...strings(child));
    if (value.type === 'JSXAttribute' && SPOKEN.test((value.name as { name: string }).name))
      found.push(...strings(value.value));
    for (const part of Object.values(value)) visit(part);
  };
  visit(parseSync(file, source).program);
  return found.map((text) => text.trim()).filter((text) => LETTERS.test(text));
}

/** Proper names and signs that are the same in every language. */
const UNTRANSLATED = new Set(['WebGPU']);

test('no component has words of its own', () => {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(40);
  const words = files.flatMap((file) =>
    spokenWords(readFileSync(join('src/ui', file), 'utf8'), file)
      .filter((text) => !UNTRANSLATED.has(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(words).toEqual([]);
});

test('words in elements, expressions and spoken attributes are found', () => {
  const source = `const a = (on) => <p title="Hello" className="not this">Some text {on ? 'yes' : on && \`no \${on}\`}
    {texts.fine} <b aria-label={on ? 'spoken' : texts.fine} data-kind="neither" />1/K</p>;`;
  expect(spokenWords(source).sort()).toEqual(['Hello', 'Some text', 'no', 'spoken', 'yes']);
});
