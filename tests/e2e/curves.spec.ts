import { axeFindings } from './axe';
import { expect, test } from './page';

test('the target line is dragged, or moved by keys, and the table times the new target', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  for (let press = 0; press < 3; press++) await playground.button('One step').click();
  await playground.waitForStep(3);
  const grip = page.getByRole('slider', { name: 'Target loss' }).first();
  await expect(grip).toHaveText('target 0.01');
  const { x, y, width, height } = (await grip.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y - 60, { steps: 4 });
  // The line runs along before the pointer lets go.
  await expect(page.locator('.target-line')).toBeVisible();
  await page.mouse.up();
  const value = async () => Number(await grip.getAttribute('aria-valuenow'));
  const dragged = await value();
  expect(dragged).toBeGreaterThan(0.012);
  await expect(page.getByRole('columnheader', { name: `steps to ${dragged}` })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Target loss, exact value' })).toHaveValue(String(dragged));
  await grip.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(value).toBeLessThan(dragged);
  await page.keyboard.press('Shift+ArrowUp');
  await expect.poll(value).toBeGreaterThan(dragged);
});

test('one crosshair for all charts of an axis, and a pinned run that survives a reload', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  for (let press = 0; press < 3; press++) await playground.button('One step').click();
  await playground.waitForStep(3);

  const trajectory = page.getByRole('figure', { name: 'Trajectory' });
  await expect(trajectory.locator('.crosshair')).toBeAttached();
  await trajectory.hover({ position: { x: 150, y: 60 } });
  const line = (of: typeof trajectory) => of.locator('.crosshair');
  await expect(line(trajectory)).toBeVisible();
  const at = await line(trajectory).getAttribute('data-at');
  const states = page.locator('.states');
  await expect(line(states)).toBeVisible();
  await expect(line(states)).toHaveAttribute('data-at', at!);
  // Time within a sequence is no training step.
  const curves = page.getByRole('figure', { name: /Training curves/ });
  await expect(line(curves)).toBeHidden();
  await curves.hover({ position: { x: 300, y: 100 } });
  await expect(line(curves)).toBeVisible();
  await expect(line(states)).toBeHidden();

  // Smoothing is off until it is wanted; settings stay over a reload.
  await page.getByRole('button', { name: 'Chart settings' }).click();
  const smoothing = page.getByRole('slider', { name: 'Smoothing' });
  await expect(smoothing).toHaveAttribute('aria-valuetext', 'off');
  await smoothing.press('ArrowRight');
  await expect(smoothing).toHaveAttribute('aria-valuetext', '2 steps');
  await page.keyboard.press('Escape');

  const faint = page.getByText('3 steps, in colours of its own:');
  await page.getByRole('button', { name: 'Keep this run as a baseline' }).click();
  await expect(faint).toBeVisible();
  await page.getByRole('textbox', { name: 'Name of the baseline' }).fill('First try');
  const runs = page.getByRole('region', { name: 'Runs' });
  await expect(runs.getByRole('row', { name: /^Adam First try/ })).toBeVisible();
  // Storage is written when the reader rests.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(faint).toBeVisible();
  await expect(runs.getByRole('row', { name: /^Adam First try/ })).toBeVisible();
  await playground.showTable();
  const table = page.getByRole('table', { name: /Training curves/ });
  await expect(table.getByRole('columnheader', { name: 'Adam · First try', exact: true })).toBeVisible();
  // The page is idle after the reload: all three steps are the baseline's.
  await expect(table.locator('tbody tr')).toHaveText([/^0.+\d/, /^1.+\d/, /^2.+\d/]);
  await page.getByRole('button', { name: 'Show as chart' }).first().click();
  await page.getByRole('button', { name: 'Chart settings' }).click();
  await expect(smoothing).toHaveAttribute('aria-valuetext', '2 steps');
  await page.keyboard.press('Escape');
  // Of other seeds it is not shown, but it is not lost.
  const seeds = page.getByRole('textbox', { name: 'Seeds, exact value' });
  await seeds.fill('4');
  await seeds.press('Enter');
  await expect(page.getByText(/baseline “First try” is of another task or other seeds/)).toBeVisible();
  await expect(runs.getByRole('row', { name: /First try/ })).toHaveCount(0);
  await seeds.fill('5');
  await seeds.press('Enter');
  await expect(faint).toBeVisible();
  await page.getByRole('button', { name: 'Let go of the baseline' }).click();
  await expect(faint).toHaveCount(0);
});

