/** Fingers, screens of all sizes, and readers who want things to keep still. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './page';

/** Moves a finger across the screen, from the middle of an element. */
async function drag(page: Page, target: Locator, by: { x?: number; y?: number }) {
  await target.scrollIntoViewIfNeeded();
  const box = (await target.boundingBox())!;
  const start = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd' ? [] : [{ x: start.x + share * (by.x ?? 0), y: start.y + share * (by.y ?? 0) }],
    });
  await touch('touchStart', 0);
  for (let move = 1; move <= 8; move++) await touch('touchMove', move / 8);
  await touch('touchEnd', 1);
  await session.detach();
  // A tap in the same instant would be taken for the same gesture.
  await page.waitForTimeout(500);
}

/** Controls in sight that are smaller than a fingertip: 24 by 24 pixels (WCAG 2.5.8). */
const smallTargets = (page: Page) =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll('button, select, [role="slider"], [role="switch"], input, a[href]'))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        const { visibility } = getComputedStyle(element);
        if (width === 0 || height === 0 || visibility === 'hidden') return false;
        // Links within sentences, what a label widens, and names of layers, which a list offers as well.
        if (element.closest('p, label, .drive-layers, .visually-hidden')) return false;
        return width < 23.5 || height < 23.5;
      })
      .map((element) => `${element.className} ${element.getAttribute('aria-label') ?? element.textContent}`),
  );

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('runs start and pause, menus open, thumbs and the target follow a finger', async ({ playground }) => {
    const { page } = playground;
    await playground.open('?idle');
    const bar = page.locator('.mobile-bar');
    await bar.getByRole('button', { name: 'Start' }).tap();
    await playground.waitForStep(12);
    await bar.getByRole('button', { name: 'Pause' }).tap();
    await expect(bar.getByRole('button', { name: 'Go on' })).toBeVisible();

    const target = page.locator('.target-grip');
    const before = Number(await target.getAttribute('aria-valuenow'));
    await drag(page, target, { y: -60 });
    await expect.poll(async () => Number(await target.getAttribute('aria-valuenow'))).toBeGreaterThan(before);

    await page.getByRole('button', { name: 'Presets' }).tap();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
    await expect(page.getByRole('dialog')).toHaveCount(0);

    expect(await smallTargets(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await bar.getByRole('button', { name: 'Optimizers' }).tap();
    const cells = page.getByRole('slider', { name: 'Cells' });
    expect(await cells.getAttribute('aria-valuenow')).toBe('8');
    await drag(page, cells, { x: 90 });
    await expect.poll(async () => Number(await cells.getAttribute('aria-valuenow'))).toBeGreaterThan(8);

    expect(await smallTargets(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});

test('nothing moves by itself for readers who want less motion', async ({ playground }) => {
  const { page } = playground;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await playground.open();
  await playground.waitForStep(5);
  const watch = () =>
    page.evaluate(async () => {
      const moved = new Set<string>();
      const end = performance.now() + 1200;
      while (performance.now() < end) {
        for (const animation of document.getAnimations()) {
          const { duration } = animation.effect!.getComputedTiming();
          const target = (animation.effect as KeyframeEffect).target;
          if (Number(duration) > 20) moved.add(`${target?.className}: ${duration} ms`);
        }
        await new Promise(requestAnimationFrame);
      }
      return [...moved];
    });
  const [training] = await Promise.all([watch(), page.getByRole('button', { name: 'Presets' }).click()]);
  expect(training).toEqual([]);
  const dialog = page.getByRole('dialog', { name: 'Presets' });
  await expect(dialog).toBeVisible();
  const [closing] = await Promise.all([watch(), page.keyboard.press('Escape')]);
  expect(closing).toEqual([]);
  await expect(dialog).toBeHidden();
  const [menu] = await Promise.all([watch(), page.getByRole('button', { name: 'Theme' }).click()]);
  expect(menu).toEqual([]);
});

test('a screen of 3,840 pixels is used, and one of 360 is enough', async ({ playground }) => {
  const { page } = playground;
  await page.setViewportSize({ width: 3840, height: 2160 });
  await playground.open();
  await playground.waitForStep(5);
  expect(await overflow(page)).toBe(0);
  const loss = page.locator('.plot').first();
  const wide = (await loss.boundingBox())!;
  expect(wide.height).toBeGreaterThan(500);
  expect(wide.width).toBeGreaterThan(2000);
  // Lines of text stay short enough to read (keys are no text): about half an em is a letter.
  const longest = await page.evaluate(() =>
    Math.max(
      ...Array.from(document.querySelectorAll('.page p:not(.keys)'), (text) => {
        const { fontSize } = getComputedStyle(text);
        const range = document.createRange();
        range.selectNodeContents(text);
        return range.getBoundingClientRect().width / (Number.parseFloat(fontSize) / 2);
      }),
    ),
  );
  expect(longest).toBeLessThan(120);

  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(async () => (await loss.boundingBox())!.height).toBeLessThan(wide.height);
  // Charts are drawn anew at most five times a second.
  await expect.poll(() => overflow(page)).toBe(0);
  const header = (await page.getByRole('banner').boundingBox())!;
  expect(header.height).toBeLessThan(140);
});
