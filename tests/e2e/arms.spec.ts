import { expect, test } from './page';

test('arms are duplicated, reordered, renamed, hidden and removed, and undone and redone', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  await expect(playground.button('Start')).toBeEnabled();
  const titles = page.locator('.arm-title');
  const act = async (name: string, item: string) => {
    await page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await act('Adam', 'Duplicate');
  await expect(titles).toHaveText(['Adam', 'Adam copy', 'Celo · broad', 'HUB · Adam + broad']);
  await act('Adam copy', 'Move down');
  await expect(titles).toHaveText(['Adam', 'Celo · broad', 'Adam copy', 'HUB · Adam + broad']);
  await act('Adam copy', 'Rename');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Adam, slower');
  await page.keyboard.press('Enter');
  await act('Adam, slower', 'Hide');
  await expect(page.locator('.arm', { hasText: 'Adam, slower' })).toContainText('hidden');
  await act('HUB · Adam + broad', 'Remove');
  await expect(titles).toHaveText(['Adam', 'Celo · broad', 'Adam, slower']);
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('Control+z');
  await expect(titles).toHaveText(['Adam', 'Celo · broad', 'Adam, slower', 'HUB · Adam + broad']);
  await page.keyboard.press('Control+Shift+Z');
  await expect(titles).toHaveText(['Adam', 'Celo · broad', 'Adam, slower']);
  // The formula holds the present value, and follows the control.
  await page
    .getByRole('button', { name: /Adam, slower/, expanded: false })
    .first()
    .click();
  const values = page.locator('.arm-options .formula .tex-value');
  await expect(values.filter({ hasText: /^0\.01$/ }).first()).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Learning rate, exact value' });
  await field.fill('0.025');
  await page.keyboard.press('Enter');
  await expect(values.filter({ hasText: /^0\.025$/ }).first()).toBeVisible();
  await page.reload();
  await expect(titles).toHaveText(['Adam', 'Celo · broad', 'Adam, slower']);
  await expect(page.locator('.arm', { hasText: 'Adam, slower' })).toContainText('lr 0.025');
});

test('tuning tries half-decade rates on seeds of its own, takes the best, and leaves the others in grey', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  // Three hand-designed optimizers.
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('button', { name: /A slope that explodes and vanishes/ }).click();
  await playground.button('Pause').click();
  await page.getByRole('textbox', { name: 'Steps, exact value' }).fill('20');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Tune the learning rates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tune the learning rates' });
  await expect(dialog).toContainText('3 × 7 rates × 3 seeds = 63 runs of 20 steps');
  await dialog.getByRole('button', { name: 'Tune and train anew' }).click();
  const table = dialog.getByRole('table', { name: 'What tuning tried' });
  await expect(table.locator('td')).toHaveCount(21, { timeout: 40_000 });
  await expect(table.locator('td[data-best]')).toHaveCount(3);
  await expect(dialog).toContainText('seeds 32 to 34');
  const best = await table.locator('td[data-best]').first().locator('.small').first().textContent();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('.arm').first()).toContainText('tuned, best of 7');
  await expect(page.locator('.arm').first()).toContainText(best!);
  await playground.waitForStep(20);
  await expect(page.getByText('Grey: what tuning tried, 7 learning rates per optimizer')).toBeVisible();
  // As one step: back to the rates before.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.arm').first()).not.toContainText('tuned');
});
