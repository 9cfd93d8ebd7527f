/** Imports a TypeScript module of the project into a script, so that checks and formulas exist once. */
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './paths.mjs';

/** @param {string} path relative to the project, such as "src/core/stats.ts" */
export async function importSource(path) {
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' });
  return module;
}
