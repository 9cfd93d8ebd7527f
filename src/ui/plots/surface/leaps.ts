/** Where a function of the line leaps from one side of 0 to the other, as 1/x does: a curve has a gap there. */

/** Halvings of the stretch between two samples: a leap is then told from a steep way through 0. */
const HALVINGS = 12;

/** Indices of samples with a leap before the next; `valuesAt` has the function at places on the line. */
export function leaps(
  x: readonly number[],
  y: ArrayLike<number>,
  valuesAt: (x: Float64Array) => ArrayLike<number>,
): ReadonlySet<number> {
  const size = (i: number) => Math.abs(y[i] ?? 0);
  // Towards a pole the sizes grow on both sides; the way through 0 makes them smaller.
  const found = x.flatMap((_, i) =>
    y[i] * y[i + 1] < 0 && size(i) > size(i - 1) && size(i + 1) > size(i + 2)
      ? [{ i, ends: [x[i], x[i + 1]], values: [y[i], y[i + 1]] }]
      : [],
  );
  for (let n = 0; n < HALVINGS && found.length > 0; n++) {
    const middles = Float64Array.from(found, ({ ends }) => (ends[0] + ends[1]) / 2);
    const values = valuesAt(middles);
    found.forEach((each, k) => {
      const side = values[k] * each.values[0] > 0 ? 0 : 1;
      each.ends[side] = middles[k];
      each.values[side] = values[k];
    });
  }
  // What is no number in the middle of a pole is one, too.
  return new Set(
    found
      .filter(({ i, values }) => !(Math.min(...values.map(Math.abs)) < Math.min(size(i), size(i + 1))))
      .map(({ i }) => i),
  );
}
