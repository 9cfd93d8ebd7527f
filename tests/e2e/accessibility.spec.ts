import { axeFindings } from './axe';
import { expect, type Playground, test } from './page';

/** Findings of axe that are serious or critical, in both themes. */
async function scan({ page }: Playground): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    found.push(...(await axeFindings(page)).map((finding) => `${colorScheme}, ${finding}`));
  }
  return found;
}

async function overflow({ page }: Playground): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

for (const width of [360, 1440]) {
  test(`axe finds nothing serious in any view at ${width} px, light and dark`, async ({ playground }) => {
    test.setTimeout(240_000);
    const { page } = playground;
    const phone = width === 360;
    await page.setViewportSize({ width, height: 900 });
    await playground.open('?idle');
    const check = async (view: string) => {
      expect.soft(await scan(playground), view).toEqual([]);
      expect
        .soft(await overflow(playground), `${view}: pixels that stick out sideways`)
        .toBeLessThanOrEqual(0);
    };
    const threeSteps = async () => {
      for (let press = 0; press < 3; press++) await playground.button('One step').click();
      await playground.waitForStep(3);
    };
    const close = async () => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    };

    for (const task of [
      'Surface',
      'Trajectory',
      'Neural ODE',
      'SIREN',
      'Digits',
      'Pathological',
      'LTC sine',
    ]) {
      await playground.selectTask(task);
      await threeSteps();
      await check(task);
    }
    await page.getByRole('button', { name: 'Presets' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('presets');

    await page.getByRole('button', { name: /By hand, learned, or both/ }).click();
    await expect(page.getByRole('heading', { name: 'Who drives' })).toBeVisible();
    await playground.waitForStep(2);
    await playground.button('Pause').click();
    await check('who drives');
    if (phone) await page.getByRole('button', { name: 'Optimizers' }).click();
    await page.getByRole('button', { name: /HUB/, expanded: false }).first().click();
    await expect(page.getByRole('slider', { name: 'Temperature' })).toBeVisible();
    await check('options of a HUB arm');
    await page
      .getByRole('button', { name: /^(Change|Choose)$/ })
      .first()
      .click();
    await expect(page.getByRole('dialog', { name: /Weights/ })).toBeVisible();
    await check('weights');
    await page
      .getByRole('dialog', { name: /Weights/ })
      .getByRole('button', { name: 'Close' })
      .click();
    if (phone) await close();

    await page.getByRole('button', { name: 'Share' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('share');
    await close();

    await page.getByRole('button', { name: 'Theme' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await check('a menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show as table' }).first().click();
    await check('a table');

    await page.getByRole('button', { name: 'How it works' }).click();
    await expect(page.locator('.how .katex').nth(40)).toBeAttached();
    await check('how it works');
  });
}

test('a number that a field does not take is described, and what the field goes back to is said', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  const field = page.getByRole('textbox', { name: 'First seed, exact value' });
  await field.fill('0.5');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription('A whole number');
  await expect(page.getByRole('alert').filter({ hasText: 'A whole number' })).toHaveCount(1);
  await field.blur();
  await expect(page.getByRole('alert')).toHaveText('A whole number. Not taken: it stays 0.');
  await field.fill('1000000000');
  const cut = () => field.evaluate((input) => input.scrollWidth - input.clientWidth);
  expect(await cut()).toBeLessThanOrEqual(0);
  await field.blur();
  expect(await cut()).toBeLessThanOrEqual(0);
});
