/** Time between two looks for finished work. Browsers stretch it to 4 ms in a wait of more than five. */
const NUDGE_MS = 1;

/** Whether the browser tells of finished work by itself, as Chromium and WebKit do. */
const tellsByItself = (): boolean => /\b(Chrome|Safari)\//.test(globalThis.navigator?.userAgent ?? '');

/**
 * Waits for work on a queue: a mapping, or `onSubmittedWorkDone`. Every wait of ours goes through here.
 *
 * Firefox looks for finished work when something is submitted, and else every 100 ms (its bug 1870699), so an empty
 * list of commands is submitted until the work is done. It changes nothing elsewhere, but every one is a message to
 * another process.
 */
export async function awaitGpu<T>(queue: GPUQueue, work: Promise<T>): Promise<T> {
  if (tellsByItself()) return work;
  const nudge = setInterval(() => queue.submit([]), NUDGE_MS);
  try {
    return await work;
  } finally {
    clearInterval(nudge);
  }
}
