import { expect, test } from './page';

test('a symbol leads to its control, and the control back to its symbol', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle#how-tau');
  const row = page.getByRole('listitem').filter({ hasText: 'temperature' }).first();
  await expect(row).toBeFocused();
  await expect(row.locator('.katex').first()).toBeVisible();
  await expect(page.getByRole('figure', { name: /Training curves/ })).toBeHidden();

  // No optimizer here decays weights: said, and the reader stays.
  await page.getByRole('button', { name: 'Show the control of weight decay' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '“weight decay”' })).toBeVisible();
  await row.getByRole('button', { name: 'Show the control of temperature' }).press('Enter');
  const slider = page.getByRole('slider', { name: 'Temperature' });
  await expect(slider).toBeFocused();
  expect(new URL(page.url()).hash).toBe('');

  await page.getByRole('link', { name: 'What is Temperature?' }).press('Enter');
  await expect(row).toBeFocused();
  await page.goBack();
  await expect(slider).toBeVisible();
});

test('figures answer, and their numbers are behind them', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle#how-k');
  await expect(page.getByRole('heading', { name: 'Why 1/K' })).toBeFocused();
  const figure = page.getByRole('region', { name: 'Who gets how much' });
  await expect(figure).toContainText('1/K = 0.0833');
  const weights = figure.getByRole('slider', { name: 'Weights K' });
  await weights.press('Home');
  await expect(figure).toContainText('1/K = 1,');
  await weights.press('ArrowRight');
  await figure.getByRole('button', { name: 'Show as table' }).click();
  await expect(figure.getByRole('row')).toHaveCount(3);
});
