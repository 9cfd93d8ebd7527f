import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { defaultExperiment } from '../../src/config/presets';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import { axeFindings } from './axe';
import { expect, Playground, test } from './page';

/** Few steps of few seeds: what is tested is the way of a link, not the training. */
const short = encodeLink({
  ...defaultExperiment('pathological'),
  steps: 40,
  seeds: { first: 4, count: 2 },
});

/** A page that has never been here. */
async function fresh(browser: Browser): Promise<Playground> {
  return new Playground(await (await browser.newContext()).newPage());
}

test('a link made by clicking matches in a fresh profile and on the command line, and a changed one departs', async ({
  playground,
  browser,
}) => {
  test.setTimeout(180_000);
  const { page } = playground;
  await playground.open(`?idle${short}`);
  await playground.limitSpeed(10);
  await playground.button('Start').click();
  await playground.waitForStep(12);
  // An option moved within the run goes into the link, at its step.
  await page.getByRole('button', { name: /Adam/, expanded: false }).first().click();
  await page.getByRole('slider', { name: 'Learning rate' }).first().press('ArrowRight');
  await expect(playground.button('Again')).toBeVisible({ timeout: 40_000 });
  const link = await playground.share();
  const { experiment, receipt } = decodeLink(link);
  expect(experiment.interventions).toMatchObject([{ path: 'learningRate' }]);
  expect(receipt?.steps).toBe(40);

  const second = await fresh(browser);
  await second.open(link);
  await expect(second.verdicts()).toHaveCount(experiment.arms.length);
  await expect(second.button('Again')).toBeVisible({ timeout: 40_000 });
  for (const row of await second.verdicts().all()) await expect(row).toContainText(/✓ matches$/);
  // The link of the repetition carries the same digests.
  expect(decodeLink(await second.share()).receipt).toEqual(receipt);
  expect(second.errors).toEqual([]);
  await second.page.context().close();

  const arms = experiment.arms.map((arm, index) =>
    index > 0
      ? arm
      : {
          ...arm,
          optimizer: { ...arm.optimizer, options: { ...arm.optimizer.options, learningRate: 0.05 } },
        },
  );
  await page.evaluate(
    (hash) => {
      window.location.hash = hash;
    },
    encodeLink({ ...experiment, arms }, receipt),
  );
  await expect(playground.verdicts().first()).toContainText(/≠ departs at step \d+ \(.*\d %\)/, {
    timeout: 40_000,
  });
  await expect(playground.verdicts().nth(1)).toContainText(/✓ matches/, { timeout: 40_000 });
  // Another learning rate is no rounding: a start one unit in the last place away leads nowhere near.
  const check = page.getByRole('button', { name: 'Can rounding explain it?' });
  await check.click({ timeout: 40_000 });
  await expect(check).toHaveCount(0);
  await expect(page.getByText('Training once more')).toHaveCount(0, { timeout: 60_000 });
  await expect(playground.verdicts().first()).toContainText(/≠ departs at step \d+ \(.*\d %\)$/);

  const replay = spawnSync(process.execPath, ['scripts/replay.mjs', link, '--verify', '--strict'], {
    encoding: 'utf8',
  });
  expect(replay.stderr + replay.stdout).toContain('matches');
  expect(replay.status).toBe(0);
});

test('a bad link says what is wrong, whether in the address, pasted or typed, and nothing that runs is lost', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open(`#1${'A'.repeat(30)}`);
  const alert = (text: RegExp) => page.getByRole('alert').filter({ hasText: text });
  await expect(alert(/link is damaged|checksum/)).toBeVisible();
  await playground.waitForStep(3);
  await page.evaluate(
    (text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    },
    short.slice(0, -5),
  );
  await expect(alert(/cut off/)).toBeVisible();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('tab', { name: 'Open' }).click();
  await page.getByRole('textbox', { name: 'A link' }).fill(`#9${short.slice(2)}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
  await expect(alert(/newer/)).toBeVisible();
  await expect(page.getByRole('dialog')).toBeVisible();
  // And a good one, typed in the same place, opens.
  const before = await playground.step();
  expect(before).toBeGreaterThanOrEqual(3);
  await page.getByRole('textbox', { name: 'A link' }).fill(short);
  await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Task' }).locator('[aria-current]')).toHaveText(
    'Pathological',
  );
});

test('a run is exported as CSV, record, pictures and words, and the record is shown again without running', async ({
  playground,
  browser,
}) => {
  test.setTimeout(120_000);
  const { page } = playground;
  await playground.open(short);
  await expect(playground.button('Again')).toBeVisible({ timeout: 40_000 });
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('tab', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog');
  const download = async (name: string | RegExp) => {
    const waiting = page.waitForEvent('download');
    await dialog.getByRole('button', { name }).first().click();
    return readFileSync(await (await waiting).path());
  };
  const csv = (await download('CSV')).toString();
  expect(csv.split('\n')[0]).toBe('arm_id,arm,seed,step,loss,metric');
  const { arms } = decodeLink(short).experiment;
  expect(csv.trimEnd().split('\n')).toHaveLength(1 + arms.length * 2 * 41);
  const png = await download(/Training curves.* as PNG/);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // Twice 1,000 pixels wide, as its header says.
  expect(png.readUInt32BE(16)).toBe(2000);
  const svg = (await download(/Training curves.* as SVG/)).toString();
  expect(svg).toMatch(/^<svg/);
  for (const { optimizer } of arms) expect(svg.toLowerCase()).toContain(optimizer.id);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByLabel('How the settings were found').fill('Learning rates were tuned on seed 99.');
  await expect(dialog.locator('.share-methods')).toHaveValue(/tuned on seed 99/);
  const record = await download('JSON record');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await playground.showTable();
  const curves = await playground.curves();

  const second = await fresh(browser);
  await second.open('?idle');
  // A page that has only just drawn itself may not listen yet.
  await expect(async () => {
    await second.page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'record.json', { type: 'application/json' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    }, record.toString());
    await expect(second.page.getByRole('region', { name: 'A record' })).toBeVisible({ timeout: 4000 });
  }).toPass({ timeout: 30_000 });
  // Nothing runs there, so nothing is promised, and no dots are drawn that a sentence could mean.
  await expect(second.page.getByText(/Open dots/)).toHaveCount(0);
  await expect(second.page.getByText(/appears with the first steps/i)).toHaveCount(0);
  await expect(second.page.getByText(/A record holds curves, not the models behind them/)).toBeVisible();
  await second.showTable();
  expect(await second.curves()).toEqual(curves);
  expect(await axeFindings(second.page)).toEqual([]);
  expect(second.errors).toEqual([]);
});
