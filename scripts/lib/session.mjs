/**
 * One headless browser on one served copy of the project: what every command-line tool runs in.
 *
 *     const session = await openSession({ serve: 'build' });
 *     const record = await session.page.evaluate(() => globalThis.hubPlayground.run('first'));
 *     await session.close();
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { createServer, preview } from 'vite';
import { chromiumArgs, ensureBrowser } from './browser.mjs';
import { buildPage } from './build.mjs';
import { root } from './paths.mjs';

/** Sources of the build; a newer file here makes the build stale. */
const SOURCES = [
  'src',
  'public',
  'scripts/vite',
  'index.html',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
];

/** Path of the empty page of the development server, for tools that load modules rather than the app. */
const BLANK_PATH = '/__blank';

/**
 * @typedef {object} Session
 * @property {import('playwright-core').Page} page
 * @property {string} url address served, ends in "/"
 * @property {import('vite').ViteDevServer} [vite] the development server, when `serve` is "source"
 * @property {() => Promise<void>} close
 */

/**
 * Serves the project and opens a page of it in a headless browser. Everything is closed by `close`, and on
 * an interrupt.
 *
 * @param {object} options
 * @param {'build' | 'source'} options.serve "build": the built page, built first when it is missing or
 *   stale; "source": an empty page of a development server, from which modules can be imported by path
 * @param {(message: any) => void} [options.onProgress] receives what the page passes to `hubReport`
 * @param {string} [options.query] query of the built page, such as "?executor=portable"
 * @param {string[]} [options.browserArgs] further flags of the browser
 * @returns {Promise<Session>}
 */
export async function openSession({ serve, onProgress = () => {}, query = '', browserArgs = [] }) {
  const executablePath = ensureBrowser();
  const closers = [];
  let closing;
  const close = () => {
    closing ??= (async () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      for (const closer of closers.reverse()) await closer().catch(() => {});
    })();
    return closing;
  };
  const interrupt = () => close().finally(() => process.exit(130));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const server = serve === 'build' ? await serveBuild() : await serveSource();
    closers.push(() => server.close());
    const url = /** @type {string} */ (server.resolvedUrls?.local[0]);
    const browser = await chromium.launch({
      executablePath,
      args: [...chromiumArgs, ...browserArgs],
      // The interrupt is ours, so that the server is closed too.
      handleSIGINT: false,
      handleSIGTERM: false,
    });
    closers.push(() => browser.close());
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    page.on('crash', () => console.error('page: the browser tab crashed'));
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`page: ${message.text()}`);
    });
    await page.exposeFunction('hubReport', onProgress);
    await page.goto(new URL(serve === 'build' ? query : BLANK_PATH, url).href);
    return {
      page,
      url,
      close,
      ...(serve === 'source' ? { vite: /** @type {import('vite').ViteDevServer} */ (server) } : {}),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `vite preview` on a free port of this machine alone. */
async function serveBuild() {
  if (isStale()) {
    console.error('Building the page ...');
    await buildPage({ logLevel: 'error' });
  }
  const server = await preview({
    root,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0, open: false },
  });
  return server;
}

/** A development server that neither watches nor reloads, with dependencies bundled apart from `npm start`'s. */
async function serveSource() {
  const server = await createServer({
    root,
    logLevel: 'error',
    cacheDir: 'node_modules/.vite-tools',
    // Named in advance: a dependency discovered late would reload the page under the tool.
    optimizeDeps: {
      noDiscovery: true,
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-core/dist/register_all_gradients',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-backend-webgpu',
      ],
    },
    server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false, watch: null, open: false },
    plugins: [blankPage],
  });
  await server.listen();
  return server;
}

const blankPage = {
  name: 'hub-playground:blank-page',
  configureServer(server) {
    server.middlewares.use(BLANK_PATH, (_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>HUB Playground tools</title><link rel="icon" href="data:,">');
    });
  },
};

function isStale() {
  const built = join(root, 'dist/index.html');
  if (!existsSync(built)) return true;
  const time = statSync(built).mtimeMs;
  return SOURCES.some((name) => newest(join(root, name)) > time);
}

/** Time of the last change below a path, or 0 when there is nothing. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
