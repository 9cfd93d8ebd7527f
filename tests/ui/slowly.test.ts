import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { PlaygroundState } from '../../src/store/playground/state';
import { IDLE } from '../../src/store/playground/state';
import { slowly } from '../../src/ui/slowly';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function looking(everyMs: number) {
  const store = createStore(() => ({ revision: 0, status: IDLE }) as PlaygroundState);
  const seen: number[] = [];
  const end = slowly(store, everyMs, () => seen.push(store.getState().revision));
  return { store, seen, end, grow: () => store.setState(({ revision }) => ({ revision: revision + 1 })) };
}

test('many changes are seen as one, after the time', () => {
  const { seen, grow } = looking(500);
  for (let i = 0; i < 9; i++) grow();
  expect(seen).toEqual([0]);
  vi.advanceTimersByTime(500);
  expect(seen).toEqual([0, 9]);
});

test('what the end of a run brought is seen with the end, by the slow and the quick', () => {
  const [slow, quick] = [looking(500), looking(100)];
  for (const { store, grow } of [slow, quick]) {
    grow();
    store.setState({ status: { ...IDLE, state: 'finished' } });
  }
  expect(slow.seen).toEqual([0, 1]);
  expect(quick.seen).toEqual([0, 1]);
  vi.advanceTimersByTime(1000);
  expect(slow.seen).toEqual([0, 1]);
});

test('nothing is seen after the end', () => {
  const { seen, grow, end } = looking(500);
  grow();
  end();
  vi.advanceTimersByTime(1000);
  expect(seen).toEqual([0]);
});
