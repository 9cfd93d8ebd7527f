/** Finds a Chromium-family browser, or installs one, and holds the flags that give it WebGPU; finds Firefox. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';

const { env, platform } = process;

/** Names under which a browser may be on the PATH. */
const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** Places outside the PATH, by system. */
const places = {
  linux: ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'],
  darwin: ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
    `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
    `${folder}/Chromium.app/Contents/MacOS/Chromium`,
    `${folder}/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
  ]),
  win32: [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/**
 * Path of an installed browser, or null. `CHROME_PATH` overrides the search. Last comes the browser that
 * `npx playwright install chromium` leaves behind.
 */
export function findBrowser() {
  if (env.CHROME_PATH) return isProgram(env.CHROME_PATH) ? env.CHROME_PATH : null;
  return (
    [...onPath(commands), ...(places[platform] ?? []), chromium.executablePath()].find(isProgram) ?? null
  );
}

/** Path of Debian's Firefox, or null; it is never installed. `FIREFOX_PATH` overrides the search. */
export function findFirefox() {
  if (env.FIREFOX_PATH) return isProgram(env.FIREFOX_PATH) ? env.FIREFOX_PATH : null;
  return onPath(['firefox-esr']).find(isProgram) ?? null;
}

/** Where programs of these names would be. */
const onPath = (names) =>
  (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, platform === 'win32' ? `${name}.exe` : name)));

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As `findBrowser`, but installs Debian's `chromium` where it may, and throws one sentence where it may not. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (env.CHROME_PATH) throw new Error(`CHROME_PATH names "${env.CHROME_PATH}", which is not a program.`);
  if (platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium found; installing the package "chromium" with apt-get.');
    const apt = (...words) =>
      spawnSync('apt-get', words, { stdio: 'inherit', env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } });
    apt('update');
    // The fonts are only a recommendation of the package, but without any there is no text to lay out.
    apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation');
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need Chrome, Chromium or Edge 121 or later: install one, or set CHROME_PATH to its program.',
  );
}

/**
 * Launch flags: WebGPU, through the software adapter unless `HUB_GPU=hardware`, and no traffic of the
 * browser's own.
 */
export const chromiumArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  ...(env.HUB_GPU === 'hardware' ? [] : ['--enable-unsafe-swiftshader', '--use-webgpu-adapter=swiftshader']),
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
];
