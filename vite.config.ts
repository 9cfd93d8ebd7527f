import { existsSync, readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };
import { contentPolicyPlugin } from './scripts/vite/contentPolicy.ts';
import { offlinePlugins } from './scripts/vite/offline.ts';

/** Checkpoints that come with the page: the folders of `public/checkpoints` with a manifest. */
const folder = new URL('./public/checkpoints/', import.meta.url);
const checkpoints = existsSync(folder)
  ? readdirSync(folder).filter((name) => existsSync(new URL(`${name}/manifest.json`, folder)))
  : [];

export default defineConfig({
  base: './',
  plugins: [react(), contentPolicyPlugin(), offlinePlugins()],
  define: {
    __APP_VERSION__: JSON.stringify(manifest.version),
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
