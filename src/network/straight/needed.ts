/** What results rest on: all else is left out. */
import type { Block, Loop, Range, Scalar } from './values';

/** A scalar that is used in a block by what is no scalar. */
export interface Result {
  readonly scalar: Scalar;
  readonly block: Block;
}

/** How a scalar is used: how often, and whether by anything but scalars of its own block. */
export interface Use {
  count: number;
  elsewhere: boolean;
}

export interface Needed {
  readonly scalars: ReadonlyMap<Scalar, Use>;
  readonly ranges: ReadonlySet<Range>;
  /** Loops that run, and places of what they carry. */
  readonly loops: ReadonlyMap<Loop, ReadonlySet<number>>;
}

export function needed(results: readonly Result[]): Needed {
  const scalars = new Map<Scalar, Use>();
  const ranges = new Set<Range>();
  const loops = new Map<Loop, Set<number>>();
  const waiting: Scalar[] = [];
  const use = (scalar: Scalar, by: Block | null): void => {
    const own = scalars.get(scalar);
    if (own) {
      own.count++;
      own.elsewhere ||= by !== scalar.block;
      return;
    }
    scalars.set(scalar, { count: 1, elsewhere: by !== scalar.block });
    waiting.push(scalar);
  };
  const placesOf = (loop: Loop): Set<number> => {
    const places = loops.get(loop) ?? new Set();
    loops.set(loop, places);
    return places;
  };
  const readRange = (range: Range): void => {
    if (ranges.has(range)) return;
    ranges.add(range);
    const { from } = range;
    if (from.kind === 'kept') {
      placesOf(from.loop);
      use(from.value, null);
    }
    if (from.kind === 'listed') for (const value of from.values) use(value, null);
  };
  const readCarry = (loop: Loop, place: number): void => {
    const places = placesOf(loop);
    if (places.has(place)) return;
    places.add(place);
    use(loop.initial[place], null);
    use(loop.next[place], null);
  };
  for (const { scalar, block } of results) use(scalar, block);
  while (waiting.length > 0) {
    const scalar = waiting.pop()!;
    switch (scalar.kind) {
      case 'load':
        readRange(scalar.range);
        break;
      case 'carried':
      case 'left':
        readCarry(scalar.loop, scalar.place);
        break;
      case 'binary':
        use(scalar.x, scalar.block);
        use(scalar.y, scalar.block);
        break;
      case 'unary':
      case 'part':
        use(scalar.x, scalar.block);
    }
  }
  return { scalars, ranges, loops };
}
