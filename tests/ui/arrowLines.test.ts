import { expect, test } from 'vitest';
import { arrowLines } from '../../src/ui/plots/neuralOde/arrowLines';

/** Tails at 0, 10, 20 along either side. */
const placeOf = (index: number) => 10 * index;
const field = (...velocities: readonly (readonly [number, number])[]) => velocities.flat();

test('an arrow begins at its place and points where the velocity does', () => {
  const { x, y } = arrowLines(field([3, 4], [0, 0], [0, 0], [-1, 0]), 2, placeOf);
  // Nothing is drawn where nothing moves: two arrows of five points and a gap.
  expect(x).toHaveLength(12);
  expect([x[0], y[0]]).toEqual([0, 0]);
  expect(y[1] / x[1]).toBeCloseTo(4 / 3, 12);
  expect([x[6], y[6]]).toEqual([10, 10]);
  expect([x[7] < 10, y[7]]).toEqual([true, 10]);
  expect([x[5], y[5], x[11], y[11]]).toEqual([null, null, null, null]);
});

test('faster is longer, and none reaches the next', () => {
  const lengths = [0.01, 1, 30, 1e6].map((speed) => {
    const { x } = arrowLines(field([speed, 0], [0, 0], [0, 0], [0, 0]), 2, placeOf);
    return x[1];
  });
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  expect(lengths[0]).toBeGreaterThan(0);
  expect(lengths[3]).toBeLessThan(10);
});

test('the two wings of a head lie on either side of it, behind the tip', () => {
  const { x, y } = arrowLines(field([2, 0], [0, 0], [0, 0], [0, 0]), 2, placeOf);
  expect(x[2]).toBeLessThan(x[1]);
  expect(x[4]).toBe(x[2]);
  expect(y[2]).toBe(-y[4]);
  expect(y[2]).not.toBe(0);
});

test('velocities that are no numbers have no arrow', () => {
  const { x } = arrowLines(field([Number.NaN, 0], [Number.POSITIVE_INFINITY, 1], [0, 0], [0, 0]), 2, placeOf);
  expect(x).toEqual([]);
});
