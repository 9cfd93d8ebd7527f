/** Code of a worker cannot see the page: each world has type checks of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
// Within the project, so that its types are found.
const folder = mkdtempSync(join(root, 'node_modules/.worlds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Errors of a one-line module under a configuration of the project. */
function errors(config: string, code: string): string {
  writeFileSync(join(folder, 'module.ts'), `${code}\n`);
  const extended = relative(folder, join(root, config)).replaceAll('\\', '/');
  const settings = { extends: extended, include: ['module.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
}

test.each(['document.title', 'localStorage.length', 'window.innerWidth', 'process.version'])(
  'a worker has no %s',
  (expression) => {
    expect(errors('tsconfig.worker.json', `export const x = ${expression};`)).toMatch(/Cannot find name/);
  },
);

test('the page has a document, Node has a process, and neither has the other', () => {
  expect(errors('tsconfig.json', 'export const x = document.title;')).toBe('');
  expect(errors('tsconfig.json', 'export const x = process.version;')).toMatch(/Cannot find name/);
  expect(errors('tsconfig.node.json', 'export const x = process.version;')).toBe('');
});
