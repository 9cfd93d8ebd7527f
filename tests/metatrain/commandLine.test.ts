import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const run = (script: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', script), ...args], {
    encoding: 'utf8',
  });
  return { status, text: stdout + stderr };
};
const empty = () => mkdtempSync(join(tmpdir(), 'metatrain-'));

test.each([
  ['metatrain.mjs', [], 'Usage: npm run metatrain'],
  ['metatrain.mjs', ['--out', empty()], '--family is missing'],
  ['metatrain.mjs', ['--out', empty(), '--family', 'mlp', '--lanes', '7'], 'even number'],
  ['metatrain.mjs', ['--out', empty(), '--family', 'mlp', '--minutes', '0'], '--minutes must be above 0'],
  ['metatrain.mjs', ['--out', empty(), '--resume'], 'there is no'],
  ['metatest.mjs', [], 'Usage: npm run metatest'],
  ['metatest.mjs', [empty()], 'There is no'],
])('%s %j says what is wrong and ends with code 2', (script, args, message) => {
  const { status, text } = run(script, ...args);
  expect(status).toBe(2);
  expect(text).toContain(message);
});

test('A run that cannot start leaves no files behind', () => {
  const folder = empty();
  run('metatrain.mjs', '--out', folder, '--family', 'mlp', '--steps', 'many');
  expect(readdirSync(folder)).toEqual([]);
});
