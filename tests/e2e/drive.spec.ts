import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, type Playground, test } from './page';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a preset, and stops it soon after so many steps. */
async function openPreset(playground: Playground, title: string, steps: number): Promise<void> {
  const { page } = playground;
  await playground.open('?idle');
  await page.getByRole('button', { name: 'Presets' }).first().click();
  await page.getByRole('button', { name: title }).first().click();
  await playground.waitForStep(steps);
  await playground.button('Pause').click();
  await expect(playground.button('Go on')).toBeVisible();
}

const number = (text: string) => Number(text.replaceAll('−', '-').replaceAll(',', ''));

test('the weight taken apart of a run that rests stays while only the width of the window changes', async ({
  playground,
}) => {
  const { page } = playground;
  await page.setViewportSize({ width: 1024, height: 800 });
  await openPreset(playground, 'By hand, learned, or both', 12);
  const card = page.getByRole('region', { name: /^Anatomy/ });
  const picture = card.getByRole('slider', { name: /^Weight of/ });
  await picture.press('Home');
  await picture.press('ArrowRight');
  // The numbers, and with them the name, follow a little after the choice.
  const name = /\[0, 1\]$/;
  await expect(card.locator('.weight-name')).toHaveText(name);
  await page.setViewportSize({ width: 1440, height: 800 });
  await expect(page.locator('.page > .right')).toBeVisible();
  await expect(card.locator('.weight-name')).toHaveText(name);
  await page.setViewportSize({ width: 1024, height: 800 });
  await expect(page.locator('.mid .right')).toBeVisible();
  await expect(card.locator('.weight-name')).toHaveText(name);
});

test('one weight can be chosen by mouse and keyboard, and its numbers add up to its step', async ({
  playground,
}) => {
  const { page } = playground;
  await openPreset(playground, 'By hand, learned, or both', 3);
  const card = page.getByRole('region', { name: /^Anatomy/ });
  const picture = card.getByRole('slider', { name: /^Weight of/ });

  // The map of who drives leads to a layer, its picture to a weight.
  await page.getByRole('button', { name: /^mu: .*hand-designed now/ }).click();
  await expect(picture).toHaveAccessibleName('Weight of mu');
  await picture.press('Home');
  await expect(card).toContainText('mu[0, 0]');
  await picture.press('ArrowDown');
  await picture.press('ArrowRight');
  await expect(card).toContainText('mu[1, 1]');
  const box = (await picture.boundingBox())!;
  await picture.click({ position: { x: box.width * 0.45, y: box.height * 0.95 } });
  await expect(card).toContainText('mu[7, 3]');
  await card.getByRole('textbox', { name: /Place in the layer/ }).fill('64');
  await expect(page.getByRole('tooltip')).toContainText('0 to 63');
  await page.keyboard.press('Escape');
  await card.getByRole('button', { name: 'largest |g|' }).click();

  const numbers = async () => {
    const rows = await card
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')));
    return (start: string) => number(rows.find(([name]) => name.startsWith(start))![1]);
  };
  await card.getByRole('button', { name: 'Show as table' }).click();
  const before = await numbers();
  // Seven digits of float32; inverted, σ is the learned share.
  const sum = before('hand-designed share') * before('U_H') + before('σ after') * before('U_L');
  expect(Math.abs(before('step U') - sum)).toBeLessThan(1e-6 * (Math.abs(before('U_L')) + Math.abs(sum)));
  expect(Math.abs(before('gradient g'))).toBeGreaterThan(0);

  // A step later the weight stands where the last one led.
  await playground.button('One step').click();
  await expect.poll(async () => (await numbers())('weight before')).toBe(before('weight after'));
});

test('axe finds nothing serious in the panel of who drives, in both themes', async ({ playground }) => {
  const { page } = playground;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPreset(playground, 'Over the waves, together', 3);
  await expect(
    page
      .getByRole('region', { name: /^Anatomy/ })
      .locator('.katex')
      .first(),
  ).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      (globalThis as never as { axe: { run(at: string): Promise<AxeResults> } }).axe.run('main'),
    );
    expect(
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)),
    ).toEqual([]);
  }
});
