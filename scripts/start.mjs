/** `npm start`: the playground at http://localhost:5173, opened in the browser where there is a screen. */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { root } from './lib/paths.mjs';

const { env, platform } = process;
const screen = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
const open = screen && !env.CI ? ['--open'] : [];
const command = ['node_modules/vite/bin/vite.js', '--port', '5173', ...open, ...process.argv.slice(2)];
const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
child.on('close', (code) => process.exit(code ?? 0));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal));
