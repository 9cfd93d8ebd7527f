import { expect, type Playground, test } from './page';

async function openSurface(playground: Playground): Promise<void> {
  await playground.open('?idle');
  await playground.selectTask('Surface');
  await expect(playground.page.getByRole('region', { name: 'Contour' })).toBeVisible();
}

const contour = ({ page }: Playground) => page.getByRole('region', { name: 'Contour', exact: true });
const grip = (playground: Playground) => contour(playground).getByRole('button', { name: /^Start at/ });

/** Where the start is, from the name of its mark. */
async function startOf(playground: Playground): Promise<number[]> {
  const name = (await grip(playground).getAttribute('aria-label')) ?? '';
  return [...name.matchAll(/= ([−-]?[\d.e−-]+)/g)].map(([, value]) => Number(value.replaceAll('−', '-')));
}

test('a formula is checked while it is typed, with the place of what is wrong, and then trains', async ({
  playground,
}) => {
  const { page } = playground;
  await openSurface(playground);
  await page.getByRole('combobox', { name: 'Function' }).selectOption({ label: 'Your own formula' });
  const field = page.getByRole('textbox', { name: 'Formula' });
  await field.fill('x^2 + z');
  await expect(page.getByText(/At character 7: “z” is not known; there are x, y/)).toBeVisible();
  await field.fill('x^2 + sin y');
  await expect(page.getByText('At character 7: sin needs brackets, as in sin(x).')).toBeVisible();
  await field.fill('(x - 2)^2 + 3 (y + 1)^2');
  await expect(page.getByText(/At character/)).toHaveCount(0);
  await field.press('Enter');
  await expect(field).toHaveValue('(x - 2)^2 + 3 (y + 1)^2');

  // It travels in the link.
  const link = await playground.share();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('textbox', { name: 'Formula' })).toHaveValue('(x - 2)^2 + 3 (y + 1)^2');
  await playground.waitForStep(20);
  await playground.button('Pause').click();
  await contour(playground).getByRole('button', { name: 'Show as table' }).click();
  await expect(
    contour(playground)
      .getByRole('columnheader', { name: /: slope$/ })
      .first(),
  ).toBeVisible();
  expect(await contour(playground).getByRole('row').count()).toBeGreaterThan(3);
});

test('a formula is checked and taken however fast it comes, by paste, Enter, Tab or a click on Start', async ({
  playground,
}) => {
  const { page } = playground;
  // The parser is still on its way when Enter is pressed.
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route(/assets\/read-/, async (route) => {
    await held;
    await route.continue();
  });
  await openSurface(playground);
  await page.getByRole('combobox', { name: 'Function' }).selectOption({ label: 'Your own formula' });
  const field = page.getByRole('textbox', { name: 'Formula' });
  await field.fill('x^2+');
  await field.press('Enter');
  release();
  await expect(page.getByText('The formula ends too early.')).toBeVisible();
  await expect(field).toHaveValue('x^2+');
  await playground.button('Pause').click();

  const formulas = ['x^2+y^2', 'x^2+2 y^2', 'x^2+3 y^2'];
  const leave = [
    () => page.keyboard.press('Enter'),
    () => page.keyboard.press('Tab'),
    () => playground.button('Start').click(),
  ];
  for (const [index, formula] of formulas.entries()) {
    await field.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(formula);
    await leave[index]();
    await expect(field).toHaveValue(formula);
  }
  await playground.waitForStep(20);
  await expect(field).toHaveValue('x^2+3 y^2');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a start where the formula is no number is told, and the run is not “done”', async ({ playground }) => {
  const { page } = playground;
  await openSurface(playground);
  await page.getByRole('combobox', { name: 'Function' }).selectOption({ label: 'Your own formula' });
  const field = page.getByRole('textbox', { name: 'Formula' });
  await field.fill('sqrt(x-10)');
  await field.press('Enter');
  await expect(page.getByText(/f is not finite at the starting point \(x = 1\)/)).toBeVisible();
  await expect(page.locator('.progress-text')).toHaveText(/all diverged/, { timeout: 30_000 });
});

test('the start is chosen by a click on the chart, by dragging its mark, and by keys', async ({
  playground,
}) => {
  const { page } = playground;
  await openSurface(playground);
  await playground.button('Pause').click();
  await expect(grip(playground)).toBeVisible({ timeout: 30_000 });
  expect(await startOf(playground)).toEqual([-1.2, 1]);

  const plot = contour(playground).locator('figure.plot');
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(async () => (await startOf(playground))[0]).toBeGreaterThan(-1.1);
  const clicked = await startOf(playground);
  const exact = page.getByRole('textbox', { name: 'Start, x, exact value' });
  await expect(exact).toHaveValue(String(clicked[0]));

  await grip(playground).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await startOf(playground))[0]).toBeGreaterThan(clicked[0] + 0.3);
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => (await startOf(playground))[1]).toBeGreaterThan(clicked[1]);

  const moved = await startOf(playground);
  const mark = (await grip(playground).boundingBox())!;
  await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
  await page.mouse.down();
  await page.mouse.move(mark.x - 90, mark.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await startOf(playground))[0]).toBeLessThan(moved[0]);
  expect((await startOf(playground))[1]).toBeLessThan(moved[1]);
});

test('a loss below 0 has a linear axis, which says why', async ({ playground }) => {
  const { page } = playground;
  await openSurface(playground);
  const scale = page.getByRole('radiogroup', { name: 'Vertical scale' });
  await expect(scale.getByRole('radio', { name: 'log' })).toBeChecked();
  await page.getByRole('combobox', { name: 'Function' }).selectOption({ label: 'Saddle: no lowest point' });
  await expect(scale.getByRole('radio', { name: 'linear' })).toBeChecked();
  await expect(scale.getByRole('radio', { name: 'log' })).toBeDisabled();
  await expect(scale).toHaveAttribute('title', /no place/);
});
