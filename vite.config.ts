import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  optimizeDeps: { include: ['react', 'react-dom/client', '@mantine/core', '@mantine/hooks'] },
});
