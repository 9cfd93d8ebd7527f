import { expect, test } from './page';

test('without WebGPU the page trains on the portable executor and says so in one sentence', async ({
  playground,
}) => {
  await playground.open();
  const { page } = playground;
  expect(await page.evaluate(() => 'gpu' in navigator)).toBe(false);
  const banner = page.getByRole('status').filter({ hasText: 'WebGPU' });
  await expect(banner).toBeVisible();
  await playground.waitForStep(2);
  await expect(page.getByRole('contentinfo')).toContainText('portable');
});
