import { afterEach, expect, it, vi } from 'vitest';
import { Pace } from '../../src/engine/pace';

let now = 0;
vi.spyOn(performance, 'now').mockImplementation(() => now);
afterEach(() => {
  now = 0;
});

/** Makes chunks until `untilMs`, each of which takes what `lasts` says of its steps; steps per second in the second half. */
function train(lasts: (steps: number) => number, untilMs = 10_000): { rate: number; chunks: number[] } {
  const pace = new Pace();
  const chunks: number[] = [];
  let late = 0;
  while (now < untilMs) {
    const { steps } = pace;
    const began = now;
    now += lasts(steps);
    pace.took(steps, began);
    chunks.push(steps);
    if (began >= untilMs / 2) late += steps;
  }
  return { rate: late / (untilMs / 2000), chunks };
}

/** A browser that looks for finished work every 100 ms. */
const everyTenth = (stepMs: number) => (steps: number) => {
  const done = now + steps * stepMs;
  return (Math.floor(done / 100) + 1) * 100 - now;
};

it('is not held down by news that comes every 100 ms', () => {
  expect(train(everyTenth(0.2)).rate).toBeGreaterThan(600);
  now = 0;
  // At most 500 steps of 2 ms are to be had in a second.
  expect(train(everyTenth(2)).rate).toBeGreaterThan(150);
});

it('is not held down by a delay that every chunk has', () => {
  expect(train((steps) => 60 + steps).rate).toBeGreaterThan(400);
});

it.each([
  [1, 16],
  [5, 3],
  [40, 1],
])('makes chunks of a display frame where a step of %s ms is what takes the time', (stepMs, wanted) => {
  const { chunks } = train((steps) => 0.5 + steps * stepMs);
  const settled = chunks.slice(Math.floor(chunks.length / 2));
  settled.sort((a, b) => a - b);
  expect(settled[Math.floor(settled.length / 2)]).toBeGreaterThanOrEqual(wanted - 1);
  expect(settled[Math.floor(settled.length / 2)]).toBeLessThanOrEqual(wanted + 1);
  // Now and then it tries twice as many, never more.
  expect(Math.max(...settled)).toBeLessThanOrEqual(2 * wanted);
});

it('never makes two of steps that take a third of a second', () => {
  expect(new Set(train((steps) => steps * 330).chunks)).toEqual(new Set([1]));
});
