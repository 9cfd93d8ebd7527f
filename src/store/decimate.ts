/** Which points of a long curve are worth drawing. */

/**
 * Indices in [from, to) whose points show the same curve in `buckets` columns: of every column the first,
 * the smallest, the largest and the last (M4, Jugel et al. 2014). Columns are equally wide in `x`, or in
 * its logarithm; there, points at x <= 0 are left out. `x` must not decrease. Points whose `y` is not
 * finite count only as first or last, so gaps keep their edges.
 */
export function decimate(
  x: (index: number) => number,
  y: ArrayLike<number>,
  from: number,
  to: number,
  buckets: number,
  logX = false,
): number[] {
  const scale = logX ? Math.log : (value: number) => value;
  while (logX && from < to && !(x(from) > 0)) from++;
  if (to - from <= 4 * buckets) return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  const start = scale(x(from));
  const width = (scale(x(to - 1)) - start) / buckets;
  const chosen: number[] = [];
  let index = from;
  while (index < to) {
    const column = columnOf(index);
    const end = endOf(column, index);
    let smallest = index;
    let largest = index;
    // A million points are looked at in this loop several times a second: no calls in it.
    for (let i = index; i < end; i++) {
      const value = y[i];
      if (value - value !== 0) continue;
      if (!(y[smallest] <= value)) smallest = i;
      if (!(y[largest] >= value)) largest = i;
    }
    for (const pick of [index, Math.min(smallest, largest), Math.max(smallest, largest), end - 1]) {
      if (chosen.length === 0 || pick > chosen[chosen.length - 1]) chosen.push(pick);
    }
    index = end;
  }
  return chosen;

  /** The first index behind the column that begins at `first`. */
  function endOf(column: number, first: number): number {
    let inside = first;
    let outside = to;
    while (outside - inside > 1) {
      const middle = (inside + outside) >> 1;
      if (columnOf(middle) === column) inside = middle;
      else outside = middle;
    }
    return outside;
  }

  function columnOf(i: number): number {
    return width > 0 ? Math.min(buckets - 1, Math.floor((scale(x(i)) - start) / width)) : 0;
  }
}
