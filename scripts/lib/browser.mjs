/** Finds a Chromium-family browser and holds the flags that give it WebGPU on any machine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const { env, platform } = process;

/** Where Chrome, Chromium and Edge are installed, by system; the first that exists is used. */
const candidates = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/** Path of an installed browser, or null. `CHROME_PATH` overrides the search. */
export function findBrowser() {
  if (env.CHROME_PATH) return existsSync(env.CHROME_PATH) ? env.CHROME_PATH : null;
  return (candidates[platform] ?? []).find((path) => existsSync(path)) ?? null;
}

/**
 * Launch flags: WebGPU, through the software adapter unless `HUB_GPU=hardware`, and no traffic of the
 * browser's own.
 */
export const chromiumArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  ...(env.HUB_GPU === 'hardware'
    ? []
    : ['--enable-unsafe-swiftshader', '--use-webgpu-adapter=swiftshader']),
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
