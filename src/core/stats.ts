/** Order statistics of small samples. */

/**
 * The `q`-quantile, linear between order statistics (R's type 7, NumPy's default). Values that are not
 * finite count as +Infinity: a diverged seed is the worst, never left out. NaN when `values` is empty.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Array.from(values, (value) => (Number.isFinite(value) ? value : Infinity)).sort(
    (a, b) => a - b,
  );
  return quantileSorted(sorted, q);
}

/** As `quantile`, of values already in ascending order. */
export function quantileSorted(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  // Equal neighbours first: Infinity - Infinity is NaN.
  if (sorted[below] === sorted[above]) return sorted[below];
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

export interface MedianBand {
  readonly median: number;
  /** First and third quartile. */
  readonly low: number;
  readonly high: number;
}

export function medianBand(values: ArrayLike<number>): MedianBand {
  const sorted = Array.from(values, (value) => (Number.isFinite(value) ? value : Infinity)).sort(
    (a, b) => a - b,
  );
  return {
    median: quantileSorted(sorted, 0.5),
    low: quantileSorted(sorted, 0.25),
    high: quantileSorted(sorted, 0.75),
  };
}
