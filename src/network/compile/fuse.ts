/**
 * From nodes to units of work: what is computed entry by entry is done where its inputs are made (a chain of maps, or what
 * follows a product, a sum or a pool), or where it is used (what is only summed is never written).
 */
import { add, binary, type Expression, input, unary } from '../expression';
import { inOrder, isOperation, type Node, type OperationName, sameShape, sizeOf } from '../graph';
import { isBounded, isWhole, repeated, type View, Views } from './view';

/** What is computed otherwise than entry by entry. */
export type AnchorName = 'sum' | 'max' | 'matmul' | 'conv' | 'pool' | 'unpool';
const ANCHORS: ReadonlySet<OperationName> = new Set(['sum', 'max', 'matmul', 'conv', 'pool', 'unpool']);

/** Stands for the anchor's own value in expressions of its unit. */
export const ANCHOR = input(-1);

/** Values read at the same index as is computed: an expression of them. */
export interface Reading {
  readonly loads: View[];
}

/** One kernel: an anchor, if any, and what is computed of each of its entries. */
export interface Group extends Reading {
  readonly kind: 'group';
  readonly anchor: Node<AnchorName> | null;
  /** Entries; every member has as many. */
  readonly size: number;
  /** Of a sum or maximum what it runs over, an expression of `inner.loads`, which have the input's shape. */
  readonly inner: (Reading & { readonly expression: Expression }) | null;
  /** Of other anchors the tensors they read. */
  readonly operands: readonly View[];
  /** Expressions of `loads` and of `ANCHOR`. */
  readonly members: Map<Node, Expression>;
  /** Members that are written. */
  readonly outputs: Node[];
}

export interface Loop {
  readonly kind: 'loop';
  readonly node: Node<'scan'>;
  readonly inputs: readonly View[];
}

export type Unit = Group | Loop;

/** More tensors are not read by one kernel, nor more computed in it: its places must fit into a record. */
const MAX_SOURCES = 36;
const MAX_MEMBERS = 16;
/** A value that is summed in more places is written. */
const MAX_REPEATS = 2;

export interface Fused {
  readonly units: readonly Unit[];
  readonly views: Views;
}

/**
 * Units, in an order in which they can run, that compute `roots`; all of them are written, unless given or constant.
 * `leaves`: given tensors whose entries lie otherwise than one after another.
 */
export function fuse(roots: readonly Node[], leaves: readonly View[] = []): Fused {
  return new Fuser(roots, leaves).run();
}

class Fuser {
  readonly #views: Views;
  readonly #order: readonly Node[];
  readonly #units: Unit[] = [];
  /** The unit that computes a node. */
  readonly #unitOf = new Map<Node, number>();
  readonly #wanted: ReadonlySet<Node>;
  readonly #inlined: ReadonlySet<Node>;
  readonly #copies = new Map<Node, Node>();

  constructor(roots: readonly Node[], leaves: readonly View[]) {
    this.#views = new Views(leaves);
    this.#order = inOrder(roots);
    this.#wanted = new Set(roots.map((root) => this.#views.of(root).source));
    this.#inlined = this.#findInlined();
  }

