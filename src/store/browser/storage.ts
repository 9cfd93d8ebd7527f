/** The browser's storage of small entries, written when the reader rests rather than at every move of a pointer. */

export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Rest after which entries are written. */
const REST_MS = 400;

/** Moments when the page may be gone the next: entries are written at once then. */
const LEAVING = ['pagehide', 'visibilitychange'] as const;

/**
 * Storage that keeps the newest value of every entry and writes it once nothing was set for a while, or when the
 * page is left. A value that cannot be written (storage is full or forbidden) is dropped, quietly.
 *
 * `pages` is where those events are heard: `window` and `document`.
 */
export function restingStorage(storage: KeyValueStorage, ...pages: readonly EventTarget[]): KeyValueStorage {
  const waiting = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    for (const [key, value] of waiting) {
      try {
        storage.setItem(key, value);
      } catch {
        // The page works without.
      }
    }
    waiting.clear();
  };
  for (const page of pages) for (const event of LEAVING) page.addEventListener(event, flush);
  return {
    getItem: (key) => waiting.get(key) ?? storage.getItem(key),
    setItem(key, value) {
      waiting.set(key, value);
      clearTimeout(timer);
      timer = setTimeout(flush, REST_MS);
    },
  };
}
