/// <reference types="vite-plugin-pwa/client" />
declare module '@tensorflow/tfjs-core/dist/register_all_gradients';
