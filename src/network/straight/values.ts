/**
 * Scalars of a program without tensors: each is computed once, in the outermost block in which all that it rests on is
 * known. Equal ones are one.
 */
import { BINARY, type BinaryName, UNARY, type UnaryName } from '../expression';

/** A place in a range of floats: `first`, and what each loop adds. */
export interface Index {
  readonly first: number;
  readonly strides: ReadonlyMap<Loop, Stride>;
}

/** So many floats more in every turn, or in every so many turns. */
export interface Stride {
  readonly by: number;
  readonly every: number;
}

/** Floats in a row: of a buffer that is only read, or an array of the program's own. */
export interface Range {
  readonly kind: 'range';
  readonly id: number;
  /** Where its entries are known. */
  readonly block: Block;
  readonly from:
    | { readonly kind: 'buffer'; readonly entry: (index: string) => string }
    /** One in every turn of a loop. */
    | { readonly kind: 'kept'; readonly loop: Loop; readonly value: Scalar }
    | { readonly kind: 'listed'; readonly values: readonly Scalar[] };
}

export type Scalar = { readonly id: number; readonly block: Block } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'load'; readonly range: Range; readonly index: Index }
  | { readonly kind: 'unary'; readonly name: UnaryName | 'sinCos'; readonly x: Scalar }
  | { readonly kind: 'part'; readonly part: 'x' | 'y'; readonly x: Scalar }
  | { readonly kind: 'binary'; readonly name: BinaryName; readonly x: Scalar; readonly y: Scalar }
  /** What a loop carries: in its body, and after it. */
  | { readonly kind: 'carried' | 'left'; readonly loop: Loop; readonly place: number }
);

/** Entries of a tensor, row-major. */
export type Entries = readonly Scalar[];

type WithoutPlace<T> = T extends unknown ? Omit<T, 'id' | 'block'> : never;

export interface Loop {
  readonly kind: 'loop';
  readonly id: number;
  readonly steps: number;
  readonly backwards: boolean;
  readonly body: Block;
  readonly initial: Scalar[];
  /** Known when the body is. */
  readonly next: Scalar[];
  readonly kept: Range[];
  /** What has a smaller number is computed before it. */
  place: number;
}

/** What is computed one after another; a listed range is an array that is filled there. */
export interface Block {
  readonly outer: Block | null;
  readonly depth: number;
  readonly items: (Scalar | Loop | Range)[];
}

/** More values are not written out: compilers of shaders take long over them. */
export const MOST_VALUES = 30_000;

/** A network that is too large to be written out. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** Smaller constant tensors are written out. */
const LEAST_READ = 64;

/** Makes values; those at hand are used again. */
export class Values {
  /** What is computed once. */
  readonly top: Block = { outer: null, depth: 0, items: [] };
  /** Entries of the constants that are read from a buffer. */
  readonly constants: number[] = [];
  readonly #constants: Range | null;
  readonly #constantAt = new Map<Float64Array, number>();
  readonly #known = new Map<string, Scalar>();
  /** The last loops that `along` made, by their turns. */
  readonly #along = new Map<Block, ReadonlyMap<number, Loop>>();
  #inside: Loop | null = null;
  #ids = 0;
  #computed = 0;
  readonly #most: number;

  /** `constant`: text of an entry of `constants`; without it, constants are all written out. `most`: values computed. */
  constructor(constant?: (index: string) => string, most = MOST_VALUES) {
    this.#most = most;
    this.#constants = constant ? this.buffer(this.top, constant) : null;
  }

  block(outer: Block): Block {
    return { outer, depth: outer.depth + 1, items: [] };
  }

  number(value: number): Scalar {
    return this.#make(`number ${Object.is(value, -0) ? '-0' : value}`, this.top, { kind: 'number', value });
  }

  /** Entries of a constant tensor; of a large one they are read from `constants`. */
  constant(entries: Float64Array): readonly Scalar[] {
    const range = this.#constants;
    if (!range || entries.length < LEAST_READ || entries.every((entry) => entry === entries[0])) {
      return Array.from(entries, (entry) => this.number(entry));
    }
    let start = this.#constantAt.get(entries);
    if (start === undefined) {
      start = this.constants.length;
      this.#constantAt.set(entries, start);
      for (const entry of entries) this.constants.push(entry);
    }
    const from = start;
    return Array.from(entries, (_, i) => this.at(range, from + i));
  }

