/** A field of velocities as arrows. */

/** At most this much of the way to the next arrow. */
const LONGEST = 0.92;
/** Speed whose arrow has 0.7 of the greatest length; slower ones shrink as the root, for a cubic field spans powers of ten. */
const USUAL_SPEED = 3;
/** Head, as a share of the arrow, and its slant. */
const HEAD = 0.34;
const SLANT = 0.5;

/**
 * One line with gaps through all arrows of velocities `[side, side, 2]`, the tail of each at its place; `placeOf` is the
 * coordinate of an index along either side.
 */
export function arrowLines(
  velocities: ArrayLike<number>,
  side: number,
  placeOf: (index: number) => number,
): { readonly x: number[]; readonly y: number[] } {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  const longest = LONGEST * (placeOf(1) - placeOf(0));
  for (let index = 0; index < side * side; index++) {
    const [u, v] = [velocities[2 * index], velocities[2 * index + 1]];
    const speed = Math.hypot(u, v);
    if (!(speed > 0) || !Number.isFinite(speed)) continue;
    const length = longest * Math.sqrt(speed / (speed + USUAL_SPEED));
    const [dx, dy] = [(u / speed) * length, (v / speed) * length];
    const [fromX, fromY] = [placeOf(index % side), placeOf(Math.floor(index / side))];
    const [tipX, tipY] = [fromX + dx, fromY + dy];
    const wing = (turn: number) =>
      [tipX - HEAD * (dx + turn * SLANT * dy), tipY - HEAD * (dy - turn * SLANT * dx)] as const;
    const [left, right] = [wing(1), wing(-1)];
    x.push(fromX, tipX, left[0], tipX, right[0], null);
    y.push(fromY, tipY, left[1], tipY, right[1], null);
  }
  // Plotly leaves a gap at a null, which its types do not know.
  return { x: x as number[], y: y as number[] };
}
