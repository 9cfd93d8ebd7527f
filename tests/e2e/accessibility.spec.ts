import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, test } from './page';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const width of [360, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing serious at ${width} px, ${colorScheme}`, async ({ playground }) => {
      const { page } = playground;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await playground.open('?idle');
      for (let press = 0; press < 3; press++) await playground.button('One step').click();
      await playground.waitForStep(3);
      const scan = async () => {
        // Half-faded text has half its contrast.
        await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          (globalThis as never as { axe: { run(): Promise<AxeResults> } }).axe.run(),
        );
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, nodes }) =>
            nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
          );
      };
      expect(await scan()).toEqual([]);
      if (width === 360) {
        await page.getByRole('button', { name: 'Optimizers' }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
      }
      await page.getByRole('button', { name: /Adam/, expanded: false }).first().click();
      await expect(page.getByRole('slider', { name: 'Learning rate' }).first()).toBeVisible();
      expect(await scan()).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'pixels that stick out sideways').toBeLessThanOrEqual(0);
    });
  }
}
