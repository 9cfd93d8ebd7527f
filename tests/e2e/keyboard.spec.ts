import { expect, type Playground, test } from './page';

/** Moves the focus with Tab until the control has it, as someone without a pointer must. */
async function tabTo(playground: Playground, name: string | RegExp, role: 'button' | 'slider' = 'button') {
  const { page } = playground;
  const target = page.getByRole(role, { name }).first();
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  // Tab goes past what is not ready yet.
  await expect(target).toBeEnabled();
  // From the menu beside it around the page to Start it is 60 presses.
  for (let press = 0; press < 75; press++) {
    if (await hasFocus()) return target;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached the ${role} ${name}`);
}

test('pause, single step and reset work by keyboard', async ({ playground }) => {
  await playground.open('?idle');
  const { page } = playground;
  await playground.limitSpeed(10);
  await tabTo(playground, 'Start');
  await page.keyboard.press('Enter');
  await playground.waitForStep(3);

  await tabTo(playground, 'Pause');
  await page.keyboard.press('Enter');
  await expect(playground.button('Go on')).toBeVisible();
  // The progress bar follows with a delay of a quarter of a second.
  await page.waitForTimeout(500);
  const paused = await playground.step();
  await page.waitForTimeout(500);
  expect(await playground.step()).toBe(paused);

  await tabTo(playground, 'One step');
  await page.keyboard.press('Enter');
  await expect.poll(() => playground.step()).toBe(paused + 1);

  await tabTo(playground, 'Reset to step 0');
  await page.keyboard.press('Enter');
  await expect.poll(() => playground.step()).toBe(0);
  await expect(playground.button('Start')).toBeVisible();
});

test('a task is chosen from its group by keyboard, and says what it is about', async ({ playground }) => {
  await playground.open('?idle');
  const { page } = playground;
  await tabTo(playground, 'Functions');
  await page.keyboard.press('Enter');
  const items = page.getByRole('menuitem');
  await expect(items).toHaveText([/^Pathological.+\.$/, /^Surface.+\.$/]);
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const tab = page.getByRole('navigation', { name: 'Task' }).locator('[aria-current]');
  await expect(tab).toHaveText('Surface');
});

test('a dialogue gives the focus back to the button that opened it, however it is opened and closed', async ({
  playground,
}) => {
  test.setTimeout(120_000);
  await playground.open('?idle');
  const { page } = playground;
  const openers = ['Share', 'Presets', 'Tune the learning rates', 'Meta-train an optimizer'];
  const ways: Record<string, () => Promise<void>> = {
    escape: () => page.keyboard.press('Escape'),
    cross: () => page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click(),
    outside: () => page.mouse.click(4, 450),
  };
  for (const name of openers)
    for (const [way, close] of Object.entries(ways))
      for (const byKey of [true, false]) {
        const button = page.getByRole('button', { name }).first();
        if (byKey) await button.press('Enter');
        else await button.click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await close();
        await expect(page.getByRole('dialog')).toHaveCount(0);
        await expect(button, `${name}, ${byKey ? 'key' : 'mouse'}, ${way}`).toBeFocused();
      }
});

test('shortcuts start, pause, step and reset while no control has the focus', async ({ playground }) => {
  await playground.open('?idle');
  const { page } = playground;
  await playground.limitSpeed(10);
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('.');
  await expect.poll(() => playground.step()).toBe(1);
  await page.keyboard.press('Space');
  await playground.waitForStep(5);
  await page.keyboard.press('Space');
  await expect(playground.button('Go on')).toBeVisible();
  await page.keyboard.press('r');
  await expect.poll(() => playground.step()).toBe(0);
});

test('a slider moves by arrow keys, changes the run, and can be taken back', async ({ playground }) => {
  await playground.open('?idle');
  const { page } = playground;
  await expect(playground.button('Start')).toBeEnabled();
  await page.getByRole('button', { name: /Adam/, expanded: false }).first().press('Enter');
  const slider = page.getByRole('slider', { name: 'Learning rate' }).first();
  await slider.focus();
  const before = await slider.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowRight');
  await expect(slider).not.toHaveAttribute('aria-valuetext', before!);
  await page
    .getByRole('button', { name: /Reset Learning rate/ })
    .first()
    .press('Enter');
  await expect(slider).toHaveAttribute('aria-valuetext', before!);
});

test('a menu opens by keyboard, takes the focus, and gives it back', async ({ playground }) => {
  await playground.open('?idle');
  const { page } = playground;
  const button = page.getByRole('button', { name: 'Theme' });
  await button.focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menuitemradio');
  await expect(items).toHaveText(['As the system', 'Light', 'Dark']);
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(items).toHaveCount(0);
  await expect(button).toBeFocused();
  // The second time it is there already.
  await page.keyboard.press('Enter');
  for (const scheme of ['As the system', 'Light', 'Dark']) {
    await expect(items.filter({ hasText: scheme })).toBeFocused();
    if (scheme !== 'Dark') await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(button).toBeFocused();
});

test('a press into a number field selects the number where the browser puts the caret at its end', async ({
  playground,
}) => {
  await playground.open('?idle');
  const field = playground.page.locator('input.number-input').first();
  // As WebKit does: the focus selects, and the end of the press sets the caret.
  const selected = await field.evaluate((input: HTMLInputElement) => {
    input.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
    input.focus();
    input.setSelectionRange(1, 1);
    const sets = input.dispatchEvent(new MouseEvent('mouseup', { bubbles: true, cancelable: true }));
    if (sets) input.setSelectionRange(1, 1);
    return [input.selectionStart, input.selectionEnd, input.value.length];
  });
  expect(selected).toEqual([0, selected[2], selected[2]]);
  // A second press within it sets the caret as ever.
  const after = await field.evaluate((input: HTMLInputElement) => {
    input.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
    input.setSelectionRange(1, 1);
    input.dispatchEvent(new MouseEvent('mouseup', { bubbles: true, cancelable: true }));
    return [input.selectionStart, input.selectionEnd];
  });
  expect(after).toEqual([1, 1]);
});