  unary(name: UnaryName, x: Scalar): Scalar {
    if (x.kind === 'number') return this.number(UNARY[name](x.value));
    if (name === 'sin' || name === 'cos') {
      const both = this.#make(`sinCos ${x.id}`, x.block, { kind: 'unary', name: 'sinCos', x });
      const part = name === 'sin' ? 'x' : 'y';
      return this.#make(`${part} ${both.id}`, x.block, { kind: 'part', part, x: both });
    }
    return this.#make(`${name} ${x.id}`, x.block, { kind: 'unary', name, x });
  }

  binary(name: BinaryName, x: Scalar, y: Scalar): Scalar {
    if (x.kind === 'number' && y.kind === 'number') return this.number(BINARY[name](x.value, y.value));
    const is = (side: Scalar, value: number) => side.kind === 'number' && side.value === value;
    if (name === 'add' && is(x, 0)) return y;
    if ((name === 'add' || name === 'sub') && is(y, 0)) return x;
    if (name === 'mul' && is(x, 1)) return y;
    if ((name === 'mul' || name === 'div') && is(y, 1)) return x;
    if (name === 'mul' && (is(x, 0) || is(y, 0))) return this.number(0);
    const block = innermost([x.block, y.block]);
    return this.#make(`${name} ${x.id} ${y.id}`, block, { kind: 'binary', name, x, y });
  }

  add(x: Scalar, y: Scalar): Scalar {
    return this.binary('add', x, y);
  }

  mul(x: Scalar, y: Scalar): Scalar {
    return this.binary('mul', x, y);
  }

  sum(terms: readonly Scalar[]): Scalar {
    return terms.reduce((total, term) => this.add(total, term), this.number(0));
  }

  /** A buffer that is read; `entry` is the text of an entry. */
  buffer(block: Block, entry: (index: string) => string): Range {
    return { kind: 'range', id: this.#ids++, block, from: { kind: 'buffer', entry } };
  }

  at(range: Range, first: number): Scalar {
    return this.#load(range, { first, strides: new Map() });
  }

  /** A loop within `outer`, which `close` ends. */
  loop(steps: number, backwards: boolean, outer: Block, initial: readonly Scalar[]): Loop {
    const body = this.block(outer);
    const id = this.#ids++;
    return {
      kind: 'loop',
      id,
      steps,
      backwards,
      body,
      initial: [...initial],
      next: [],
      kept: [],
      place: Number.POSITIVE_INFINITY,
    };
  }

  /**
   * A loop over what goes on regularly, `series`, and `others`: the last one that has as many turns, if all of it is computed before
   * that. Such loops carry nothing but sums, which `carry` adds.
   */
  along(series: readonly (readonly Scalar[])[], others: readonly Scalar[]): Loop {
    const steps = series[0].length;
    const outer = innermost([...series.flat(), ...others].map(({ block }) => block));
    const known = this.#along.get(outer)?.get(steps);
    const isBefore = (scalar: Scalar) => placeOf(scalar) < known!.place;
    if (known && others.every(isBefore) && series.every((all) => isOf(known, all) || all.every(isBefore)))
      return known;
    const loop = this.loop(steps, false, outer, []);
    this.close(loop, []);
    this.#along.set(outer, new Map([...(this.#along.get(outer) ?? []), [steps, loop]]));
    return loop;
  }

  /** What `build` makes, in the body of a loop made by `along`: what is not computed before the loop is computed in it. */
  inside<T>(loop: Loop, build: () => T): T {
    this.#inside = loop;
    try {
      return build();
    } finally {
      this.#inside = null;
    }
  }

  /** Sum over the turns of a loop made by `along`, from `initial`, of what `added` is in each. */
  carry(loop: Loop, initial: Scalar, added: Scalar): Scalar {
    const place = loop.initial.push(initial) - 1;
    loop.next.push(this.inside(loop, () => this.add(this.carried(loop, place), added)));
    return this.left(loop, place);
  }

  carried(loop: Loop, place: number): Scalar {
    return this.#make(`carried ${loop.id} ${place}`, loop.body, { kind: 'carried', loop, place });
  }

  close(loop: Loop, next: readonly Scalar[]): void {
    loop.next.push(...next);
    loop.place = this.#ids++;
    loop.body.outer!.items.push(loop);
  }

  /** After `close`. */
  left(loop: Loop, place: number): Scalar {
    return this.#make(`left ${loop.id} ${place}`, loop.body.outer!, { kind: 'left', loop, place });
  }

  /** The values that `value` has in the turns of a loop, to be read after it. */
  keep(loop: Loop, value: Scalar): Range {
    const range: Range = {
      kind: 'range',
      id: this.#ids++,
      block: loop.body.outer!,
      from: { kind: 'kept', loop, value },
    };
    loop.kept.push(range);
    return range;
  }

  /** In turn t of a loop the value `all[t]`: a place that moves with the loop, if there is one, else of an array. */
  inTurns(loop: Loop, all: readonly Scalar[]): Scalar {
    const [first] = all;
    const stride = strideOf(all);
    if (stride?.by === 0) return first;
    if (first.kind === 'load' && first.range.from.kind === 'kept' && isOf(loop, all))
      return first.range.from.value;
    if (first.kind === 'load' && stride !== null) {
      const { range, index } = first;
      return this.#load(range, { ...index, strides: new Map([...index.strides, [loop, stride]]) });
    }
    this.#computed += all.length;
    const range: Range = {
      kind: 'range',
      id: this.#ids++,
      block: innermost(all.map(({ block }) => block)),
      from: { kind: 'listed', values: all },
    };
    range.block.items.push(range);
    return this.#load(range, { first: 0, strides: new Map([[loop, { by: 1, every: 1 }]]) });
  }

  #load(range: Range, index: Index): Scalar {
    const loops = [...index.strides];
    const block = innermost([range.block, ...loops.map(([{ body }]) => body)]);
    const moving = loops.map(([{ id }, { by, every }]) => `${id} by ${by} every ${every}`).sort();
    return this.#make(`load ${range.id} ${index.first} ${moving}`, block, { kind: 'load', range, index });
  }

