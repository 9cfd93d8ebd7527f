/** Smoothing of a curve for the eye; the numbers of tables and links are never smoothed. */

/** Values looked at per block of a curve that is longer than the axis is wide. */
const PER_BLOCK = 8;

export interface Smoothed {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/**
 * A curve averaged over about `span` steps, at up to `most` points: exponential weights towards either
 * side, so that falling curves are not shifted to the right. With `log` the logarithms are averaged, as
 * befits a logarithmic axis. What is not finite (or, with `log`, not positive) takes no part, and where
 * the curve breaks off the smooth one does as well.
 */
export function smooth(values: ArrayLike<number>, span: number, log: boolean, most: number): Smoothed {
  const to = log ? Math.log : (value: number) => value;
  const from = log ? Math.exp : (value: number) => value;
  const block = Math.max(1, Math.ceil(values.length / most));
  const stride = Math.max(1, Math.floor(block / PER_BLOCK));
  const steps: number[] = [];
  const means: number[] = [];
  for (let start = 0; start < values.length; start += block) {
    const end = Math.min(values.length, start + block);
    let sum = 0;
    let count = 0;
    for (let index = start; index < end; index += stride) {
      const value = to(values[index]);
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
    steps.push(start + Math.floor((end - start - 1) / 2));
    means.push(count > 0 ? sum / count : Number.NaN);
  }
  const keep = Math.exp((-2 * block) / span);
  const before = decayed(means, keep);
  const after = decayed(means.toReversed(), keep);
  const last = means.length - 1;
  return {
    steps,
    values: means.map((mean, index) => {
      if (Number.isNaN(mean)) return null;
      const [left, leftWeight] = before[index];
      const [right, rightWeight] = after[last - index];
      // The point itself is in both sums.
      return from((left + right - mean) / (leftWeight + rightWeight - 1));
    }),
  };
}

/** Sums of the values so far and of their weights, which fall by `keep` with every point. */
function decayed(values: readonly number[], keep: number): (readonly [number, number])[] {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    sum *= keep;
    weight *= keep;
    if (!Number.isNaN(value)) {
      sum += value;
      weight += 1;
    }
    return [sum, weight] as const;
  });
}
