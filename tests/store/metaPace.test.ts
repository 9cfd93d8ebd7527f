import { expect, it } from 'vitest';
import { Pace } from '../../src/store/metaTraining/pace';

const paceOf = (...points: readonly (readonly [done: number, seconds: number, phase?: string])[]) => {
  const pace = new Pace();
  for (const [done, seconds, phase = 'mlp'] of points) pace.add({ done, seconds, phase });
  return pace.secondsPerStep;
};

it('the pace of a run is not told before some seconds are measured', () => {
  expect(paceOf()).toBe(null);
  // The first report is of steps whose time nobody took.
  expect(paceOf([10, 0])).toBe(null);
  expect(paceOf([10, 0], [14, 2])).toBe(null);
  expect(paceOf([10, 0], [14, 2], [18, 4])).toBe(0.5);
});

it('is that of the last half minute, so that steps that became slower count', () => {
  expect(paceOf([1, 0], [101, 10], [102, 40], [103, 50])).toBe(10);
  // Each step longer than that.
  expect(paceOf([1, 0], [2, 60])).toBe(60);
});

it('begins anew with a phase, and where a run goes back or another begins', () => {
  expect(paceOf([1, 0], [11, 10], [12, 11, 'scheduler'])).toBe(null);
  expect(paceOf([1, 0], [11, 10], [8, 7])).toBe(null);
  expect(paceOf([1, 0], [11, 10], [20, 1])).toBe(null);
});
