/** Service worker and manifest of the built page: installable, and working without a network after one visit. */
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/**
 * A service worker with everything that is built in: lazy parts, the engine's worker, fonts, checkpoints.
 * Published checkpoints are kept by the page itself, in a cache of its own name that this one leaves alone.
 * Not there in development.
 */
export function offlinePlugins(): Plugin[] {
  return VitePWA({
    // A new version waits until the reader agrees; `ui/layout/Updates.tsx` asks.
    registerType: 'prompt',
    injectRegister: null,
    manifest: {
      id: './',
      name: 'HUB Playground',
      short_name: 'HUB',
      description:
        'Train small real models on your own GPU and watch hand-designed, learned and hybrid optimizers side by side.',
      lang: 'en',
      start_url: './',
      scope: './',
      display: 'standalone',
      theme_color: '#3056d3',
      background_color: '#f6f7f9',
      categories: ['education'],
      icons: [
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        { src: 'favicon.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
    workbox: {
      // Fonts come as WOFF2 to every browser that has WebGPU; their older forms stay out.
      globPatterns: ['**/*.{js,css,html,svg,png,woff2,wasm,json,safetensors,bin}'],
      // TensorFlow.js and Plotly are single files; the largest has 1.4 MB.
      maximumFileSizeToCacheInBytes: 6_000_000,
      cacheId: 'hub-playground',
      cleanupOutdatedCaches: true,
      // The first visit is served as well, so that parts not yet loaded work when the network goes.
      clientsClaim: true,
      // `?idle` and other queries are for the page, which is one file; other addresses are none of ours.
      ignoreURLParametersMatching: [/.*/],
      navigateFallback: null,
    },
  });
}
