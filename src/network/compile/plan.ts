/** From a graph to kernels with places: what runs in which order, and where every tensor lies. */

import { input } from '../expression';
import { given, isOperation, type Node, type ScanBody, sizeOf } from '../graph';
import { Arena } from './arena';
import { partsOfProduct, productKernel } from './contraction';
import { joinKernel, mapKernel, partsOfSum, poolKernel, sumKernel, unpoolKernel } from './entrywise';
import { floatsOf, fuse, type Group, type Loop, readsOf, type Unit } from './fuse';
import type { KernelText } from './kernel';
import { fixed, type Place, type Turns } from './places';
import { isWhole, type View, whole } from './view';

/** A kernel, or a loop over steps of its own. */
export type Step = KernelText | Repeat;

export interface Repeat {
  /** Stands for the loop among `Turns`. */
  readonly loop: object;
  readonly turns: number;
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Floats of a lane's arena. */
  readonly arena: number;
  /** Numbers that all lanes share. */
  readonly constants: Float32Array<ArrayBuffer>;
}

/** A tensor and where it is to be written. */
export interface Target {
  readonly node: Node;
  readonly place: Place;
}

/** `leaves`: places of given tensors; those in the arena are taken by `reserve` before. */
export function plan(
  targets: readonly Target[],
  given: ReadonlyMap<Node, Place | 'arena'>,
): Plan & {
  readonly placeOf: ReadonlyMap<Node, Place>;
} {
  const planner = new Planner();
  const places = new Map<Node, Place>();
  for (const [node, place] of given) {
    places.set(node, place === 'arena' ? fixed('arena', planner.arena.take(sizeOf(node.shape))) : place);
  }
  const steps = planner.level(targets, places, []);
  return { steps, arena: planner.arena.size, constants: planner.constants(), placeOf: places };
}

class Planner {
  readonly arena = new Arena();
  readonly #constants: number[] = [];
  readonly #constantAt = new Map<Node, number>();

  constants(): Float32Array<ArrayBuffer> {
    return Float32Array.from(this.#constants);
  }

  /** Steps that compute `targets` from `leaves`, whose places are in `known`. */
  level(
    targets: readonly Target[],
    known: ReadonlyMap<Node, Place>,
    leaves: readonly View[],
  ): readonly Step[] {
    const { units, views } = fuse(
      targets.map(({ node }) => node),
      leaves,
    );
    return new Level(
      this,
      units,
      known,
      targets.map(({ node, place }) => ({ view: views.of(node), place })),
    ).run();
  }

  constantPlace(node: Node<'constant'>): Place {
    let at = this.#constantAt.get(node);
    if (at === undefined) {
      at = this.#constants.length;
      this.#constantAt.set(node, at);
      for (const value of node.attributes.values) this.#constants.push(value);
    }
    return fixed('constants', at);
  }
}

interface Wanted {
  readonly view: View;
  readonly place: Place;
}

const moving = (offset: (turns: Turns) => number): Place => ({ buffer: 'arena', offset });

/** A range of the arena that is given back. */
interface Held {
  readonly start: number;
  readonly floats: number;
}

/** One level of a graph: outside of loops, or the body of one. */
class Level {
  readonly #planner: Planner;
  readonly #units: readonly Unit[];
  readonly #places: Map<Node, Place>;
  readonly #wanted: readonly Wanted[];
  /** The last unit that reads a node, or what a loop gives. */
  readonly #lastRead = new Map<Node, number>();
  /** What is given back after a unit. */
  readonly #expiring = new Map<number, Held[]>();
  readonly #steps: Step[] = [];
  /** Wanted tensors that are written to their place at once. */
  readonly #direct = new Set<Wanted>();

  constructor(
    planner: Planner,
    units: readonly Unit[],
    known: ReadonlyMap<Node, Place>,
    wanted: readonly Wanted[],
  ) {
    this.#planner = planner;
    this.#units = units;
    this.#places = new Map(known);
    this.#wanted = wanted;
    units.forEach((unit, index) => {
      for (const { source } of readsOf(unit)) this.#lastRead.set(source, index);
    });
    for (const { view } of wanted) this.#lastRead.set(view.source, units.length);
  }