  run(): Fused {
    for (const node of this.#order) {
      if (!this.#views.isSource(node) || this.#inlined.has(node)) continue;
      if (isOperation(node, 'scan')) this.#loop(node);
      else if (ANCHORS.has(node.operation)) this.#anchored(node as Node<AnchorName>);
      else if (node.operation === 'map' || node.operation === 'concat' || node.operation === 'reshape') {
        this.#entrywise(node);
      }
    }
    this.#findOutputs();
    return { units: this.#units, views: this.#views };
  }

  /** Maps that nothing but sums and other such maps read, entry by entry. */
  #findInlined(): ReadonlySet<Node> {
    const uses = new Map<Node, { readonly by: Node; readonly direct: boolean }[]>();
    for (const by of this.#order) {
      if (!this.#views.isSource(by)) continue;
      for (const x of by.inputs) {
        const { source } = this.#views.of(x);
        uses.set(source, [...(uses.get(source) ?? []), { by, direct: source === x }]);
      }
    }
    const inlined = new Set<Node>();
    for (const node of this.#order.toReversed()) {
      const own = uses.get(node) ?? [];
      if (
        isOperation(node, 'map') &&
        this.#views.isSource(node) &&
        !this.#wanted.has(node) &&
        own.length > 0 &&
        own.length <= MAX_REPEATS &&
        own.every(
          ({ by, direct }) =>
            direct &&
            (by.operation === 'sum' ||
              by.operation === 'max' ||
              (inlined.has(by) && sameShape(by.shape, node.shape))),
        )
      ) {
        inlined.add(node);
      }
    }
    return inlined;
  }

  #loop(node: Node<'scan'>): void {
    this.#units.push({ kind: 'loop', node, inputs: node.inputs.map((x) => this.#unbounded(x)) });
    this.#unitOf.set(node, this.#units.length - 1);
  }

  #anchored(node: Node<AnchorName>): void {
    const summed = node.operation === 'sum' || node.operation === 'max';
    const inner = summed ? this.#innerOf(node.inputs[0]) : null;
    const operands = summed ? [] : node.inputs.map((x) => this.#unbounded(x));
    this.#add(node, node, inner, operands, ANCHOR, []);
  }

  /** What a sum runs over: an inlined map's expression, or a tensor. */
  #innerOf(node: Node): Group['inner'] {
    const loads: View[] = [];
    const expression = this.#valueOf(node, loads, null);
    return { expression, loads };
  }

  /** Puts a node to the unit that makes the last of its inputs, if that has its entries; else makes a unit. */
  #entrywise(node: Node): void {
    const last = Math.max(-1, ...this.#sourcesOf(node).map((source) => this.#unitOf.get(source) ?? -1));
    const unit = this.#units[last];
    if (
      unit?.kind === 'group' &&
      unit.size === sizeOf(node.shape) &&
      unit.members.size < MAX_MEMBERS &&
      this.#readsWhole(node, last)
    ) {
      const loads = [...unit.loads];
      const expression = this.#expressionOf(node, loads, unit);
      if (sourcesOf(loads) <= MAX_SOURCES) {
        unit.loads.splice(0, unit.loads.length, ...loads);
        unit.members.set(node, expression);
        this.#unitOf.set(node, last);
        return;
      }
    }
    const loads: View[] = [];
    this.#add(node, null, null, [], this.#expressionOf(node, loads, null), loads);
  }

