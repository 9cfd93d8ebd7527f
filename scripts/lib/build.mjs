/** The production build, whatever the surroundings say of NODE_ENV. */
import process from 'node:process';
import { build } from 'vite';
import { root } from './paths.mjs';

/**
 * Builds the page.
 * @param {object} [options]
 * @param {string} [options.outDir] default: dist
 * @param {import('vite').LogLevel} [options.logLevel]
 */
export async function buildPage({ outDir, logLevel = 'warn' } = {}) {
  const before = process.env.NODE_ENV;
  // Libraries ask for it while they are bundled; Vite takes what is set over its own mode.
  process.env.NODE_ENV = 'production';
  try {
    await build({ root, mode: 'production', logLevel, ...(outDir ? { build: { outDir } } : {}) });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}
