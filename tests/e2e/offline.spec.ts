import { expect, test } from './page';
import { serveBuilt } from './staticServer';

test.use({ serviceWorkers: 'allow' });

const kept = () =>
  navigator.serviceWorker.ready.then(
    (registration) =>
      new Promise<void>((done) => {
        const look = () =>
          registration.active?.state === 'activated' && navigator.serviceWorker.controller
            ? done()
            : setTimeout(look, 50);
        look();
      }),
  );

test('after one visit everything built in works from a sub-path without a network, and a newer version asks', async ({
  playground,
}) => {
  const server = await serveBuilt('/some/folder/');
  const { page } = playground;
  await playground.open(`${server.url}?idle`);
  await page.evaluate(kept);

  // A newer version: other bytes at the same address.
  server.renew('sw.js', '\n// newer');
  await page.reload();
  const notice = page.getByRole('status').filter({ hasText: 'A new version is ready' });
  await expect(notice).toBeVisible();
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  await notice.getByRole('button', { name: 'Reload now' }).click();
  await expect.poll(() => page.evaluate(() => 'notReloaded' in window).catch(() => true)).toBe(false);

  await server.stop();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await playground.button('Start').click();
  await playground.waitForStep(3);
  // Lazy parts, formulas with their fonts, and a checkpoint that comes with the page.
  await playground.selectTask('SIREN');
  await expect(page.getByRole('heading', { name: 'Reconstruction' })).toBeVisible();
  await page.getByRole('button', { name: 'Add an optimizer' }).click();
  await page.getByRole('menuitem', { name: 'HUB', exact: true }).click();
  await page.getByRole('button', { name: /HUB/, expanded: false }).first().click();
  await expect(page.locator('.arm-options .katex').first()).toBeVisible();
  await expect(page.locator('.arm-options')).toContainText('broad');
  await expect(page.getByRole('heading', { name: 'Who drives' })).toBeVisible();
  await playground.waitForStep(2);
  // Failing to ask for a newer version is no error of the page.
  const serious = playground.errors.filter((message) => !message.includes('sw.js'));
  playground.errors.splice(0, playground.errors.length, ...serious);
});
