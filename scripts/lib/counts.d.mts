export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Names of what failed. */
  failures: string[];
  /** Names of what was skipped. */
  skips: string[];
}
export function none(): Counts;
export function total(counts: readonly Counts[]): Counts;
/** Counts in a report of `vitest --reporter=json`; null when it is missing. */
export function vitestCounts(path: string, root: string): Counts | null;
/** Counts in a report of Playwright's `json` reporter; null when it is missing. */
export function playwrightCounts(path: string): Counts | null;
