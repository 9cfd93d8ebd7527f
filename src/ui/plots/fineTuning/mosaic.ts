/** Filters of a layer side by side as one picture. */
import type { FirstFilters } from '../../../tasks/fineTuning/view';

/** Few filters are in few columns, so that they are large. */
const columnsOf = (count: number): number => (count > 8 ? 8 : Math.min(4, count));

export interface Tile {
  readonly width: number;
  readonly height: number;
  /** Which entry of `[count, side, side]` a pixel shows; null between filters. */
  place(index: number): number | null;
}

/** A line of a pixel lies between neighbours. */
export function filterTile(count: number, side: number): Tile {
  const columns = columnsOf(count);
  const cell = side + 1;
  const width = columns * cell - 1;
  const height = Math.ceil(count / columns) * cell - 1;
  return {
    width,
    height,
    place(index) {
      const [row, column] = [Math.floor(index / width), index % width];
      const filter = Math.floor(row / cell) * columns + Math.floor(column / cell);
      const [y, x] = [row % cell, column % cell];
      return y === side || x === side || filter >= count ? null : (filter * side + y) * side + x;
    },
  };
}

/** Largest magnitude of all, before and after. */
export const largestOf = (all: readonly FirstFilters[]): number =>
  all
    .flatMap(({ before, after }) => [before, after])
    .reduce((most, values) => values.reduce((own, value) => Math.max(own, Math.abs(value)), most), 0);

/** Length of a filter's way over what it was. */
export function distance({ side, before, after }: FirstFilters, filter: number): number {
  const size = side * side;
  let [way, length] = [0, 0];
  for (let i = filter * size; i < (filter + 1) * size; i++) {
    way += (after[i] - before[i]) ** 2;
    length += before[i] ** 2;
  }
  return Math.sqrt(way / length);
}
