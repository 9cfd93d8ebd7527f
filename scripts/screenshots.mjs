/**
 * `npm run screenshots`: every view of the built page at 360 and 1,440 px, light and dark, as
 * screenshots/<view>-<width>-<theme>.png. Words after `--` choose views by their names.
 */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { command } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { openSession } from './lib/session.mjs';

const USAGE = `Usage: npm run screenshots -- [VIEW ...] [--out FOLDER]

Takes pictures of all views, or of those named.`;

/** A reader on a slow line gets them with the README. */
const LARGEST_BYTES = 300_000;

const sizes = { 1440: { width: 1440, height: 900 }, 360: { width: 360, height: 780 } };
const themes = /** @type {const} */ (['light', 'dark']);

const button = (page, name) => page.getByRole('button', { name }).first();
const isPhone = (page) => page.viewportSize().width < 760;

/** Trains to a step and pauses there. The run before goes back to its start first, so that its steps do not count. */
async function train(page, preset, step) {
  const reset = page.getByRole('button', { name: 'Reset to step 0', exact: true }).first();
  if (await reset.isEnabled()) await reset.click();
  await page.waitForFunction(() => Number(document.querySelector('progress')?.value ?? 0) === 0);
  await button(page, 'Presets').click();
  await page.getByRole('dialog').getByRole('button', { name: preset }).click();
  await page.waitForFunction(
    (least) => Number(document.querySelector('progress')?.value ?? 0) >= least,
    step,
    { timeout: 240_000 },
  );
  const pause = page.getByRole('button', { name: 'Pause', exact: true }).first();
  if (await pause.isVisible()) await pause.click();
}

async function openArm(page, name) {
  if (isPhone(page)) await button(page, /^Optimizers$/).click();
  await page.locator('.arm-main', { hasText: name }).first().click();
  await page.locator('.arm-options').waitFor();
}

const closeDialog = async (page) => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

const scrollTo = (page, selector) => page.locator(selector).first().scrollIntoViewIfNeeded();

/** In an order in which each is a few clicks from the one before. `undo` leaves the view. */
const views = [
  { name: 'ltc', show: (page) => train(page, /Three ways to learn/, 150) },
  { name: 'presets', show: (page) => button(page, 'Presets').click(), undo: closeDialog },
  {
    name: 'share',
    show: async (page) => {
      await button(page, 'Share').click();
      await page.getByRole('dialog').waitFor();
    },
    undo: closeDialog,
  },
  {
    name: 'meta-training',
    show: async (page) => {
      await button(page, /^Meta-train/).click();
      await page.getByRole('dialog').waitFor();
    },
    undo: closeDialog,
  },
  { name: 'hub', show: (page) => train(page, /By hand, learned, or both/, 200) },
  {
    name: 'who-drives',
    show: (page) => page.getByRole('heading', { name: 'Who drives' }).evaluate((e) => e.scrollIntoView()),
    undo: (page) => page.evaluate(() => window.scrollTo(0, 0)),
  },
  {
    name: 'options',
    show: (page) => openArm(page, 'HUB'),
    undo: async (page) => {
      if (isPhone(page)) await closeDialog(page);
      else await page.locator('.arm-main', { hasText: 'HUB' }).first().click();
    },
  },
  {
    name: 'how-it-works',
    show: (page) => page.evaluate(() => (window.location.hash = '#how')),
  },
  {
    name: 'how-hub',
    show: (page) => page.evaluate(() => (window.location.hash = '#how-hub')),
    undo: (page) => button(page, 'Back to the playground').click(),
  },
  { name: 'pathological', show: (page) => train(page, /same in the plane/, 200) },
  { name: 'trajectory', show: (page) => train(page, /same sawtooth, an LSTM/, 100) },
  { name: 'neural-ode', show: (page) => train(page, /A little at a time/, 200) },
  { name: 'siren', show: (page) => train(page, /picture as a network/, 200) },
  {
    name: 'task-view',
    show: (page) => scrollTo(page, '.views'),
    undo: (page) => page.evaluate(() => window.scrollTo(0, 0)),
  },
];

/** Lets lazy parts, charts and fonts settle. */
async function settle(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(900);
}

command(USAGE, { out: { type: 'string' } }, async ({ values, positionals }) => {
  const folder = resolve(root, values.out ?? 'screenshots');
  const unknown = positionals.filter((name) => !views.some((view) => view.name === name));
  if (unknown.length > 0) throw new Error(`no view "${unknown[0]}"; there are ${views.map((v) => v.name)}`);
  const wanted = (name) => positionals.length === 0 || positionals.includes(name);
  if (positionals.length === 0) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const session = await openSession({ serve: 'build', query: '?idle' });
  const { page } = session;
  let large = 0;
  try {
    for (const [width, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.evaluate(() => localStorage.clear());
      await page.goto(`${session.url}?idle`);
      for (const view of views) {
        // Views between are passed through, for later ones begin where they end.
        const needed = wanted(view.name) || /By hand/.test(String(view.show)) || view.name === 'siren';
        if (!needed) continue;
        await view.show(page);
        for (const theme of wanted(view.name) ? themes : []) {
          await page.emulateMedia({ colorScheme: theme });
          await settle(page);
          const path = join(folder, `${view.name}-${width}-${theme}.png`);
          await page.screenshot({ path });
          const { size: bytes } = statSync(path);
          if (bytes > LARGEST_BYTES) large++;
          console.log(`${path.slice(root.length + 1)} ${Math.round(bytes / 1000)} kB`);
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await view.undo?.(page);
      }
    }
  } finally {
    await session.close();
  }
  if (large > 0) console.error(`${large} of them are larger than ${LARGEST_BYTES / 1000} kB`);
  return large > 0 ? 1 : 0;
});
