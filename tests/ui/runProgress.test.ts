import { expect, test } from 'vitest';
import { IDLE } from '../../src/store/playground/state';
import { runProgress } from '../../src/ui/layout/runProgress';

const running = { ...IDLE, state: 'running' as const, step: 100, steps: 400, stepsPerSecond: 50 };

test('what remains of a run follows from its rate', () => {
  expect(runProgress(running, 1000, false)).toMatchObject({ step: 100, steps: 400, remaining: 6 });
});

test('while a task is prepared, nothing of the run before is told', () => {
  const nothing = { step: 0, steps: 1000, remaining: Number.NaN, state: 'preparing' };
  for (const state of ['preparing', 'running', 'finished'] as const)
    expect(runProgress({ ...running, state }, 1000, true)).toEqual(nothing);
  expect(runProgress({ ...running, state: 'paused' }, 1000, true)).toEqual({ ...nothing, state: 'paused' });
});

test('a paused run has no remaining time, and one not yet begun the planned steps', () => {
  const paused = { ...running, state: 'paused' as const };
  expect(runProgress(paused, 1000, false)).toMatchObject({ step: 100, remaining: Number.NaN });
  expect(runProgress(IDLE, 1000, false)).toMatchObject({ step: 0, steps: 1000 });
});
