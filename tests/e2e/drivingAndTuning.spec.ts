/** Lane keeping and fine-tuning from their tabs: trained, validated, shared, and the link matches. */
import { expect, test } from './page';

const tasks = [
  { name: 'Lane keeping', view: 'Held-out drive', batch: '1' },
  { name: 'Fine-tuning', view: 'First filters', batch: '8' },
];

for (const { name, view, batch } of tasks)
  test(`${name} trains, is validated and shared, and its link matches`, async ({ playground, context }) => {
    test.setTimeout(240_000);
    const { page } = playground;
    await playground.open('?idle');
    await playground.selectTask(name);
    const set = async (label: string, value: string) => {
      await page.getByLabel(`${label}, exact value`).fill(value);
      await page.getByLabel(`${label}, exact value`).press('Enter');
    };
    await set('Batch', batch);
    await set('Steps', '10');
    await expect.poll(() => playground.step(), { timeout: 120_000 }).toBeGreaterThanOrEqual(10);
    await expect(page.getByRole('heading', { name: view })).toBeVisible();
    const runs = page.getByRole('region', { name: 'Runs', exact: true });
    await expect(runs.getByText(/^\d+(\.\d)? %/).first()).toBeVisible();
    const link = await playground.share();
    const other = await context.newPage();
    await other.goto(`?idle${new URL(link).hash}`);
    await other
      .getByRole('button', { name: /^(Start|Go on)$/ })
      .first()
      .click();
    await expect(other.locator('.shared-table tbody tr').first()).toContainText('matches', {
      timeout: 120_000,
    });
  });
