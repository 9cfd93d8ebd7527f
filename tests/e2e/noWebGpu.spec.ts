import { expect, test } from './page';

test('without navigator.gpu the page trains on the portable executor and says so in one sentence', async ({
  playground,
}) => {
  const { page } = playground;
  await page.addInitScript(() => {
    delete (Navigator.prototype as { gpu?: GPU }).gpu;
  });
  // An init script does not reach into workers, and the engine lives in one.
  await page.route(/worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const body = `delete WorkerNavigator.prototype.gpu;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  await playground.open();
  expect(await page.evaluate(() => 'gpu' in navigator)).toBe(false);
  await expect(page.getByRole('status').filter({ hasText: 'WebGPU' })).toBeVisible();
  await playground.waitForStep(2);
  const footer = page.getByRole('contentinfo');
  await expect(footer).toContainText('portable');
  await expect(footer).not.toContainText('WebGPU');
});
