/** From the index of an entry to where views are read: as few divisions as do, for software adapters divide one by one. */
import type { View } from './view';

/** Below it a division by a constant is exact as a product in float32: half a unit is more than its error. */
const EXACT = 2 ** 21;

/** `x` / `divisor`, for x < `size`. */
export function quotient(x: string, divisor: number, size: number): string {
  if (divisor === 1) return x;
  if (Number.isInteger(Math.log2(divisor))) return `(${x} >> ${Math.log2(divisor)}u)`;
  if (size >= EXACT) return `(${x} / ${divisor}u)`;
  return `u32((f32(${x}) + 0.5) * ${Math.fround(1 / divisor)}f)`;
}

/** Names of an index in parts: `outer` * `extent` + `inner`. */
export interface Split {
  readonly extent: number;
  readonly outer: string;
  readonly inner: string;
}

export interface Term {
  /** To be added to the first entry's place; empty: 0. */
  readonly index: string;
  /** Condition for there being an entry; null: always. */
  readonly inside: string | null;
}

/** Where entries of views lie whose shapes have as many entries as there are values of `flat`. */
export class Coordinates {
  readonly lines: string[] = [];
  readonly #flat: string;
  readonly #size: number;
  readonly #split: Split | null;
  readonly #known = new Map<string, string>();

  constructor(flat: string, size: number, split: Split | null = null) {
    this.#flat = flat;
    this.#size = size;
    this.#split = split;
  }

  /** `skip`: axes that another part of the kernel counts. */
  term(view: View, skip: readonly number[] = []): Term {
    const index: string[] = [];
    const inside: string[] = [];
    for (const { div, extent, stride, bounds } of merged(view, skip)) {
      if (extent === 1 || (stride === 0 && !bounds)) continue;
      const coordinate = this.coordinate(div, extent);
      if (stride !== 0) index.push(times(coordinate, stride));
      if (bounds) inside.push(within(coordinate, bounds));
    }
    return { index: index.join(' + '), inside: inside.length > 0 ? inside.join(' & ') : null };
  }

  /** Name of (`flat` / `div`) mod `extent`. */
  coordinate(div: number, extent: number): string {
    if (div === 1 && extent === this.#size) return this.#flat;
    const key = `${div} ${extent}`;
    let name = this.#known.get(key);
    if (!name) {
      name = `${this.#flat}_${div}_${extent}`;
      const text = this.#text(div, extent);
      this.lines.push(`let ${name} = ${text};`);
      this.#known.set(key, name);
    }
    return name;
  }

  #text(div: number, extent: number): string {
    const split = this.#split;
    if (split && div === 1 && extent === split.extent) return split.inner;
    if (split && split.extent % (div * extent) === 0) {
      return entry(split.inner, div, extent, split.extent);
    }
    if (split && div % split.extent === 0) {
      return entry(split.outer, div / split.extent, extent, this.#size / split.extent);
    }
    return entry(this.#flat, div, extent, this.#size);
  }
}

/** (`x` / `div`) mod `extent`, for x < `size`. */
function entry(x: string, div: number, extent: number, size: number): string {
  const high = quotient(x, div, size);
  if (div * extent >= size) return high;
  return `${high} - ${quotient(x, div * extent, size)} * ${extent}u`;
}

interface Axis {
  /** Entries of the axes after it. */
  readonly div: number;
  readonly extent: number;
  readonly stride: number;
  readonly bounds: View['bounds'][number];
}

/** Axes of a view, those that follow one another as one. */
function merged({ shape, strides, bounds }: View, skip: readonly number[]): readonly Axis[] {
  const axes: Axis[] = [];
  let div = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = skip.includes(axis) ? 1 : shape[axis];
    const own: Axis = { div, extent, stride: strides[axis], bounds: bounds[axis] };
    div *= extent;
    if (extent === 1) continue;
    const inner = axes.at(-1);
    if (inner && !inner.bounds && !own.bounds && own.stride === inner.extent * inner.stride) {
      axes[axes.length - 1] = { ...inner, extent: inner.extent * extent };
    } else axes.push(own);
  }
  return axes;
}

export const times = (x: string, stride: number): string => (stride === 1 ? x : `${x} * ${stride >>> 0}u`);

/**
 * Bounds may lie beyond the axis on either side. No "&&", which is a branch: a software adapter takes minutes to compile
 * many.
 */
export const within = (x: string, [from, to]: readonly [number, number]): string =>
  `(i32(${x}) >= ${from}) & (i32(${x}) < ${to})`;
