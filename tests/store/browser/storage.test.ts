import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { restingStorage } from '../../../src/store/browser/storage';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const entries = new Map<string, string>();
  const setItem = vi.fn((key: string, value: string) => void entries.set(key, value));
  const page = new EventTarget();
  const storage = restingStorage({ getItem: (key) => entries.get(key) ?? null, setItem }, page);
  return { entries, setItem, page, storage };
}

describe('Storage that rests', () => {
  test('writes a burst of a hundred once, the newest value of each entry', () => {
    const { storage, setItem, entries } = setUp();
    for (let i = 1; i <= 100; i++) {
      storage.setItem('a', String(i));
      vi.advanceTimersByTime(16);
    }
    expect(setItem).not.toHaveBeenCalled();
    storage.setItem('b', 'x');
    vi.advanceTimersByTime(1000);
    expect(setItem).toHaveBeenCalledTimes(2);
    expect([...entries]).toEqual([
      ['a', '100'],
      ['b', 'x'],
    ]);
  });

  test('reads what waits to be written', () => {
    const { storage } = setUp();
    expect(storage.getItem('a')).toBeNull();
    storage.setItem('a', '1');
    expect(storage.getItem('a')).toBe('1');
  });

  test.each(['pagehide', 'visibilitychange'])('writes at once on %s, and not again', (event) => {
    const { storage, setItem, page, entries } = setUp();
    storage.setItem('a', '1');
    page.dispatchEvent(new Event(event));
    expect(entries.get('a')).toBe('1');
    vi.advanceTimersByTime(1000);
    expect(setItem).toHaveBeenCalledTimes(1);
  });

  test('loses one entry that cannot be written, and no other', () => {
    const { storage, setItem, page, entries } = setUp();
    setItem.mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    storage.setItem('a', '1');
    storage.setItem('b', '2');
    page.dispatchEvent(new Event('pagehide'));
    expect([...entries]).toEqual([['b', '2']]);
  });
});
