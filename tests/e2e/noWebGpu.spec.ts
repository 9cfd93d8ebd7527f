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

test('by plain http from another machine the page names what it needs, for WebGPU and for weights', async ({
  playground,
  baseURL,
}) => {
  const { page } = playground;
  const address = 'http://playground.test/';
  await page.route(`${address}**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${baseURL}${pathname.slice(1)}${search}` }) });
  });
  await playground.open(address);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await expect(page.getByRole('status').filter({ hasText: 'https or' })).toHaveText(
    /Running without the fast path\. At this address there is no WebGPU.*Open the page at such an address\./,
  );
  await expect(page.getByText(/which browsers make only over https or from localhost/).first()).toBeVisible({
    timeout: 40_000, // Weights come while the CPU trains.
  });
  await expect(page.getByText('Cannot read properties')).toHaveCount(0);
  await playground.waitForStep(2);
});
