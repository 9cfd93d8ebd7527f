/** How far a result is from the reference, and whether that is near enough. */

export interface Measurement {
  /** Such as "grads.w". */
  readonly quantity: string;
  /** Largest error; infinite where a result is not finite. */
  readonly error: number;
  /** Bound of the error; null where it is told for information only. */
  readonly tolerance: number | null;
  /** Measure of the error. */
  readonly measure: 'absolute' | 'relative' | 'of largest entry' | 'of value + 0.01';
  readonly note?: string;
}

export const passes = ({ error, tolerance }: Measurement): boolean =>
  tolerance === null || error <= tolerance;

/** max |actual - expected|. */
export function absoluteError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largest(actual, expected, (a, e) => Math.abs(a - e));
}

/** max |actual - expected| / |expected|; where 0 is expected only 0 is right. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largest(actual, expected, (a, e) => (a === e ? 0 : Math.abs(a - e) / Math.abs(e)));
}

/** max |actual - expected| / (|expected| + 0.01): a tolerance of 1e-4 is 1e-4 of the value and 1e-6 besides. */
export function softRelativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largest(actual, expected, (a, e) => Math.abs(a - e) / (Math.abs(e) + 0.01));
}

/** max |actual - expected| / max |expected|; absolute where all of `expected` is 0. */
export function scaledError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return absoluteError(actual, expected) / (scale || 1);
}

function largest(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  errorOf: (actual: number, expected: number) => number,
): number {
  if (actual.length !== expected.length) {
    throw new Error(`compared ${actual.length} results with ${expected.length} expected ones`);
  }
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = errorOf(actual[i], expected[i]);
    if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, error);
  }
  return most;
}
