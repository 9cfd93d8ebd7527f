import { readFileSync } from 'node:fs';
import { expect, type Playground, test } from './page';

async function openPreset(playground: Playground, title: string): Promise<void> {
  const { page } = playground;
  await playground.open('?idle');
  await page.getByRole('button', { name: 'Presets' }).first().click();
  await page.getByRole('button', { name: title }).first().click();
}

const card = ({ page }: Playground, title: string) => page.getByRole('region', { name: title, exact: true });

test('the wiring and the cells are those of the arm chosen, and a selection holds everywhere', async ({
  playground,
}) => {
  const { page } = playground;
  await openPreset(playground, 'Three ways to learn a sawtooth');
  const wiring = card(playground, 'Wiring');
  await wiring.getByRole('combobox', { name: 'Optimizer shown' }).selectOption({ label: 'Adamax' });
  await expect(page.getByRole('img', { name: 'Cell states over time, Adamax' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Wiring of the network trained by Adamax' })).toBeVisible();
  await expect(card(playground, 'Runs').locator('[aria-pressed=true]')).toHaveText(/Adamax/);
  await wiring.getByRole('button', { name: 'Show as table' }).click();
  const synapse = wiring.getByRole('row', { name: /^x₁ → \d (excitatory|inhibitory) [\d.]+ / });
  await expect(synapse.first()).toBeVisible();
});

test('the landscape marks where equation 6 has the slope explode and vanish', async ({ playground }) => {
  await openPreset(playground, 'The same in the plane');
  const landscape = card(playground, 'Landscape');
  await landscape.getByRole('button', { name: 'Show as table' }).click();
  const cells = (row: string) => landscape.getByRole('row', { name: row }).locator('td');
  // 1/pi, lambda/pi^2 and 2 lambda/pi; then 2/pi and 1 + 2 lambda s + 1/s.
  await expect(cells('slope vanishes, k = 0')).toHaveText(['0.318', '0.00101', '0.00637']);
  await expect(cells('slope explodes, k = 0')).toHaveText(['0.637', '0.641', '2.58']);
  await expect(landscape.getByRole('row', { name: 'Adam, seed 4' })).toBeVisible();
  const contour = card(playground, 'Contour');
  await contour.getByText('now', { exact: true }).click();
  await expect(contour.getByRole('radio', { name: 'now' })).toBeChecked();
  await expect(contour.locator('.plot-host .heatmaplayer image')).toBeAttached();
});

test('a volume is cut wherever its sliders say', async ({ playground }) => {
  // A step of nine networks on 4,096 samples takes half a second on two cores, and more on busy ones.
  test.slow();
  const { page } = playground;
  await openPreset(playground, 'A picture as a network');
  await page.getByRole('combobox', { name: 'Variant' }).selectOption({ label: 'Head phantom' });
  await expect(page.getByRole('img', { name: 'target, Adam, x = 32 of 64' })).toBeVisible({
    timeout: 40_000,
  });
  await playground.button('Pause').click();
  const slider = page.getByRole('slider', { name: 'Cut along z' });
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await expect(page.getByRole('img', { name: 'reconstruction, Adam, z = 34 of 64' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'target, Adam, x = 32 of 64' })).toBeVisible();
  await slider.press('Home');
  await expect(page.getByRole('img', { name: 'target, Adam, z = 0 of 64' })).toBeVisible();
});

test('what the page draws itself can be exported: graphs, bars and samples with their names', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await expect(page.getByRole('img', { name: /^Hand-designed share/ })).toBeVisible({ timeout: 40_000 });
  await playground.button('Pause').click();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('tab', { name: 'Export' }).click();
  const download = async (name: RegExp) => {
    const waiting = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name }).click();
    return readFileSync(await (await waiting).path());
  };
  const wiring = (await download(/^Wiring of the network.* as SVG/)).toString();
  expect(wiring).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  // Nodes, layers and the title; colours without the page's variables.
  for (const text of ['>x₁<', '>motor<', '>inhibitory<', '>Wiring of the network trained by Adam<'])
    expect(wiring).toContain(text);
  expect(wiring).not.toContain('var(');
  const sigma = (await download(/^Distribution of σ.* as SVG/)).toString();
  expect(sigma).toMatch(/<(rect|path)[^>]*fill: rgb/);
  const map = (await download(/^Hand-designed share.* as SVG/)).toString();
  expect(map).toContain('href="data:image/png;base64,');
  for (const text of ['>sensory_sigma<', '>hand-designed<', '>learned<']) expect(map).toContain(text);
  const states = await download(/^Cell states.* as PNG/);
  expect(states.subarray(1, 4).toString()).toBe('PNG');
  expect(states.readUInt32BE(16)).toBe(2000);
});

test('pictures by all optimizers stand side by side, each with its own proportions and decibels', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.selectTask('SIREN');
  const pictures = page.locator('.side-by-side figure');
  const arms = page.locator('.arm-title');
  await expect(pictures).toHaveCount(1 + (await arms.count()), { timeout: 40_000 });
  await expect(pictures.nth(1)).toContainText(/Adamax PSNR, all samples: [\d.]+ dB/);
  await page.getByRole('radiogroup', { name: 'What is drawn' }).getByText('difference').click();
  await expect(page.getByText(/difference, up to ±/)).toBeVisible();
});
