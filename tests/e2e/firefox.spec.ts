/**
 * Debian's Firefox, over WebDriver BiDi: what a visitor does first, on what the browser offers. Where it is not
 * installed these tests are skipped by name; `FIREFOX_PATH` names another program.
 */
import type { Page } from '@playwright/test';
// Playwright of its own: 1.65 wants `emulation.setMediaFeaturesOverride`, which Firefox 153 does not have.
import { firefox } from 'playwright-core-bidi';
import { findFirefox } from '../../scripts/lib/browser.mjs';
import { defaultExperiment } from '../../src/config/presets';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import { test as base, expect, Playground } from './page';

type Preferences = Readonly<Record<string, string | number | boolean>>;

const test = base.extend<{ preferences: Preferences; fresh: () => Promise<Page> }>({
  preferences: [{}, { option: true }],
  /** Opens a page that has never been here. */
  fresh: async ({ preferences, baseURL, viewport, locale }, use) => {
    const browser = await firefox.launch({
      channel: 'moz-firefox',
      executablePath: findFirefox()!,
      firefoxUserPrefs: preferences,
    });
    // The pages of both Playwrights are alike in all that is used here.
    await use(async () => (await browser.newPage({ baseURL, viewport, locale })) as unknown as Page);
    await browser.close();
  },
  page: async ({ fresh }, use) => use(await fresh()),
});

test.skip(!findFirefox(), 'firefox-esr is not installed');

/** Opens the page and tells in the report what trains there. */
async function open(playground: Playground, query: string): Promise<void> {
  const { page } = playground;
  await playground.open(query);
  const footer = page.getByRole('contentinfo');
  await expect(footer).toContainText(/portable|fused/);
  const [executor] = (await footer.locator('span').allTextContents()).slice(0, 1);
  const description = `${page.context().browser()?.version()}: ${executor}`;
  test.info().annotations.push({ type: 'executor', description });
  console.log(`Firefox ${description}`);
}

/** The last steps drawn and all losses, once the table has this many steps. */
async function losses(playground: Playground, least: number): Promise<number[]> {
  await playground.showTable();
  await expect
    .poll(async () => (await playground.curves()).steps.at(-1) ?? 0, { timeout: 40_000 })
    .toBeGreaterThanOrEqual(least);
  return (await playground.curves()).median.flatMap((all) => all.filter((loss) => !Number.isNaN(loss)));
}

interface Mode {
  readonly title: string;
  readonly preferences: Preferences;
  readonly executor: 'portable' | 'fused';
}

const modes: readonly Mode[] = [
  { title: 'as it is installed', preferences: {}, executor: 'portable' },
  {
    title: 'with WebGPU turned on',
    // A driver that computes in software is on its list of those not to be used.
    preferences: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
    executor: 'fused',
  },
];

for (const { title, preferences, executor } of modes) {
  test.describe(`Firefox ${title}`, () => {
    test.use({ preferences });
    test.beforeEach(async ({ page }) => {
      if (executor === 'portable') return;
      await page.goto('favicon.svg');
      const found = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
      test.skip(!found, 'Firefox finds no adapter for WebGPU');
    });

    test('a first visit trains, pauses and goes on, and so does every task', async ({ playground }) => {
      const { page } = playground;
      await open(playground, '');
      await expect(page).toHaveTitle('HUB Playground');
      await expect(page.getByRole('contentinfo')).toContainText(executor);
      await expect(page.getByRole('status').filter({ hasText: 'no WebGPU' })).toHaveCount(
        executor === 'portable' ? 1 : 0,
      );
      await playground.waitForStep(3);
      await playground.button('Pause').click();
      await playground.button('Go on').click();
      for (const task of ['LTC', 'Pathological', 'SIREN']) {
        await playground.selectTask(task);
        const all = await losses(playground, 3);
        expect(all.length).toBeGreaterThanOrEqual(4);
        expect(all.every(Number.isFinite), `losses of ${task}: ${all}`).toBe(true);
        await playground.showTable();
      }
    });

    test('sliders move by key and mouse, and a shared run is repeated elsewhere', async ({
      playground,
      fresh,
    }) => {
      const { page } = playground;
      const { task, arms, ...rest } = defaultExperiment('pathological');
      const few = { ...rest, task, arms: arms.slice(0, 1), steps: 12, seeds: { first: 4, count: 2 } };
      await open(playground, `?idle${encodeLink(few)}`);
      await page.getByRole('button', { name: /Adam/, expanded: false }).first().click();
      const thumb = page.getByRole('slider', { name: 'Learning rate' }).first();
      const field = page.getByRole('textbox', { name: /^Learning rate, exact/ }).first();
      const before = await field.inputValue();
      await thumb.press('ArrowRight');
      await expect(field).not.toHaveValue(before);
      const byKey = await field.inputValue();
      await thumb.hover();
      await page.mouse.down();
      const box = (await thumb.boundingBox())!;
      await page.mouse.move(box.x + box.width / 2 - 40, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => Number(await field.inputValue())).toBeLessThan(Number(byKey));
      const byMouse = await field.inputValue();
      await expect(thumb).toHaveAttribute('aria-valuetext', byMouse);
      await field.click();
      const selected = await field.evaluate((input: HTMLInputElement) =>
        input.value.slice(input.selectionStart!, input.selectionEnd!),
      );
      expect(selected).toBe(byMouse);

      await playground.button('Start').click();
      await expect(playground.button('Again')).toBeVisible({ timeout: 40_000 });
      const link = await playground.share();
      const { experiment, receipt } = decodeLink(link);
      expect(experiment.arms[0].optimizer.options.learningRate).toBe(Number(byMouse));
      expect(receipt?.steps).toBe(few.steps);

      const second = new Playground(await fresh());
      await second.open(link);
      await expect(second.verdicts()).toHaveCount(1);
      await expect(second.verdicts()).toContainText(/✓ matches$/, { timeout: 40_000 });
      expect(decodeLink(await second.share())).toMatchObject({ experiment, receipt });
      expect(second.errors).toEqual([]);
    });
  });
}

test.describe('Firefox that blocks all cookies', () => {
  test.use({ preferences: { 'network.cookie.cookieBehavior': 2 } });

  test('the page trains, keeps nothing and complains of nothing', async ({ playground }) => {
    const { page } = playground;
    await open(playground, '');
    const kept = await page.evaluate(() => {
      try {
        return localStorage.length;
      } catch (error) {
        return (error as DOMException).name;
      }
    });
    expect(kept).toBe('SecurityError');
    // A service worker is asked for after two and a half seconds.
    await page.waitForTimeout(4000);
    await playground.waitForStep(2);
    await page.reload();
    await playground.waitForStep(1);
  });
});
