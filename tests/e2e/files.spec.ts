/** Files dropped on the page: known by their content, and drawn as they are. */
import { readFileSync } from 'node:fs';
import { niftiFile, npyFile, npyHeader } from '../tasks/dataFiles';
import { axeFindings } from './axe';
import { expect, type Playground, test } from './page';

const file = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url));

async function drop({ page }: Playground, ...files: { name: string; bytes: Uint8Array }[]): Promise<void> {
  const data = await page.evaluateHandle(
    (all) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of all) transfer.items.add(new File([Uint8Array.from(bytes)], name));
      return transfer;
    },
    files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

test('weights are known by their content, and dropped again they say so', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  const before = await page.locator('.arm-item').count();
  const celo = { name: 'params', bytes: file('checkpoints/files/params-flax-celo') };
  await drop(playground, celo);
  await expect(page.locator('.arm-item')).toHaveCount(before + 1);
  await drop(playground, celo);
  await expect(page.getByText('so nothing was added')).toBeVisible();
  await expect(page.locator('.arm-item')).toHaveCount(before + 1);
  const pointer = new TextEncoder().encode(
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
  );
  await drop(playground, { name: 'celo.state', bytes: pointer });
  await expect(page.getByText('this is a Git LFS pointer, not weights')).toBeVisible();
});

test('a picture is drawn in its own proportions and no taller than the window', async ({ playground }) => {
  const { page } = playground;
  await page.setViewportSize({ width: 1280, height: 600 });
  await playground.open('?idle');
  await playground.selectTask('SIREN');
  await drop(playground, { name: 'circle.png', bytes: file('tasks/files/circle-512x256.png') });
  await expect(page.getByText('512 × 256 (width × height), uint8')).toBeVisible();
  await playground.button('One step').click();
  const pictures = page.locator('.slices canvas');
  // The data, and what each optimizer that has begun makes of it.
  await expect.poll(() => pictures.count()).toBeGreaterThanOrEqual(2);
  await expect(page.getByText('Compression: the file as it is packed, ')).toBeVisible();
  const shape = () =>
    pictures.evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas.getBoundingClientRect();
        return { ratio: width / height, height, window: window.innerHeight };
      }),
    );
  for (const width of [360, 1280, 2560]) {
    await page.setViewportSize({ width, height: 400 });
    for (const { ratio, height, window } of await shape()) {
      expect(ratio, `${width} px`).toBeCloseTo(2, 1);
      expect(height).toBeLessThan(window);
    }
  }
});

/** A NIfTI of 8 x 6 x 4 samples at 5 times, or `.npy` of four axes. */
function manyParts(): { nifti: Uint8Array; npy: Uint8Array } {
  const samples = Uint8Array.from({ length: 960 }, (_, i) => (i * 37 + (i >> 6)) % 251);
  const nifti = niftiFile([8, 6, 4, 5], 2, samples);
  return { nifti, npy: npyFile(npyHeader('5, 4, 6, 8'), samples) };
}

test('of a file of several parts one is chosen, by mouse', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('SIREN');
  await playground.button('One step').click();
  await playground.waitForStep(1);
  const before = await playground.step();
  await drop(playground, { name: 'brain.nii', bytes: manyParts().nifti });
  const dialog = page.getByRole('dialog', { name: 'Which part?' });
  await expect(dialog).toContainText('“brain.nii” has 5 times, each of 4 × 6 × 8 samples');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(await playground.step()).toBeGreaterThanOrEqual(before);
  await expect(page.getByText('brain.nii')).toBeHidden();
  await drop(playground, { name: 'brain.nii', bytes: manyParts().nifti });
  await dialog.getByRole('textbox', { name: 'Time, 1 to 5, exact value' }).fill('3');
  await dialog.getByRole('button', { name: 'Use' }).click();
  await expect(page.getByText('brain.nii, time 3 of 5')).toBeVisible();
  await expect(page.getByText('4 × 6 × 8, uint8, 0.188 KiB')).toBeVisible();
});

test('of a file of several parts one is chosen, by keyboard', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('SIREN');
  const { npy } = manyParts();
  await drop(playground, { name: 'film.npy', bytes: npy });
  const dialog = page.getByRole('dialog', { name: 'Which part?' });
  await expect(dialog.getByLabel('Axis', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('film.npy')).toBeHidden();
  await drop(playground, { name: 'film.npy', bytes: npy });
  const axis = dialog.getByLabel('Axis', { exact: true });
  await expect(axis).toBeFocused();
  // The axis of 4 samples is likely that of channels.
  await expect(axis).toHaveValue('axis1');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Home');
  await expect(axis).toHaveValue('axis0');
  await expect(dialog).toContainText('What is learned: 4 × 6 × 8 samples.');
  await dialog.getByRole('textbox', { name: 'Index along axis 0, 0 to 4, exact value' }).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('film.npy[2]')).toBeVisible();
});

test('the chooser of files takes one file again and again, and the focus comes back to it', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  await playground.selectTask('SIREN');
  const pick = page.getByRole('button', { name: 'Choose a file' });
  const dialog = page.getByRole('dialog', { name: 'Which part?' });
  const choose = async (name: string, bytes: Uint8Array) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pick.click()]);
    await chooser.setFiles([{ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }]);
  };
  const { nifti } = manyParts();
  for (const close of ['Cancel', 'Close']) {
    await choose('brain.nii', nifti);
    await dialog.getByRole('button', { name: close }).click();
    await expect(dialog).toBeHidden();
    await expect(pick).toBeFocused();
  }
  // What was wrong with a file goes with the next attempt, whatever comes of that.
  const fault = page.getByRole('alert').filter({ hasText: 'torn.nii' });
  await choose('torn.nii', nifti.subarray(0, 400));
  await expect(fault).toBeVisible();
  await choose('brain.nii', nifti);
  await expect(fault).toBeHidden();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await choose('torn.nii', nifti.subarray(0, 400));
  await expect(fault).toBeVisible();
  await page.locator('.data-picker input[type=file]').dispatchEvent('cancel', { bubbles: true });
  await expect(fault).toBeHidden();
});

test('a number with a comma between thousands is what the page writes', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  const steps = page.getByRole('textbox', { name: 'Steps, exact value' });
  await steps.fill('20,000');
  await page.keyboard.press('Enter');
  await expect(steps).toHaveValue('20000');
});
