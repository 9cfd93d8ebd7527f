import { expect, test } from './page';

test('a first visit shows falling curves within five seconds, and then those of three optimizers', async ({
  playground,
}) => {
  const started = Date.now();
  await playground.open();
  await playground.showTable();
  const falling = async () => {
    const { median } = await playground.curves();
    return median.filter((losses) => losses.at(-1)! < losses[0]).length;
  };
  await expect.poll(falling, { timeout: 15_000, intervals: [50] }).toBeGreaterThanOrEqual(1);
  expect(Date.now() - started).toBeLessThan(5000);
  // Learned optimizers take longer to compile and catch up.
  await expect.poll(falling, { timeout: 30_000 }).toBe(3);
});

test('the chart, the task view and the run table all have something to show', async ({ playground }) => {
  await playground.open();
  await playground.waitForStep(5);
  const { page } = playground;
  await expect(page.getByRole('figure', { name: /Training curves/ })).toBeVisible();
  const runs = page.getByRole('row').filter({ hasText: /\[.*\]/ });
  await expect(runs.first()).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('WebGPU');
});

for (const task of ['Pathological', 'SIREN']) {
  test(`the ${task} task trains from its tab`, async ({ playground }) => {
    await playground.open();
    await playground.selectTask(task);
    await playground.showTable();
    await expect
      .poll(async () => (await playground.curves()).steps.at(-1) ?? 0, { timeout: 40_000 })
      .toBeGreaterThanOrEqual(10);
    const { median } = await playground.curves();
    expect(median.some((losses) => Math.min(...losses.slice(1)) < losses[0])).toBe(true);
  });
}
