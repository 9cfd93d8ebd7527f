/** Digits: validation, what is seen of held-out pictures, and the reader's own. */
import { idxPair } from '../data/pictureFiles';
import { expect, test } from './page';

test('held-out digits are validated, and shown with what each optimizer says', async ({ playground }) => {
  test.slow();
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('Digits');
  for (const name of [/^Adam/, /^Celo · broad/, /^HUB · Adam \+ broad/])
    await expect(page.getByRole('button', { name, expanded: false }).first()).toBeVisible();
  await playground.waitForStep(60);
  await playground.button('Pause').click();
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await expect(runs.getByRole('columnheader', { name: 'validation [best]' })).toBeVisible();
  await expect(runs.getByText(/^\d+\.\d %/).first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Quantity' }).selectOption({ label: 'Validation accuracy' });
  await playground.showTable();
  const table = page.getByRole('table', { name: 'Validation accuracy on Digits' });
  await expect(table.locator('tbody tr').first()).toHaveText(/^00\.\d+/);
  await expect(page.getByRole('img', { name: /^Confusion matrix of Adam/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^\d instead of \d, \d+\.\d %$/ }).first()).toBeVisible();
  // A change takes effect within the run, whose curve stays.
  const before = await playground.step();
  await page.getByLabel('Validate every, exact value').fill('20');
  await page.getByLabel('Validate every, exact value').press('Enter');
  expect(await playground.step()).toBeGreaterThanOrEqual(before);
});

test('digits are learned shifted and turned, and a link says so', async ({ playground, context }) => {
  test.slow();
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('Digits');
  await page.getByRole('combobox', { name: 'Augmentation' }).selectOption({ label: 'Shifted and turned' });
  await playground.waitForStep(5);
  const link = await playground.share();
  const other = await context.newPage();
  await other.goto(`?idle${new URL(link).hash}`);
  await expect(other.getByRole('combobox', { name: 'Augmentation' })).toHaveValue('turn');
});

test('a small CNN is trained, validated and shared, and its link matches', async ({
  playground,
  context,
}) => {
  test.setTimeout(180_000);
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('Digits');
  await page.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'CNN' });
  const set = async (label: string, value: string) => {
    await page.getByLabel(`${label}, exact value`).fill(value);
    await page.getByLabel(`${label}, exact value`).press('Enter');
  };
  await set('Channels', '2');
  await set('Batch', '8');
  await set('Steps', '20');
  await expect(page.getByText(/^[\d,]+ weights × 3 · .* on the GPU/)).toBeVisible({ timeout: 60_000 });
  await playground.waitForStep(20);
  await expect(
    page
      .getByRole('region', { name: 'Runs', exact: true })
      .getByText(/^\d+\.\d %/)
      .first(),
  ).toBeVisible();
  const link = await playground.share();
  const other = await context.newPage();
  await other.goto(`?idle${new URL(link).hash}`);
  await expect(other.getByRole('combobox', { name: 'Network' })).toHaveValue('cnn');
  await other
    .getByRole('button', { name: /^(Start|Go on)$/ })
    .first()
    .click();
  await expect(other.locator('.shared-table tbody tr').first()).toContainText('matches', { timeout: 90_000 });
});

test('hidden layers are checked while they are typed', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('Digits');
  const hidden = page.getByRole('textbox', { name: 'Hidden layers' });
  await hidden.fill('64-6x');
  await expect(page.getByRole('alert').filter({ hasText: '“6x” is no number of units' })).toBeVisible();
  await hidden.fill('16-16');
  await hidden.press('Enter');
  await expect(hidden).toHaveValue('16-16');
  expect(await playground.share()).toContain('#2');
});

test('labelled pictures of the reader’s are learned, and what is wrong with others is said', async ({
  playground,
}) => {
  test.slow();
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('Digits');
  const { pictures, labels } = idxPair(60, 3);
  const file = (name: string, bytes: Uint8Array) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  });
  const input = page.locator('.data-picker input[type=file]');
  await input.setInputFiles([file('train-images-idx3-ubyte', pictures)]);
  await expect(page.getByText(/1 IDX file of pictures and 0 of labels/).first()).toBeVisible();
  await input.setInputFiles([
    file('train-images-idx3-ubyte', pictures),
    file('train-labels-idx1-ubyte', labels),
  ]);
  await expect(page.getByText('60 × 4 × 3 × 1, uint8')).toBeVisible();
  await playground.waitForStep(10);
  await expect(page.getByText('6 held-out pictures')).toBeVisible();
});

test('digits that cannot be loaded are told of, and are there the next time', async ({ playground }) => {
  const { page } = playground;
  await page.route(/digits.*\.bin/, (route) => route.abort());
  await playground.open('?idle');
  await playground.selectTask('Digits');
  await expect(page.getByText(/The built-in digits could not be loaded/).first()).toBeVisible();
  await page.unroute(/digits.*\.bin/);
  await playground.selectTask('LTC');
  await playground.selectTask('Digits');
  await playground.waitForStep(1);
  // The browser tells of the request that failed.
  playground.errors.length = 0;
});
