import { writeTheta } from '../../src/checkpoints/formats';
import { type Theta, thetaLayout } from '../../src/checkpoints/theta';
import { expect, type Playground, test } from './page';

/** A Celo without a scheduler whose network says 0: it proposes no step at all. */
function stillTheta(): Theta {
  const shape = { architecture: 'celo', hidden: 0, banks: 1 } as const;
  return { ...shape, values: new Float32Array(thetaLayout(shape).size) };
}

const still = { name: 'still.safetensors', mimeType: '', buffer: Buffer.from(writeTheta(stillTheta())) };

async function add({ page }: Playground, optimizer: string): Promise<void> {
  await page.getByRole('button', { name: 'Add an optimizer' }).click();
  await page.getByRole('menuitem', { name: optimizer, exact: true }).click();
}

test('a file of the reader’s is refused with a sentence, and taken when it is good', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open('?idle');
  await add(playground, 'Celo-Adam');
  const dialog = page.getByRole('dialog', { name: /Weights for Celo-Adam/ });
  await expect(dialog).toContainText('Celo-Adam (published)');
  await expect(dialog.getByRole('button', { name: /Download Celo-Adam/ })).toBeVisible();
  const pick = async (file: typeof still) => {
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(file);
  };
  await pick({ name: 'bad.state', mimeType: '', buffer: Buffer.from('no weights at all') });
  await expect(dialog.locator('p[role=alert].bad')).not.toBeEmpty();
  // A good file of another architecture says so.
  await pick(still);
  await expect(dialog.locator('p[role=alert].bad')).toContainText('holds Celo');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('.arm-item', { hasText: 'Celo-Adam' })).toHaveCount(0);
});

test('weights dropped on the page train as an optimizer of their own', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  const before = await page.locator('.arm-item').count();
  const data = await page.evaluateHandle(
    ([name, bytes]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes as number[])], name as string));
      return transfer;
    },
    [still.name, [...still.buffer]] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  await expect(page.locator('.arm-item')).toHaveCount(before + 1);
  await expect(page.locator('.arm-item').last()).toContainText('Celo · ');
  for (let press = 0; press < 3; press++) await playground.button('One step').click();
  await playground.waitForStep(3);
  await playground.showTable();
  const { median } = await playground.curves();
  // It has a finite loss before each of the three updates, as the others have.
  expect(median).toHaveLength(before + 1);
  expect(median.at(-1)!.length).toBeGreaterThanOrEqual(3);
  expect(median.at(-1)!.every(Number.isFinite)).toBe(true);
});

test('a HUB arm trains, shows who drives, and keeps B at most A by keyboard', async ({ playground }) => {
  const { page } = playground;
  await playground.open('?idle');
  await add(playground, 'HUB');
  await page.getByRole('button', { name: /^HUB/, expanded: false }).last().click();
  const [lower, upper] = ['Lower bound B', 'Upper bound A'].map((name) => page.getByRole('slider', { name }));
  const field = (name: string) => page.getByRole('textbox', { name: `${name}, exact value` });
  await field('Upper bound A').fill('0.002');
  await page.keyboard.press('Enter');
  await lower.focus();
  // Each thumb pushes the other along.
  for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
  await expect(lower).toHaveAttribute('aria-valuenow', '0.005');
  await expect(upper).toHaveAttribute('aria-valuenow', '0.005');
  await upper.focus();
  for (let press = 0; press < 2; press++) await page.keyboard.press('ArrowLeft');
  await expect(lower).toHaveAttribute('aria-valuenow', '0.003');
  await expect(upper).toHaveAttribute('aria-valuenow', '0.003');
  // Typed in, a bound beyond the other is refused with the reason.
  await field('Lower bound B').fill('0.5');
  await expect(page.getByRole('tooltip', { name: 'At most A = 0.003' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field('Lower bound B')).toHaveValue('0.003');
  for (let press = 0; press < 3; press++) await playground.button('One step').click();
  await playground.waitForStep(3);
  await expect(page.getByRole('img', { name: /Hand-designed share of the step by layer/ })).toBeVisible();
  await page.getByRole('button', { name: /^output_w: .* hand-designed now/ }).click();
  await expect(page.getByRole('img', { name: 'Distribution of σ in output_w' })).toBeVisible();
  await page
    .getByRole('region', { name: 'Who drives' })
    .getByRole('button', { name: 'Show as table' })
    .click();
  await expect(page.getByRole('table', { name: /Hand-designed share/ })).toContainText('output_w');
});
