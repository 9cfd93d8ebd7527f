import { expect, test } from 'vitest';
import { keptWithin, lastStep, tableSteps, tableStepsOf } from '../../src/ui/plots/lossTable';

test('a table has evenly spaced steps and always the last', () => {
  expect(tableSteps(-1, 5)).toEqual([]);
  expect(tableSteps(3, 5)).toEqual([0, 1, 2, 3]);
  expect(tableSteps(10, 5)).toEqual([0, 3, 6, 9, 10]);
  expect(tableSteps(400, 60)).toHaveLength(59);
});

test('a baseline stands in the row its kept step belongs to, and nowhere else', () => {
  const kept = [0, 2, 7, 8];
  expect(keptWithin(kept, -1, 0)).toBe(0);
  expect(keptWithin(kept, 0, 3)).toBe(1);
  expect(keptWithin(kept, 3, 6)).toBe(-1);
  expect(keptWithin(kept, 6, 9)).toBe(3);
  expect(keptWithin(kept, 9, 12)).toBe(-1);
  const band = { median: [], low: [], high: [] };
  expect(lastStep({ steps: [0, 9], seconds: [], loss: band })).toBe(9);
  expect(lastStep({ steps: [], seconds: [], loss: band })).toBe(-1);
});

test('of what is looked at now and then, a table has those steps', () => {
  expect(tableStepsOf([0, 50, 100, 120, 0, 50, 100], 60)).toEqual([0, 50, 100, 120]);
  expect(tableStepsOf([], 60)).toEqual([]);
  const many = tableStepsOf(
    Array.from({ length: 200 }, (_, i) => 10 * i),
    60,
  );
  expect([many[0], many[1] % 10, many.at(-1)]).toEqual([0, 0, 1990]);
});