  run(): readonly Step[] {
    this.#units.forEach((unit, index) => {
      if (unit.kind === 'group') this.#group(unit, index);
      else this.#loop(unit, index);
      for (const { start, floats } of this.#expiring.get(index) ?? [])
        this.#planner.arena.give(start, floats);
    });
    for (const wanted of this.#wanted) if (!this.#direct.has(wanted)) this.#copy(wanted.view, wanted.place);
    for (const { start, floats } of this.#expiring.get(this.#units.length) ?? []) {
      this.#planner.arena.give(start, floats);
    }
    return this.#steps;
  }

  readonly #placeOf = (node: Node): Place => {
    if (isOperation(node, 'constant')) return this.#planner.constantPlace(node);
    const place = this.#places.get(node);
    if (!place) throw new Error(`no place for a tensor of "${node.operation}"`);
    return place;
  };

  readonly #placeOfView = ({ source }: View): Place => this.#placeOf(source);

  /** A range until after the unit `last`. */
  #take(floats: number, last: number): number {
    const start = this.#planner.arena.take(floats);
    const list = this.#expiring.get(last) ?? [];
    list.push({ start, floats });
    this.#expiring.set(last, list);
    return start;
  }

  #group(group: Group, index: number): void {
    for (const node of group.outputs) {
      const wanted = this.#wanted.find((each) => each.view.source === node && isWhole(each.view));
      if (wanted) this.#direct.add(wanted);
      const last = this.#lastRead.get(node) ?? index;
      this.#places.set(node, wanted ? wanted.place : fixed('arena', this.#take(sizeOf(node.shape), last)));
    }
    const parts = partsOf(group);
    const partial = parts > 1 ? fixed('arena', this.#take(parts * group.size, index)) : null;
    this.#steps.push({ ...this.#kernel(group, parts, partial), floats: floatsOf(group, parts) });
    if (partial) this.#steps.push(joinKernel(group, this.#placeOfView, this.#placeOf, parts, partial));
  }

  #kernel(group: Group, parts: number, partial: Place | null): KernelText {
    const [views, nodes] = [this.#placeOfView, this.#placeOf];
    switch (group.anchor?.operation) {
      case 'sum':
      case 'max':
        return sumKernel(group, views, nodes, parts, partial);
      case 'matmul':
      case 'conv':
        return productKernel(group, views, nodes, parts, partial);
      case 'pool':
        return poolKernel(group, views, nodes);
      case 'unpool':
        return unpoolKernel(group, views, nodes);
      default:
        return mapKernel(group, views, nodes);
    }
  }

  /** Writes a view's entries to a place. */
  #copy(view: View, place: Place): void {
    const node = given('copy', view.shape);
    const constant = isOperation(view.source, 'constant') && sizeOf(view.source.shape) === 1;
    const group: Group = {
      kind: 'group',
      anchor: null,
      size: sizeOf(view.shape),
      inner: null,
      operands: [],
      loads: constant ? [] : [view],
      members: new Map([
        [
          node,
          constant
            ? { kind: 'constant', value: (view.source as Node<'constant'>).attributes.values[0] }
            : input(0),
        ],
      ]),
      outputs: [node],
    };
    this.#steps.push(mapKernel(group, this.#placeOfView, () => place));
  }

  #loop({ node, inputs }: Loop, index: number): void {
    const { body, steps, backwards } = node.attributes;
    const { carries, next, made } = body;
    const loop = {};
    /** Turns so far, and the entry of sequences that a turn has. */
    const turn = (turns: Turns) => turns.get(loop)!;
    const entry = (turns: Turns) => (backwards ? steps - 1 - turn(turns) : turn(turns));
    const outputs = outputsOf(this.#units, this.#wanted, node);
    const read = (which: number) => outputs.get(which) ?? [];
    const last = (nodes: readonly Node[]) =>
      Math.max(index, ...nodes.map((each) => this.#lastRead.get(each) ?? index));
    const set = (nodes: readonly Node[], offset: number) => {
      for (const each of nodes) this.#places.set(each, fixed('arena', offset));
    };

    // What is carried: a row per turn where it is read later, else two rows in turn.
    const kept = carries.map((carry, which) => {
      const [end, saved] = [read(which), read(next.length + made.length + which)];
      const same = made.flatMap((each, at) => (each === next[which] ? read(next.length + at) : []));
      const isKept = saved.length + same.length > 0;
      const size = sizeOf(carry.shape);
      const start = this.#take((isKept ? steps + 1 : 2) * size, last([...end, ...saved, ...same]));
      const row = (done: number) => (isKept ? (backwards ? steps - done : done) : done % 2);
      const rowAt = (done: number) => start + row(done) * size;
      this.#copy(inputs[which], fixed('arena', rowAt(0)));
      set(end, rowAt(steps));
      set(saved, start + (backwards ? size : 0));
      set(same, start + (backwards ? 0 : size));
      return {
        now: moving((turns) => rowAt(turn(turns))),
        next: moving((turns) => rowAt(turn(turns) + 1)),
      };
    });

    const targets: Target[] = next.map((each, which) => ({ node: each, place: kept[which].next }));
    made.forEach((each, which) => {
      const sequences = read(next.length + which);
      if (sequences.length === 0 || this.#places.has(sequences[0])) return;
      const size = sizeOf(each.shape);
      const start = this.#take(steps * size, last(sequences));
      set(sequences, start);
      targets.push({ node: each, place: moving((turns) => start + entry(turns) * size) });
    });

    const { places, leaves } = this.#leavesOf(
      body,
      inputs,
      kept.map(({ now }) => now),
      entry,
    );
    const inner = this.#planner.level(targets, places, leaves);
    this.#steps.push({ loop, turns: steps, steps: inner });
  }

  /** Places of what a body is handed, and how what lies elsewhere is read. */
  #leavesOf(
    { carries, entries, shared }: ScanBody,
    inputs: readonly View[],
    now: readonly Place[],
    entry: (turns: Turns) => number,
  ): { readonly places: ReadonlyMap<Node, Place>; readonly leaves: readonly View[] } {
    const places = new Map<Node, Place>(carries.map((carry, at) => [carry, now[at]]));
    const leaves: View[] = [];
    entries.forEach((each, at) => {
      const view = inputs[carries.length + at];
      const { buffer, offset } = this.#placeOf(view.source);
      places.set(each, {
        buffer,
        offset: (turns) => offset(turns) + view.offset + entry(turns) * view.strides[0],
      });
      leaves.push({ ...whole(each), strides: view.strides.slice(1) });
    });
    shared.forEach((each, at) => {
      const view = inputs[carries.length + entries.length + at];
      const { buffer, offset } = this.#placeOf(view.source);
      places.set(each, { buffer, offset: (turns) => offset(turns) + view.offset });
      leaves.push({ ...whole(each), strides: view.strides });
    });
    return { places, leaves };
  }
}

function partsOf(group: Group): number {
  switch (group.anchor?.operation) {
    case 'sum':
    case 'max':
      return partsOfSum(group);
    case 'matmul':
    case 'conv':
      return partsOfProduct(group);
    default:
      return 1;
  }
}

/** What is read of all that a loop gives, by its place among `scanOutputs`. */
function outputsOf(
  units: readonly Unit[],
  wanted: readonly Wanted[],
  loop: Node<'scan'>,
): ReadonlyMap<number, readonly Node[]> {
  const found = new Map<number, readonly Node[]>();
  const look = ({ source }: View) => {
    if (!isOperation(source, 'output') || source.inputs[0] !== loop) return;
    const { index } = source.attributes;
    found.set(index, [...new Set([...(found.get(index) ?? []), source])]);
  };
  for (const unit of units) for (const view of readsOf(unit)) look(view);
  for (const { view } of wanted) look(view);
  return found;
}
