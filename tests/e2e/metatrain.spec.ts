import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { axeFindings } from './axe';
import { expect, test } from './page';

const view = (page: Page) => page.getByRole('dialog', { name: 'Meta-train an optimizer' });
const openView = (page: Page) => page.getByRole('button', { name: /^Meta-train an optimizer/ }).click();

/** Outer steps done, as the progress bar has it. */
const done = async (dialog: Locator) =>
  Number(await dialog.getByRole('progressbar', { name: 'Progress of meta-training' }).getAttribute('value'));

async function type(field: Locator, value: string) {
  await field.fill(value);
  await field.press('Enter');
}

/** File that a button downloads. */
async function downloaded(button: Locator) {
  const [file] = await Promise.all([button.page().waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), buffer: readFileSync(await file.path()) };
}

test('an optimizer is trained, paused, gone on with after a reload, used, downloaded and dropped back', async ({
  playground,
}) => {
  test.setTimeout(240_000);
  const { page } = playground;
  await playground.open('?idle');
  await openView(page);
  const dialog = view(page);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByLabel('Tasks it trains on').selectOption('pathological');
  await type(dialog.getByLabel('Minutes, exact value'), '0.1');
  await type(dialog.getByLabel('Lanes, exact value'), '4');
  await type(dialog.getByLabel('Seed, exact value', { exact: true }), '5');
  await dialog.getByRole('button', { name: 'Start training' }).click();
  await expect.poll(() => done(dialog), { timeout: 60_000 }).toBeGreaterThan(2);
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await expect(dialog.getByRole('button', { name: 'Go on' })).toBeVisible();
  const paused = await done(dialog);
  await expect(dialog).toContainText(`up to outer step ${paused}`);

  await page.reload();
  await page.getByRole('button', { name: 'Meta-train an optimizer (a run waits)' }).click();
  await expect(dialog.getByRole('button', { name: 'Go on' })).toBeEnabled();
  expect(await done(dialog)).toBe(paused);
  await expect(dialog).toContainText('4 lanes, seed 5');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => done(dialog), { timeout: 60_000 }).toBeGreaterThan(paused);
  // The numbers behind both charts.
  await dialog.getByRole('button', { name: 'Show as table' }).first().click();
  await expect(dialog.getByRole('table', { name: 'Meta-loss over outer steps' })).toContainText('1');
  await expect(dialog.getByRole('button', { name: 'New training' })).toBeVisible({ timeout: 120_000 });
  await dialog.getByRole('button', { name: 'Show as table' }).click();
  const heldOut = dialog.getByRole('table', { name: /held-out tasks/ });
  await expect(heldOut.getByRole('row')).not.toHaveCount(1);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await axeFindings(page)).toEqual([]);
  const sticksOut = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(sticksOut, 'pixels that stick out sideways').toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  // Downloaded, the files are a checkpoint of ours.
  const files = [
    await downloaded(dialog.getByRole('button', { name: 'Download the weights of Your optimizer' })),
    await downloaded(dialog.getByRole('button', { name: 'Download the manifest of Your optimizer' })),
  ];
  const said = JSON.parse(files[1].buffer.toString());
  expect(said).toMatchObject({ format: 'hub-playground-checkpoint', family: 'pathological', seed: 5 });
  expect(said.bytes).toBe(files[0].buffer.byteLength);

  // Used, it trains.
  await dialog.getByRole('button', { name: 'Use it now' }).click();
  await expect(dialog).toBeHidden();
  const arm = page.locator('.arm-item', { hasText: 'Mine · pathological' });
  await expect(arm).toBeVisible();
  await playground.waitForStep(5);
  await playground.button('Pause').click();
  await playground.showTable();
  const { median } = await playground.curves();
  expect(median).toHaveLength(4);
  expect(median[3].slice(0, 3).every(Number.isFinite)).toBe(true);

  // After a reload the experiment finds it by itself.
  await page.reload();
  await expect(arm).toBeVisible();
  await expect(arm).not.toContainText('waits for weights');
  // Forgotten by the browser and dropped back, it is the same optimizer.
  await openView(page);
  await dialog.getByRole('button', { name: 'New training' }).click();
  await dialog.getByRole('button', { name: /^Delete pathological/ }).click();
  await expect(dialog.getByRole('button', { name: 'Start training' })).toBeVisible();
  await page.goto('?idle');
  await expect(arm).toContainText('waits for weights');
  const data = await page.evaluateHandle(
    (all) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of all)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return transfer;
    },
    files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })),
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  await expect(arm).not.toContainText('waits for weights');
});

test('without WebGPU the view says so in a sentence and trains nothing', async ({ playground }) => {
  const { page } = playground;
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await playground.open('?idle');
  await openView(page);
  await expect(view(page).getByRole('alert')).toContainText('Meta-training needs WebGPU');
  await expect(view(page).getByRole('button', { name: 'Start training' })).toBeDisabled();
});
