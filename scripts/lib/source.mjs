/** Imports a TypeScript module of the project into a script, so that checks and formulas exist once. */
import { join } from 'node:path';
import process from 'node:process';
import { runnerImport } from 'vite';
import { root } from './paths.mjs';

/** @param {string} path relative to the project, such as "src/core/stats.ts" */
export async function importSource(path) {
  // Vite sets NODE_ENV for the whole process, and a build made afterwards would be one for development.
  const before = process.env.NODE_ENV;
  try {
    const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' });
    return /** @type {any} */ (module);
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}
