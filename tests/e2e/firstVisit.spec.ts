import { expect, Playground, test } from './page';
import { median, visits } from './yardstick';

/** Within which time the first curve falls on a machine where a visit of the yardstick takes `YARDSTICK_MS`. */
const FIRST_CURVE_MS = 5000;
/** Such a visit on two quiet cores with the software adapter; the bound grows with it on a slower machine. */
const YARDSTICK_MS = 1000;

const falling = async (playground: Playground): Promise<number> => {
  const { median } = await playground.curves();
  return median.filter((losses) => losses.at(-1)! < losses[0]).length;
};

/** From nothing to the first falling curve, in ms. */
async function firstCurve(playground: Playground): Promise<number> {
  const started = Date.now();
  await playground.open();
  await playground.showTable();
  await expect
    .poll(() => falling(playground), { timeout: 30_000, intervals: [50] })
    .toBeGreaterThanOrEqual(1);
  return Date.now() - started;
}

test('a first visit shows falling curves, and soon those of three optimizers', async ({ playground }) => {
  await firstCurve(playground);
  // Learned optimizers take longer to compile and catch up.
  await expect.poll(() => falling(playground), { timeout: 30_000 }).toBe(3);
});

test('the first curve falls within five seconds', async ({ browser }) => {
  test.setTimeout(180_000);
  const shares: number[] = [];
  for (let visit = 0; visit < 3; visit++) {
    const context = await browser.newContext();
    const playground = new Playground(await context.newPage());
    const took = await firstCurve(playground);
    const yard = median(await visits(playground.page, 3));
    console.log(`first curve after ${took} ms, yardstick ${Math.round(yard)} ms`);
    shares.push(took / (FIRST_CURVE_MS * Math.max(1, yard / YARDSTICK_MS)));
    expect(playground.errors).toEqual([]);
    await context.close();
  }
  expect(median(shares), `shares of the time allowed: ${shares}`).toBeLessThanOrEqual(1);
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
