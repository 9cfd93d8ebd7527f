/** `npm run new` in a copy of the project: a task and an optimizer that pass every contract there. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'hub-playground-new-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** All that the commands and tests read. */
const PARTS = ['src', 'tests', 'scripts', 'public', 'docs', 'package.json', 'biome.json', 'vite.config.ts'];
const CONFIGS = [
  'vitest.config.ts',
  'playwright.config.ts',
  ...['', '.base', '.worker', '.tests', '.node'].map((w) => `tsconfig${w}.json`),
];

/** Runs a Node program of the copy. */
function run(program: string, ...args: string[]) {
  // Vitest within Vitest: what the outer one set is none of the inner one's business.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name)),
  );
  const result = spawnSync(process.execPath, [program, ...args], { cwd: copy, env, encoding: 'utf8' });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

/** Runs a Node program that must succeed. */
function succeed(program: string, ...args: string[]): string {
  const { status, output } = run(program, ...args);
  expect(status, output).toBe(0);
  return output;
}

const bin = (name: string) => join('node_modules', name);
const vitest = (...args: string[]) => succeed(bin('vitest/vitest.mjs'), 'run', ...args);

beforeAll(() => {
  for (const part of [...PARTS, ...CONFIGS]) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  // Biome asks git what to ignore.
  spawnSync('git', ['init', '--quiet'], { cwd: copy });
  succeed('scripts/new.mjs', 'task', 'steep-bowl');
  succeed('scripts/new.mjs', 'optimizer', 'slow-descent');
}, 120_000);

test('what is written has the project’s format and types', () => {
  succeed(bin('@biomejs/biome/bin/biome'), 'check', 'src', 'tests');
  for (const world of ['tsconfig.json', 'tsconfig.worker.json', 'tsconfig.tests.json'])
    succeed(bin('typescript/bin/tsc'), '-p', world);
}, 120_000);

test('it passes the contracts, in links, catalogue and architecture too', () => {
  const output = vitest(
    '--project=unit',
    '--reporter=verbose',
    ...['tests/contract', 'tests/engine/selfTest.test.ts', 'tests/config/linkTables.test.ts'],
    ...['tests/architecture.test.ts', 'tests/ui/catalogue.test.ts', 'tests/ui/how.test.ts'],
    ...['tests/tasks/steepBowl.test.ts', 'tests/optimizers/slowDescent.test.ts'],
    ...[
      '-t',
      'steep-bowl|slow-descent|Imports|registries|newest version|derivation by hand|explains every option',
    ],
  );
  // Tests of either by name: their contracts, their numbers by hand, and their options.
  for (const id of ['steep-bowl', 'slow-descent']) expect(output.split(id).length).toBeGreaterThan(8);
}, 180_000);

test('a name that is taken or no id is refused, and nothing is written', () => {
  expect(run('scripts/new.mjs', 'optimizer', 'slow-descent')).toMatchObject({ status: 2 });
  expect(run('scripts/new.mjs', 'task', 'adam rule').output).toMatch(/cannot be an id/);
  expect(run('scripts/new.mjs', 'task', 'hasOwnProperty').status).toBe(2);
  expect(run('scripts/new.mjs', 'view', 'x').output).toMatch(/^Usage/);
});
