/** Strokes as grey pixels: every pixel is as bright as the nearest stroke covers it. */

export interface Pen {
  /** Half the width of a stroke across the pen, pixels. */
  readonly across: number;
  /** The same along it; equal to `across` for a round pen. */
  readonly along: number;
  /** Direction of the pen's edge, a unit vector. */
  readonly edge: readonly [number, number];
  /** Pixels over which a stroke's edge fades. */
  readonly blur: number;
}

/** Half the width of a stroke in the direction of (dx, dy), which has this length. */
function halfWidth({ across, along, edge: [ex, ey] }: Pen, dx: number, dy: number, length: number): number {
  if (length === 0) return across;
  return along + (across - along) * Math.abs((dx * ey - dy * ex) / length);
}

/** Rises from 0 to 1 as x does, without a kink at either end. */
const smooth = (x: number): number => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));

/**
 * Raises `cover` `[side, side]`, 0 to 1, by a stroke through `points` (pixels; the centre of the first is at 0.5, 0.5).
 */
export function paintStroke(cover: Float64Array, side: number, points: readonly number[], pen: Pen): void {
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [x0, y0, x1, y1] = [points[at], points[at + 1], points[at + 2], points[at + 3]];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy;
    const half = halfWidth(pen, dx, dy, Math.sqrt(square));
    const reach = half + pen.blur;
    const first = (low: number) => Math.max(0, Math.floor(low - reach));
    const last = (high: number) => Math.min(side - 1, Math.ceil(high + reach));
    const right = last(Math.max(x0, x1));
    const bottom = last(Math.max(y0, y1));
    for (let row = first(Math.min(y0, y1)); row <= bottom; row++) {
      for (let column = first(Math.min(x0, x1)); column <= right; column++) {
        const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
        const share = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
        const [rx, ry] = [px - share * dx, py - share * dy];
        const level = smooth((half - Math.sqrt(rx * rx + ry * ry)) / pen.blur + 0.5);
        const place = row * side + column;
        if (level > cover[place]) cover[place] = level;
      }
    }
  }
}
