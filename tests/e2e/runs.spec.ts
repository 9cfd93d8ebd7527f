import { expect, test } from './page';

test('all optimizers set out from one checksum, and a step a second is told in words', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  await expect(playground.button('Start')).toBeEnabled();
  const start = page.locator('.start-checksum output');
  await expect(start).toHaveText(/^[0-9a-f]{8}, the same for all 3$/);
  const before = await start.textContent();
  await page.getByRole('button', { name: 'Another first seed' }).click();
  await expect(start).not.toHaveText(before!);
  await expect(start).toContainText('the same for all 3');
  const count = page.getByRole('textbox', { name: 'Seeds, exact value' });
  await count.fill('32');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('contentinfo')).toContainText('96 lanes');
  await count.fill('2');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('contentinfo')).toContainText('6 lanes');

  await playground.button('Run to a step, speed').click();
  await page.getByLabel('Speed limit').selectOption({ label: 'one step a second, narrated' });
  await page.keyboard.press('Escape');
  await playground.button('Start').click();
  const told = page.getByRole('region', { name: 'The last step in words' });
  await expect(told).toContainText(/Step 2: \d of 3 got better; .+ is lowest at/);
  const began = Date.now();
  await expect(told).toContainText(/Step 4:/);
  expect(Date.now() - began).toBeGreaterThan(1000);
  await expect(told.getByRole('listitem')).toHaveCount(3);
  // What is left is told at the rate of now.
  await expect(page.locator('.progress-text').first()).toContainText(/min .* left/);
});

test('the run table sorts, says what a step costs, and what is chosen in it stands out everywhere', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.waitForStep(40);
  const table = page.locator('.run-table');
  const names = table.locator('.run-name');
  const cost = table.locator('tbody tr').first().locator('.cost');
  await expect(cost).toContainText(/\d (µs|ms).*task .*hand-designed .*clip, record, apply/);
  await expect(page.locator('.cost-key')).toContainText(/A step of .+: .*task \d/);
  await table.getByRole('button', { name: 'steps to 0.01' }).click();
  await expect(table.getByRole('columnheader', { name: /steps to/ })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await playground.button('Pause').click();
  const ordered = (await table.locator('tbody tr td:nth-child(4)').allTextContents()).map((text) =>
    text === '∞' ? Number.POSITIVE_INFINITY : Number(text.replaceAll(',', '')),
  );
  expect(ordered).toEqual([...ordered].sort((a, b) => a - b));

  const chosen = await names.first().textContent();
  await names.first().click();
  await expect(names.first()).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.arm-item[data-selected]')).toContainText(chosen!);
  const shown = page.getByRole('combobox', { name: 'Optimizer shown' }).first().locator('option:checked');
  await expect(shown).toHaveText(chosen!);
});
