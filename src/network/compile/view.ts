/**
 * Tensors as they are read: what only moves entries (reshape, transpose, slice, pad, repetition) computes nothing but is
 * a way of reading another tensor, at a place linear in the indices.
 */
import { isOperation, type Node, type OperationName, type Shape, sizeOf } from '../graph';
import { broadcastStrides, stridesOf } from '../operation';

/** Indices of an axis between which there are entries; 0 is read elsewhere. */
export type Bounds = readonly [number, number];

/** A tensor of `shape`, read from the entries of `source`: the entry at index i lies at `offset` + sum of i times stride. */
export interface View {
  readonly source: Node;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  /** Per axis; null: all of it. */
  readonly bounds: readonly (Bounds | null)[];
}

export const whole = (source: Node, shape: Shape = source.shape): View => ({
  source,
  shape,
  strides: stridesOf(shape),
  offset: 0,
  bounds: shape.map(() => null),
});

/** Whether entries lie one after another as in a tensor of the view's own. */
export function isWhole({ shape, strides, offset, bounds, source }: View): boolean {
  const own = stridesOf(shape);
  return (
    offset === 0 &&
    sizeOf(shape) === sizeOf(source.shape) &&
    bounds.every((each) => each === null) &&
    shape.every((extent, axis) => extent === 1 || strides[axis] === own[axis])
  );
}

export const isBounded = ({ bounds }: View): boolean => bounds.some((each) => each !== null);

/** The tensor whose entries a node only moves, as far as its operation tells; else null. */
function moved(node: Node): Node | null {
  if (isOperation(node, 'map')) {
    const { expression } = node.attributes;
    return expression.kind === 'input' ? node.inputs[expression.index] : null;
  }
  return MOVING.has(node.operation) ? node.inputs[0] : null;
}

const MOVING: ReadonlySet<OperationName> = new Set(['reshape', 'transpose', 'slice', 'pad']);

/**
 * How every tensor of a graph is read. A tensor that is moved in a way that is no view, or that `copied` asks for, is a
 * copy: computed, as `map` nodes are.
 */
export class Views {
  readonly #views = new Map<Node, View>();
  readonly #copies = new Set<Node>();

  /** `leaves`: given tensors whose entries lie otherwise than one after another. */
  constructor(leaves: readonly View[]) {
    for (const leaf of leaves) this.#views.set(leaf.source, leaf);
  }

  of(node: Node): View {
    let view = this.#views.get(node);
    if (!view) {
      view = (this.#copies.has(node) ? null : this.#reading(node)) ?? whole(node);
      this.#views.set(node, view);
    }
    return view;
  }

  /** Whether the tensor is one that is computed, or given, rather than another one read differently. */
  isSource(node: Node): boolean {
    return this.of(node).source === node;
  }

  /** How a copy reads what it copies. */
  copied(node: Node): View {
    return this.of(moved(node)!);
  }

  /** A copy of a tensor that is to be read without bounds. */
  copy(node: Node): Node<'reshape'> {
    const copy: Node<'reshape'> = { operation: 'reshape', inputs: [node], shape: node.shape, attributes: {} };
    this.#copies.add(copy);
    this.#views.set(copy, whole(copy));
    return copy;
  }

  /** How a node that moves entries reads another's; null where that is no view, or it computes. */
  #reading(node: Node): View | null {
    const from = moved(node);
    if (!from) return null;
    const view = this.of(from);
    if (isOperation(node, 'reshape')) return reshaped(view, node.shape);
    if (isOperation(node, 'transpose')) {
      const { order } = node.attributes;
      return {
        ...view,
        shape: node.shape,
        strides: order.map((axis) => view.strides[axis]),
        bounds: order.map((axis) => view.bounds[axis]),
      };
    }
    if (isOperation(node, 'slice'))
      return shifted(view, node.attributes.axis, node.attributes.start, node.shape);
    if (isOperation(node, 'pad')) {
      const { axis, before } = node.attributes;
      const moved = shifted(view, axis, -before, node.shape);
      const inside = moved.bounds[axis] ?? [before, before + view.shape[axis]];
      return { ...moved, bounds: moved.bounds.with(axis, inside) };
    }
    return repeated(view, node.shape);
  }
}

function shifted(view: View, axis: number, start: number, shape: Shape): View {
  const inside = view.bounds[axis];
  return {
    ...view,
    shape,
    offset: view.offset + start * view.strides[axis],
    bounds: inside ? view.bounds.with(axis, [inside[0] - start, inside[1] - start]) : view.bounds,
  };
}

/** The view repeated over a larger shape; null where an axis with bounds would be repeated. */
export function repeated(view: View, shape: Shape): View | null {
  const lead = shape.length - view.shape.length;
  const again = broadcastStrides(view.shape, shape);
  if (view.bounds.some((each, axis) => each && view.shape[axis] !== shape[axis + lead])) return null;
  return {
    ...view,
    shape,
    strides: shape.map((_, axis) => (again[axis] === 0 ? 0 : view.strides[axis - lead])),
    bounds: shape.map((_, axis) => view.bounds[axis - lead] ?? null),
  };
}

/**
 * The view under another shape, null where its entries then lie at no place linear in the indices: axes are grouped so
 * that either shape has the same number of entries in each group, and a group's own axes must follow one another.
 */
function reshaped(view: View, shape: Shape): View | null {
  const strides = new Array<number>(shape.length).fill(0);
  const bounds = new Array<Bounds | null>(shape.length).fill(null);
  let [from, to] = [0, 0];
  while (from < view.shape.length || to < shape.length) {
    let [last, end] = [from, to];
    let [had, have] = [view.shape[last++] ?? 1, shape[end++] ?? 1];
    while (had !== have) {
      if (had < have) had *= view.shape[last++];
      else have *= shape[end++];
    }
    const alone = last - from === 1 && end - to === 1;
    if (alone && to < shape.length) {
      strides[to] = view.strides[from] ?? 0;
      bounds[to] = view.bounds[from] ?? null;
    } else if (!alone) {
      const step = strideOfGroup(view, from, last);
      if (step === null) return null;
      let inner = step;
      for (let axis = Math.min(end, shape.length) - 1; axis >= to; axis--) {
        strides[axis] = inner;
        inner *= shape[axis];
      }
    }
    [from, to] = [last, end];
  }
  return { ...view, shape, strides, bounds };
}

/** Distance between entries that follow one another over axes `from` to `last` - 1; null where there is no one distance. */
function strideOfGroup(view: View, from: number, last: number): number | null {
  let step: number | null = null;
  let next = 0;
  for (let axis = Math.min(last, view.shape.length) - 1; axis >= from; axis--) {
    if (view.bounds[axis]) return null;
    if (view.shape[axis] === 1) continue;
    if (step === null) step = view.strides[axis];
    else if (view.strides[axis] !== next) return null;
    next = view.strides[axis] * view.shape[axis];
  }
  return step ?? 0;
}
