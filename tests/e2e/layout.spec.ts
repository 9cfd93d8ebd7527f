import type { Page } from '@playwright/test';
import { expect, test } from './page';

const WIDTHS = [2560, 1920, 1440, 1366, 1280, 1200, 1024, 900, 768, 390];

const header = async (page: Page): Promise<number> =>
  Math.round((await page.getByRole('banner').boundingBox())!.height);

/** By how many pixels the page can be scrolled sideways. */
const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('the header is as high after ten widths and back as before, and nothing scrolls sideways', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.waitForStep(10);
  await playground.button('Pause').click();
  const heights: number[] = [];
  for (const width of [...WIDTHS, ...WIDTHS.toReversed()]) {
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(250);
    heights.push(await header(page));
    await expect.poll(() => sideways(page), { message: `sideways at ${width} px` }).toBe(0);
  }
  expect(heights.slice(WIDTHS.length)).toEqual(heights.slice(0, WIDTHS.length).toReversed());
});

for (const width of [1680, 1440, 1280, 1024]) {
  test(`nothing in the header moves while a run goes on at ${width} px`, async ({ playground }) => {
    const { page } = playground;
    await page.setViewportSize({ width, height: 720 });
    await playground.open();
    const before = await header(page);
    const places = () =>
      page
        .getByRole('banner')
        .getByRole('button')
        .evaluateAll((all) => all.map((button) => Math.round(button.getBoundingClientRect().left)));
    await playground.waitForStep(1);
    const first = await places();
    await playground.waitForStep(100);
    expect(await places()).toEqual(first);
    expect(await header(page)).toBe(before);
    // One line, or two where tools do not fit beside the tabs.
    expect(before).toBeLessThan(width >= 1280 ? 60 : 110);
  });
}

test('who drives stands beside the curves at 1,280 px, and right below them at 768 px', async ({
  playground,
}) => {
  const { page } = playground;
  await page.setViewportSize({ width: 1280, height: 720 });
  await playground.open();
  const drives = page.getByRole('heading', { name: 'Who drives' });
  const curves = page.getByRole('heading', { name: 'Loss', exact: true });
  await expect(drives).toBeVisible();
  const top = async (of: typeof drives) => (await of.boundingBox())!.y;
  expect(Math.abs((await top(drives)) - (await top(curves)))).toBeLessThan(20);
  await page.setViewportSize({ width: 768, height: 1024 });
  await expect.poll(async () => (await top(drives)) - (await top(curves))).toBeLessThan(620);
});

/** Words of the run table's names that go on over two lines. */
const brokenNames = (page: Page): Promise<string[]> =>
  page.locator('.run-table .run-name').evaluateAll((names) =>
    names.flatMap((name) => {
      const walker = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
      const broken: string[] = [];
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        for (const { 0: word, index } of text.textContent!.matchAll(/\S+/g)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          if (range.getClientRects().length > 1) broken.push(word);
        }
      }
      return broken;
    }),
  );

test('names in the run table are broken between words alone, on 360 px with a scrollbar', async ({
  playground,
}) => {
  const { page } = playground;
  // Firefox on a desktop has one of 12 px.
  await page.setViewportSize({ width: 348, height: 780 });
  await playground.open();
  await playground.selectTask('Pathological');
  // The numbers beside the names are as long as they get.
  await playground.waitForStep(200);
  await expect(page.locator('.run-name')).toHaveCount(4);
  expect(await brokenNames(page)).toEqual([]);
});

test('the run table shows its widest numbers at 1,280 px without scrolling', async ({ playground }) => {
  const { page } = playground;
  await page.setViewportSize({ width: 1280, height: 720 });
  await playground.open();
  await playground.waitForStep(10);
  await playground.button('Pause').click();
  const scroll = page.locator('.runs-card .table-scroll');
  const over = await scroll.evaluate((element) => {
    const widest = ['', '0.00123', '20,000', '123', '20,000', '32 of 32'];
    for (const row of element.querySelectorAll('tbody tr')) {
      for (const [column, text] of widest.entries()) {
        const cell = row.querySelectorAll('td')[column];
        if (text && cell?.firstChild) cell.firstChild.textContent = text;
      }
    }
    return element.scrollWidth - element.clientWidth;
  });
  expect(over).toBe(0);
});
