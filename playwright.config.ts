import { defineConfig } from '@playwright/test';
import { chromiumArgs, findBrowser } from './scripts/lib/browser.mjs';
import { freePort } from './scripts/lib/freePort.mjs';

// Read by the workers too, which are processes of their own and inherit it.
process.env.HUB_E2E_PORT ??= String(await freePort());
const port = Number(process.env.HUB_E2E_PORT);
const address = `http://127.0.0.1:${port}/`;
const executablePath = findBrowser() ?? undefined;
const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

/** The built page in a real browser, one test at a time: on a software adapter two would starve each other. */
export default defineConfig({
  testDir: 'tests/e2e',
  workers: 1,
  // A page that fails now and then is broken.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    // Requests are looked at, and some answered, by tests; offline.spec.ts has it on.
    serviceWorkers: 'block',
    launchOptions: { executablePath, args: chromiumArgs },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort --open false`,
    url: address,
    reuseExistingServer: false,
  },
});