  #add(
    node: Node,
    anchor: Node<AnchorName> | null,
    inner: Group['inner'],
    operands: readonly View[],
    expression: Expression,
    loads: View[],
  ): void {
    this.#units.push({
      kind: 'group',
      anchor,
      size: sizeOf(node.shape),
      inner,
      operands,
      loads,
      members: new Map([[node, expression]]),
      outputs: [],
    });
    this.#unitOf.set(node, this.#units.length - 1);
  }

  /** Tensors that a node computed entry by entry reads, those behind inlined ones included. */
  #sourcesOf(node: Node): readonly Node[] {
    return this.#readings(node).map(({ source }) => {
      const made = source.operation === 'output' ? source.inputs[0] : source;
      return made;
    });
  }

  /** How a node computed entry by entry reads its inputs, repeated over its shape. */
  #readings(node: Node): readonly View[] {
    if (node.operation === 'map') return node.inputs.map((x) => this.#over(x, node));
    if (isOperation(node, 'concat')) return node.inputs.map((_, index) => this.#placed(node, index));
    return [this.#views.copied(node)];
  }

  #over(x: Node, node: Node): View {
    return repeated(this.#views.of(x), node.shape) ?? repeated(this.#views.of(this.#copyOf(x)), node.shape)!;
  }

  /** A part of a concatenation under the shape of the whole: 0 elsewhere. */
  #placed({ inputs, shape, attributes: { axis } }: Node<'concat'>, index: number): View {
    const before = inputs.slice(0, index).reduce((total, part) => total + part.shape[axis], 0);
    const view = this.#views.of(inputs[index]);
    const inside = view.bounds[axis] ?? [0, view.shape[axis]];
    return {
      ...view,
      shape,
      offset: view.offset - before * view.strides[axis],
      bounds: view.bounds.with(axis, [inside[0] + before, inside[1] + before]),
    };
  }

  /** Whether what a node reads of that unit's members is at the index it computes. */
  #readsWhole(node: Node, unit: number): boolean {
    return this.#readings(node).every((view) => this.#unitOf.get(view.source) !== unit || isWhole(view));
  }

  #expressionOf(node: Node, loads: View[], unit: Group | null): Expression {
    const values = this.#readings(node).map((view) => this.#read(view, loads, unit));
    if (isOperation(node, 'map')) return substitute(node.attributes.expression, values);
    return values.reduce((total, value) => add(total, value));
  }

  /** Value of a node that is summed: its expression where it is inlined. */
  #valueOf(node: Node, loads: View[], unit: Group | null): Expression {
    if (!this.#inlined.has(node)) return this.#read(this.#views.of(node), loads, unit);
    const { attributes, inputs } = node as Node<'map'>;
    const values = inputs.map((x) =>
      this.#inlined.has(this.#views.of(x).source)
        ? this.#valueOf(this.#views.of(x).source, loads, unit)
        : this.#read(this.#over(x, node), loads, unit),
    );
    return substitute(attributes.expression, values);
  }

  /** The value a view has at the index: of a member of the unit its expression, of a constant the number, else a load. */
  #read(view: View, loads: View[], unit: Group | null): Expression {
    const { source } = view;
    const own = unit?.members.get(source);
    if (own) return own;
    if (isOperation(source, 'constant') && sizeOf(source.shape) === 1 && !isBounded(view)) {
      return { kind: 'constant', value: source.attributes.values[0] };
    }
    const known = loads.findIndex((other) => sameView(other, view));
    return input(known >= 0 ? known : loads.push(view) - 1);
  }

  /** A view without bounds: of a copy if need be. */
  #unbounded(x: Node): View {
    const view = this.#views.of(x);
    return isBounded(view) ? this.#views.of(this.#copyOf(x)) : view;
  }

  #copyOf(x: Node): Node {
    let copy = this.#copies.get(x);
    if (!copy) {
      copy = this.#views.copy(x);
      this.#copies.set(x, copy);
      this.#entrywise(copy);
    }
    return copy;
  }

  /** Members that other units read, or that are wanted. */
  #findOutputs(): void {
    const read = new Set<Node>();
    for (const unit of this.#units) {
      for (const { source } of readsOf(unit)) read.add(source);
    }
    for (const unit of this.#units) {
      if (unit.kind !== 'group') continue;
      for (const node of unit.members.keys()) {
        if (read.has(node) || this.#wanted.has(node)) unit.outputs.push(node);
      }
    }
  }
}

/** All that a unit reads. */
export const readsOf = (unit: Unit): readonly View[] =>
  unit.kind === 'loop' ? unit.inputs : [...unit.loads, ...unit.operands, ...(unit.inner?.loads ?? [])];

/** Entries of all tensors that a kernel reads and writes; `parts` of its anchor are written for another kernel to join. */
export function floatsOf(group: Group, parts: number): number {
  const sources = new Set(readsOf(group).map(({ source }) => source));
  const read = [...sources].reduce((total, { shape }) => total + sizeOf(shape), 0);
  return read + group.size * (group.outputs.length + (parts > 1 ? 2 * parts : 0));
}

const sourcesOf = (loads: readonly View[]): number => new Set(loads.map(({ source }) => source)).size;

const sameView = (a: View, b: View): boolean =>
  a.source === b.source &&
  a.offset === b.offset &&
  String(a.shape) === String(b.shape) &&
  String(a.strides) === String(b.strides) &&
  JSON.stringify(a.bounds) === JSON.stringify(b.bounds);

/** An expression with its inputs replaced. */
export function substitute(expression: Expression, values: readonly Expression[]): Expression {
  const done = new Map<Expression, Expression>();
  const of = (part: Expression): Expression => {
    let result = done.get(part);
    if (!result) {
      switch (part.kind) {
        case 'input':
          result = values[part.index];
          break;
        case 'constant':
          result = part;
          break;
        case 'unary':
          result = unary(part.name, of(part.x));
          break;
        case 'binary':
          result = binary(part.name, of(part.x), of(part.y));
      }
      done.set(part, result);
    }
    return result;
  };
  return of(expression);
}
