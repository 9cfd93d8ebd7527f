/** A build is one for production, whatever was done or set before it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'hub-playground-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a module in a Node of its own, with NODE_ENV as given. */
function run(code: string, nodeEnv: string | undefined): string {
  const { NODE_ENV: _, ...rest } = process.env;
  const env = nodeEnv === undefined ? rest : { ...rest, NODE_ENV: nodeEnv };
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
}

test.each([undefined, 'test'])('a source module leaves NODE_ENV as it was (%s)', (nodeEnv) => {
  const code = `
    import { importSource } from './scripts/lib/source.mjs';
    const { quantile } = await importSource('src/core/stats.ts');
    console.log(typeof quantile, String(process.env.NODE_ENV));`;
  expect(run(code, nodeEnv).trim()).toBe(`function ${nodeEnv}`);
});

test('a build after a source module, with NODE_ENV=test, has no code for development', () => {
  run(
    `
    import { buildPage } from './scripts/lib/build.mjs';
    import { importSource } from './scripts/lib/source.mjs';
    await importSource('src/core/stats.ts');
    await buildPage({ outDir: ${JSON.stringify(folder)}, logLevel: 'error' });`,
    'test',
  );
  const assets = join(folder, 'assets');
  const code = readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(assets, name), 'utf8'))
    .join('\n');
  expect(code.length).toBeGreaterThan(100_000);
  // React's builds for development, and no other, have this sentence.
  expect(code).not.toContain('Download the React DevTools');
  expect(code).toContain('react.dev/errors');
}, 120_000);
