/** Files dropped on the page: known by their content, and drawn as they are. */
import { readFileSync } from 'node:fs';
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
  await expect(page.getByText('256 × 512, uint8')).toBeVisible();
  await playground.button('One step').click();
  const pictures = page.locator('.slices canvas');
  // The data, and what each optimizer that has begun makes of it.
  await expect.poll(() => pictures.count()).toBeGreaterThanOrEqual(2);
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

test('a number with a comma between thousands is what the page writes', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  const steps = page.getByRole('textbox', { name: 'Steps, exact value' });
  await steps.fill('20,000');
  await page.keyboard.press('Enter');
  await expect(steps).toHaveValue('20000');
});
