import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };
import { makeDigits } from './scripts/lib/digits.mjs';
import { contentPolicyPlugin } from './scripts/vite/contentPolicy.ts';
import { offlinePlugins } from './scripts/vite/offline.ts';

makeDigits();

/** Checkpoints that come with the page: the folders of `public/checkpoints` with a manifest. */
const folder = new URL('./public/checkpoints/', import.meta.url);
const checkpoints = existsSync(folder)
  ? readdirSync(folder).filter((name) => existsSync(new URL(`${name}/manifest.json`, folder)))
  : [];

/**
 * Version and commit of the build, such as "0.2.0+1a2b3c4d": receipts and methods texts promise equality per version.
 * `HUB_COMMIT` names the commit where git does not, such as in a build from an archive; ".changed" marks sources that
 * are not those of the commit.
 */
function versionOfBuild(): string {
  const git = (...words: string[]) =>
    execFileSync('git', words, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = process.env.HUB_COMMIT || git('rev-parse', '--short=8', 'HEAD');
    const changed =
      !process.env.HUB_COMMIT &&
      git(
        'status',
        '--porcelain',
        '--',
        'src',
        'public',
        'scripts/vite',
        'index.html',
        'package-lock.json',
      ) !== '';
    return `${manifest.version}+${commit}${changed ? '.changed' : ''}`;
  } catch {
    return `${manifest.version}+unknown`;
  }
}

export default defineConfig({
  base: './',
  plugins: [react(), contentPolicyPlugin(), offlinePlugins()],
  define: {
    __APP_VERSION__: JSON.stringify(versionOfBuild()),
    __CHECKPOINTS__: JSON.stringify(checkpoints),
  },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    rolldownOptions: { input: ['index.html', 'embed.html', 'embed-example.html'] },
    chunkSizeWarningLimit: 4000,
    // Fonts as files, for the policy knows no `data:` fonts.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
  },
  // What the worker and lazy parts import is named, for found late it would reload the page in development.
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      '@mantine/core',
      '@mantine/hooks',
      'comlink',
      'katex',
      'plotly.js-cartesian-dist-min',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
});
