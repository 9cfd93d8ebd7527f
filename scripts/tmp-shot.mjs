import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { chromiumArgs, findBrowser } from '/work/wt-links/scripts/lib/browser.mjs';

const link = process.argv[2];
const server = await preview({
  root: '/work/wt-links',
  logLevel: 'error',
  preview: { host: '127.0.0.1', port: 4191, open: false },
});
const url = server.resolvedUrls.local[0];
const browser = await chromium.launch({ executablePath: findBrowser(), args: chromiumArgs });
const ctx = await browser.newContext({
  viewport: { width: 1440, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
});
const page = await ctx.newPage();
page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
page.on('pageerror', (m) => console.log('pageerror', m.message));
await page.goto(url + link);
await page.getByRole('button', { name: 'Again' }).first().waitFor({ timeout: 60000 });
await page.getByRole('button', { name: 'Share' }).click();
const field = page.getByLabel('Link to this experiment');
await field.waitFor();
await page.waitForTimeout(500);
const made = await field.inputValue();
console.log(made.length, made);
await page.screenshot({ path: '/tmp/s-link-1440.png' });
for (const tab of ['Export', 'Embed', 'Open']) {
  await page.getByRole('tab', { name: tab }).click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: `/tmp/s-${tab}-1440.png` });
}
for (const [w, scheme] of [
  [1440, 'light'],
  [360, 'dark'],
]) {
  const c2 = await browser.newContext({ viewport: { width: w, height: 900 }, colorScheme: scheme });
  const p2 = await c2.newPage();
  p2.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
  await p2.goto(made.replace('#', '?idle#'));
  await p2.locator('.verdict').first().waitFor();
  await p2.waitForTimeout(2500);
  await p2.screenshot({ path: `/tmp/s-idle-${w}.png`, fullPage: w === 360 });
  await p2.getByRole('button', { name: 'Start' }).first().click();
  await p2.getByRole('button', { name: 'Again' }).first().waitFor({ timeout: 60000 });
  await p2.waitForTimeout(1500);
  console.log(await p2.locator('.verdict').allTextContents());
  await p2.screenshot({ path: `/tmp/s-done-${w}.png`, fullPage: w === 360 });
  await p2.getByRole('button', { name: 'Share' }).click();
  await p2.waitForTimeout(1500);
  for (const tab of ['Link', 'Export', 'Embed', 'Open']) {
    await p2.getByRole('tab', { name: tab }).click();
    await p2.waitForTimeout(300);
    await p2.screenshot({ path: `/tmp/s-${tab}-${w}.png` });
  }
  await c2.close();
}
await browser.close();
await server.close();
process.exit(0);
