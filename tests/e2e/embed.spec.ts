import { contentPolicy } from '../../scripts/vite/contentPolicy';
import { decodeLink } from '../../src/config/shareLink';
import { expect, test } from './page';
import { serveBuilt } from './staticServer';

test('the example embeds two experiments from a sub-path under the strict policy', async ({ playground }) => {
  test.setTimeout(120_000);
  const { page } = playground;
  const host = await serveBuilt('/some/where/', {
    'Content-Security-Policy': contentPolicy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  });
  try {
    await page.goto(`${host.url}embed-example.html`);
    const frames = page.locator('iframe');
    await expect(frames).toHaveCount(2);
    for (const [index, frame] of (await frames.all()).entries()) {
      await frame.scrollIntoViewIfNeeded();
      const inside = frame.contentFrame();
      await expect(inside.getByRole('button', { name: 'Train' })).toBeVisible();
      // Recorded curves are drawn before anything runs.
      await expect(inside.locator('.js-plotly-plot .scatterlayer .trace').first()).toBeAttached();
      await expect
        .poll(async () => {
          const { height } = (await frame.boundingBox())!;
          return height - (await inside.locator('#root').evaluate((root) => root.scrollHeight));
        })
        .toBeLessThan(4);
      const { arms } = decodeLink(
        (await inside.getByRole('link', { name: 'Open in playground' }).getAttribute('href'))!,
      ).experiment;
      await expect(inside.locator('.shared-table tbody tr')).toHaveCount(arms.length);
      // The first has its options hidden, the second shows them.
      await expect(inside.getByRole('button', { name: 'Add an optimizer' })).toHaveCount(index);
    }
    expect(page.workers(), 'nothing runs by itself').toHaveLength(0);
    const first = frames.first().contentFrame();
    await first.getByRole('button', { name: 'Train' }).click();
    await expect(first.getByRole('button', { name: 'Again' })).toBeVisible({ timeout: 60_000 });
    await expect(first.locator('.verdict[data-verdict="unknown"]')).toHaveCount(0);
    await expect(first.getByRole('contentinfo')).toHaveCount(0);
    await expect(first.getByRole('table', { name: 'Runs' }).or(first.locator('.run-table'))).toBeVisible();
    const href = await first.getByRole('link', { name: 'Open in playground' }).getAttribute('href');
    expect(href).toMatch(new RegExp(`^${host.url}#2[\\w-]+$`));
    // The whole page opens from there as well.
    await page.goto(href!.replace('#', '?idle#'));
    await expect(playground.button('Start')).toBeEnabled({ timeout: 30_000 });
    await expect(page.locator('.shared-table tbody tr').first()).toBeVisible();
  } finally {
    await host.stop();
  }
});

test('an embedded page with a bad link says so and shows its own experiment', async ({ playground }) => {
  const { page } = playground;
  await page.goto('embed.html?theme=dark&hide=table#1broken');
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be read' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.getByRole('button', { name: 'Train' }).click();
  await playground.waitForStep(2);
});
