import { expect, test } from './page';

test('no request leaves the origin, whatever is opened', async ({ playground, baseURL }) => {
  const { page } = playground;
  const foreign: string[] = [];
  const origin = new URL(baseURL!).origin;
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:|^wss?:/.test(url.protocol) && url.origin !== origin) foreign.push(request.url());
  });
  await playground.open();
  await playground.waitForStep(3);
  for (const task of ['Pathological', 'SIREN', 'LTC sine']) {
    await playground.selectTask(task);
    await expect(page.getByRole('navigation', { name: 'Task' }).locator('[aria-current]')).toHaveText(task);
    await playground.waitForStep(1);
  }
  await page.getByRole('button', { name: 'Presets' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(foreign).toEqual([]);
});
