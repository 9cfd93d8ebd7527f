import { writeTheta } from '../../src/learned/checkpoint';
import { type Theta, thetaLayout } from '../../src/learned/theta';
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
