import { expect, test } from 'vitest';
import type { TrainingSession } from '../../src/engine/session';
import { Views } from '../../src/engine/views';

/** A session as far as views look at it; reading a lane takes some milliseconds. */
const sessionOf = (path: boolean, steps: number) =>
  ({
    task: { path, view: () => ({ kind: 'test' }) },
    experiment: { steps, arms: [{ id: 'a' }] },
    seeds: [0],
    step: 0,
    lane: () => 0,
    stepOf: () => 0,
    executor: { readLane: async () => new Float32Array(2) },
  }) as unknown as TrainingSession;

test('a run with a path is made in at least 300 pieces, any other in as large ones as suit', () => {
  const views = new Views(() => {});
  expect(views.stride(sessionOf(true, 1000))).toBe(4);
  expect(views.stride(sessionOf(true, 100))).toBe(1);
  expect(views.stride(sessionOf(false, 1000))).toBe(Number.POSITIVE_INFINITY);
});

test('points of a path follow one another as soon as the last is read, other views after a quarter of a second', async () => {
  const views = new Views(() => {});
  views.watch(0, ['a']);
  await views.show(sessionOf(true, 1000));
  const soon = performance.now() + 50;
  expect(views.isDue(soon, sessionOf(true, 1000))).toBe(true);
  expect(views.isDue(soon, sessionOf(false, 1000))).toBe(false);
  expect(views.isDue(soon + 250, sessionOf(false, 1000))).toBe(true);
});
