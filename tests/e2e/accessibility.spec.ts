import { axeFindings } from './axe';
import { expect, test } from './page';

for (const width of [360, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing serious at ${width} px, ${colorScheme}`, async ({ playground }) => {
      const { page } = playground;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await playground.open('?idle');
      for (let press = 0; press < 3; press++) await playground.button('One step').click();
      await playground.waitForStep(3);
      expect(await axeFindings(page)).toEqual([]);
      if (width === 360) {
        await page.getByRole('button', { name: 'Optimizers' }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
      }
      await page.getByRole('button', { name: /Adam/, expanded: false }).first().click();
      await expect(page.getByRole('slider', { name: 'Learning rate' }).first()).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'pixels that stick out sideways').toBeLessThanOrEqual(0);
    });
  }
}
