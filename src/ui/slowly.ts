/** Looks at a store that changes often. */
import type { Playground } from '../store/playground';

/**
 * Calls `look` now and after changes, no more than every `everyMs`. A run that begins or ends is seen at once by all, so
 * that no part of the page says "done" before another has the last numbers. Returns what ends it.
 */
export function slowly(
  store: Pick<Playground['store'], 'subscribe'>,
  everyMs: number,
  look: () => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const lookNow = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    look();
  };
  const unsubscribe = store.subscribe(({ status }, before) => {
    if (status.state !== before.status.state) lookNow();
    else timer ??= setTimeout(lookNow, Math.max(0, last + everyMs - performance.now()));
  });
  lookNow();
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