  #make(key: string, block: Block, content: WithoutPlace<Scalar>): Scalar {
    const loop = content.kind === 'number' ? null : this.#inside;
    const usable = (scalar: Scalar | undefined) =>
      scalar && (!loop || scalar.block === loop.body || placeOf(scalar) < loop.place) ? scalar : null;
    const own = loop ? `${loop.id} has ${key}` : key;
    const known = usable(this.#known.get(key)) ?? this.#known.get(own);
    if (known) return known;
    // What is read costs no text until it is used.
    if (content.kind === 'unary' || content.kind === 'binary') this.#computed++;
    if (this.#computed > this.#most) {
      throw new TooLargeError(`more than ${this.#most} values are too many to be written out one by one`);
    }
    const place = loop ? innermost([block, loop.body]) : block;
    const made = { ...content, id: this.#ids++, block: place };
    this.#known.set(own, made);
    place.items.push(made);
    return made;
  }
}

/** The deepest of blocks that lie within one another. */
export const innermost = (blocks: readonly Block[]): Block =>
  blocks.reduce((deepest, block) => (block.depth > deepest.depth ? block : deepest));

/** What has a smaller number is computed before a scalar. */
function placeOf(scalar: Scalar): number {
  if (scalar.kind === 'left') return scalar.loop.place;
  if (scalar.kind === 'load' && scalar.range.from.kind === 'kept') return scalar.range.from.loop.place;
  return scalar.id;
}

/** Whether these are the values that a loop keeps of one scalar, turn by turn. */
const isOf = (loop: Loop, all: readonly Scalar[]): boolean =>
  all.every(
    (value, turn) =>
      value.kind === 'load' &&
      value.range.from.kind === 'kept' &&
      value.range.from.loop === loop &&
      value.range === (all[0] as typeof value).range &&
      value.index.first === turn &&
      value.index.strides.size === 0,
  );

/** How values follow one another in a range, by 0 where all are the same; null where they do not. */
export function strideOf(all: readonly Scalar[]): Stride | null {
  const [first] = all;
  const every = all.findIndex((value) => value !== first);
  if (every < 0) return { by: 0, every: 1 };
  const second = all[every];
  if (first.kind !== 'load' || second.kind !== 'load') return null;
  const by = second.index.first - first.index.first;
  const follows = (value: Scalar, turn: number) =>
    value.kind === 'load' &&
    value.range === first.range &&
    value.index.first === first.index.first + Math.floor(turn / every) * by &&
    value.index.strides.size === first.index.strides.size &&
    [...first.index.strides].every(([loop, stride]) => {
      const own = value.index.strides.get(loop);
      return own?.by === stride.by && own.every === stride.every;
    });
  return all.every(follows) ? { by, every } : null;
}
