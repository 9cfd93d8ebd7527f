import { existsSync, realpathSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, findBrowser } from './scripts/lib/browser.mjs';
import { makeDigits } from './scripts/lib/digits.mjs';

makeDigits();

const browser = findBrowser();

/**
 * Folder of published weights, see docs/testing.md: that of HUB_WEIGHTS, else one that lies beside the repository.
 * Tests that want a file are skipped where it is not there.
 */
const besides = '../shared/weights';
const named = process.env.HUB_WEIGHTS ?? (existsSync(besides) ? besides : '');
const weights = named && existsSync(named) ? realpathSync(named) : null;

/**
 * Two projects. `unit` runs in Node and needs no GPU; `gpu` runs in a real browser with WebGPU
 * (a software adapter where there is no GPU), one file at a time, for the cores are few.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
          exclude: ['tests/**/*.gpu.test.ts', 'tests/e2e/**'],
          setupFiles: ['tests/fileFetch.ts'],
          testTimeout: 60_000,
          env: weights ? { HUB_WEIGHTS: weights } : {},
        },
      },
      {
        define: { __PUBLISHED_WEIGHTS__: JSON.stringify(weights) },
        server: { fs: { allow: ['.', ...(weights ? [weights] : [])] } },
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/register_all_gradients',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-webgl',
            '@tensorflow/tfjs-backend-webgpu',
            '@jax-js/jax',
            'comlink',
            'fast-check',
          ],
        },
        test: {
          name: 'gpu',
          include: ['tests/**/*.gpu.test.ts'],
          setupFiles: ['tests/requireWebGpu.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: browser ?? undefined, args: chromiumArgs },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
