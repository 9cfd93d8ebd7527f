import { expect, test } from './page';

test('a lost device is replaced, and training goes on with its curves', async ({ playground }) => {
  await playground.open('?idle');
  await playground.limitSpeed(10);
  await playground.showTable();
  await playground.button('Start').click();
  await playground.waitForStep(20);
  const before = await playground.curves();
  await playground.page.evaluate(() => globalThis.hubPlayground.loseDevice());
  const reached = before.steps.at(-1)!;
  await playground.waitForStep(reached + 10);
  const after = await playground.curves();
  expect(after.steps[0]).toBe(0);
  // The same start, and no gap: the curve is the old one continued.
  expect(after.median.map((losses) => losses[0])).toEqual(before.median.map((losses) => losses[0]));
  expect(after.median.flat().every(Number.isFinite)).toBe(true);
  await expect(playground.page.getByRole('contentinfo')).toContainText('WebGPU');
  await expect(playground.page.getByRole('region', { name: 'Notices' })).toContainText(/device|GPU/);
  // The browser itself reports the loss of a device as an error.
  playground.errors.length = 0;
});

test('a corrupt picture says why and leaves the running experiment alone', async ({ playground }) => {
  await playground.open();
  await playground.selectTask('SIREN');
  await playground.waitForStep(3);
  const { page } = playground;
  const before = await playground.step();
  for (const [name, content] of [
    ['broken.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4])],
    ['empty.png', Buffer.alloc(0)],
    ['notes.tif', Buffer.from('this is a text and no picture')],
  ] as const) {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: content });
    await expect(page.getByRole('alert').filter({ hasText: name })).toBeVisible();
    await page.getByRole('alert').filter({ hasText: name }).getByRole('button', { name: 'Dismiss' }).click();
  }
  await expect.poll(() => playground.step()).toBeGreaterThan(before);
  await expect(page.getByRole('button', { name: 'Back to the built-in data' })).toHaveCount(0);
});