test('a reset and other seeds take the drawn curves away, and a change after the end counts from the next run on', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  const curves = page.getByRole('figure', { name: /Training curves/ });
  const lines = curves.locator('.scatterlayer .trace');
  const steps = async (count: number) => {
    for (let press = 0; press < count; press++) await playground.button('One step').click();
    await playground.waitForStep(count);
    await expect(lines.first()).toBeAttached();
  };
  await steps(2);
  await playground.button('Reset to step 0').click();
  await expect(lines).toHaveCount(0);
  await steps(2);
  const seeds = page.getByRole('textbox', { name: 'Seeds, exact value' });
  await seeds.fill('4');
  await seeds.press('Enter');
  await expect(lines).toHaveCount(0);

  const length = page.getByRole('textbox', { name: 'Steps, exact value' });
  await length.fill('12');
  await length.press('Enter');
  await playground.button('Start').click();
  await expect(playground.button('Again')).toBeVisible({ timeout: 60_000 });
  await page.locator('.arm-main', { hasText: 'Adam' }).first().click();
  const clipping = page.getByRole('textbox', { name: 'Gradient clipping, exact value' });
  await expect(clipping).toHaveValue('off');
  await clipping.fill('2');
  await clipping.press('Enter');
  await expect(
    page.getByText(
      'The curve of Adam was made with: Gradient clipping off. From the next run on: Gradient clipping 2.',
    ),
  ).toBeVisible();
  await clipping.fill('0');
  await clipping.press('Enter');
  await expect(clipping).toHaveValue('off');
  await expect(page.getByText(/From the next run on/)).toHaveCount(0);
});

test('a preset keeps its question on the page, and says how it comes out here', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('button', { name: /^Three ways to learn a sawtooth/ }).click();
  const card = page.getByRole('region', { name: 'Preset: Three ways to learn a sawtooth' });
  await expect(card).toContainText('Does it matter which optimizer trains eight liquid neurons?');
  await expect(card).toContainText(
    /Here, in the median over 5 seeds, the target of 0.01 (has not yet been|was) reached/,
    { timeout: 30_000 },
  );
  await card.getByText('What to expect, and why').click();
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
  await page.getByRole('button', { name: 'Keep this run as a baseline' }).click();
  expect(await axeFindings(page)).toEqual([]);
  // Storage is written when the reader rests.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(card).toBeVisible();
});

test('the legend lets an optimizer stand out, and the ends of an axis are set and refused by hand', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.waitForStep(10);
  await playground.button('Pause').click();
  const legend = page.getByRole('list', { name: 'Curves' });
  await expect(legend).toContainText('the middle half of 5 seeds');
  const adam = legend.getByRole('button', { name: 'Adam', exact: true });
  await adam.click();
  await expect(adam).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('row', { name: /Adam/ }).first()).toHaveClass(/on/);
  await adam.click();

  await page.getByRole('button', { name: 'Chart settings' }).click();
  const from = page.getByRole('textbox', { name: 'Horizontal axis, from' });
  const to = page.getByRole('textbox', { name: 'Horizontal axis, to' });
  await from.fill('9');
  await to.fill('3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Both ends are numbers' })).toBeVisible();
  await to.fill('12');
  await page.keyboard.press('Enter');
  const ticks = page.locator('.loss-card .xtick');
  await expect.poll(async () => (await ticks.allTextContents()).map(Number)).toContain(10);
  expect((await ticks.allTextContents()).map(Number).every((tick) => tick >= 9 && tick <= 12)).toBe(true);
});
