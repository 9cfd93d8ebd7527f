/** The page as a person uses it: by role and name, and by the numbers it shows. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** Tasks behind a tab that is a menu. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  recurrent: ['LTC sine', 'Trajectory', 'Neural ODE'],
  functions: ['Pathological', 'Surface'],
  pictures: ['SIREN', 'Digits'],
};

export class Playground {
  readonly page: Page;
  /** Everything the browser complained about. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(query);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  /** A button of the transport: in the header, or at the thumb on a narrow screen. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true }).first();
  }

  /** Training steps done, as the progress bar has it (which a narrow screen leaves out). */
  async step(): Promise<number> {
    const bar = this.page.getByRole('progressbar', { name: 'Progress', includeHidden: true });
    return Number((await bar.getAttribute('value')) ?? 0);
  }

  /** Slows training down, so that what a test does in the middle of a run is in the middle on any device. */
  async limitSpeed(stepsPerSecond: 10 | 100): Promise<void> {
    await this.button('Run to a step, speed').click();
    await this.page.getByLabel('Speed limit').selectOption({ label: `${stepsPerSecond} steps a second` });
    await this.page.keyboard.press('Escape');
  }

  async waitForStep(least: number): Promise<void> {
    await expect.poll(() => this.step(), { timeout: 40_000 }).toBeGreaterThanOrEqual(least);
  }

  async selectTask(name: string): Promise<void> {
    const tabs = this.page.getByRole('navigation', { name: 'Task' });
    const group = Object.keys(GROUPS).find((each) => GROUPS[each].some((task) => task.startsWith(name)));
    if (!group) return tabs.getByRole('button', { name }).click();
    await tabs.locator(`[data-group="${group}"]`).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** Shows the curves as numbers; the button toggles back. */
  async showTable(): Promise<void> {
    await this.page.getByRole('button', { name: 'Show as table' }).first().click();
  }

  /** Clicks a link together, as a person would. */
  async share(): Promise<string> {
    const { page } = this;
    await page.getByRole('button', { name: 'Share' }).click();
    const link = await page.getByLabel('Link to this experiment').inputValue();
    // Of the whole address, as it will be pasted.
    await expect(page.locator('.share-length')).toHaveText(`${link.length.toLocaleString('en')} characters`);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    return link;
  }

  /** What came of a repeated run, a row per optimizer. */
  verdicts(): Locator {
    return this.page.locator('.shared-table tbody tr');
  }

  /** Median losses by step, one list per optimizer, from the table behind the chart. */
  async curves(): Promise<{ steps: number[]; median: number[][] }> {
    const rows = await this.page
      .getByRole('table', { name: /Training curves/ })
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')));
    const number = (text: string) => Number.parseFloat(text.replaceAll('−', '-').replaceAll(',', ''));
    return {
      steps: rows.map(([step]) => number(step)),
      median: (rows[0] ?? []).slice(1).map((_, arm) => rows.map((row) => number(row[arm + 1]))),
    };
  }
}

/** A test with the page opened and nothing on the console at its end. */
export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page }, use) => {
    const playground = new Playground(page);
    await use(playground);
    expect(playground.errors, 'errors on the console').toEqual([]);
  },
});

export { expect };
