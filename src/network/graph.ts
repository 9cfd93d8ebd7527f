/**
 * Networks as graphs: a node is a tensor and how it is computed. Every node is one lane's; a leading axis of lanes is
 * implied everywhere. Functions here build nodes and find their shapes; what an operation computes is in `ops`.
 */
import type { Expression } from './expression';

/** Extents of a tensor, row-major; `[]` is a scalar. */
export type Shape = readonly number[];

/** A square window that moves over rows and columns. */
export interface Window {
  readonly size: number;
  readonly stride: number;
}

/** How a kernel moves over a picture; pairs are for rows and columns. */
export interface ConvAttributes {
  readonly stride: number;
  /** Zeros before and after; negative: rows or columns left out. */
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
  /** Entries of the picture, and of the kernel, lie so far apart; between them are zeros. */
  readonly inputDilation: number;
  readonly kernelDilation: number;
  /** Whether the kernel is turned by half a turn. */
  readonly flipped: boolean;
}

/** A loop's step, as a graph of its own. */
export interface ScanBody {
  /** Stand for what a step carries on from the one before, for its entries of sequences, and for what all steps share. */
  readonly carries: readonly Node[];
  readonly entries: readonly Node[];
  readonly shared: readonly Node[];
  /** What the step carries on, and its entries of the sequences it makes. */
  readonly next: readonly Node[];
  readonly made: readonly Node[];
}

/** What is particular to a node of each operation. */
export interface Attributes {
  /** A tensor that is given: a parameter, an example, or what a loop's body is handed. */
  readonly given: { readonly name: string };
  /** The same numbers in every lane. */
  readonly constant: { readonly values: Float64Array };
  readonly map: { readonly expression: Expression };
  /** `axes` in ascending order; they stay, with extent 1. */
  readonly sum: { readonly axes: readonly number[] };
  readonly max: { readonly axes: readonly number[] };
  /** Of the last two axes; whether either side is transposed. */
  readonly matmul: { readonly transposed: readonly [boolean, boolean] };
  readonly conv: ConvAttributes;
  readonly pool: Window & { readonly kind: 'max' | 'mean' };
  /** Gradient of a pool with respect to its input: inputs are that and the cotangent. */
  readonly unpool: Window & { readonly kind: 'max' | 'mean' };
  readonly reshape: object;
  readonly transpose: { readonly order: readonly number[] };
  /** Entries `start` to `start + extent` - 1 of one axis. */
  readonly slice: { readonly axis: number; readonly start: number };
  readonly pad: { readonly axis: number; readonly before: number; readonly after: number };
  readonly concat: { readonly axis: number };
  readonly scan: { readonly body: ScanBody; readonly steps: number; readonly backwards: boolean };
  /** One of the tensors a scan makes: what is carried in the end, then sequences, then what each step was handed. */
  readonly output: { readonly index: number };
}

export type OperationName = keyof Attributes;

export interface Node<O extends OperationName = OperationName> {
  readonly operation: O;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  readonly attributes: Attributes[O];
}

/** A graph that cannot be: shapes that do not go together. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export const sizeOf = (shape: Shape): number => shape.reduce((size, extent) => size * extent, 1);

/** Such as "4 x 5 x 2". */
export const shapeWords = (shape: Shape): string => (shape.length === 0 ? 'a scalar' : shape.join(' x '));

const node = <O extends OperationName>(
  operation: O,
  inputs: readonly Node[],
  shape: Shape,
  attributes: Attributes[O],
): Node<O> => ({ operation, inputs, shape, attributes });

/** A tensor that is handed in by name. */
export const given = (name: string, shape: Shape): Node<'given'> => node('given', [], shape, { name });

export function constant(values: ArrayLike<number>, shape: Shape): Node<'constant'> {
  if (values.length !== sizeOf(shape)) {
    throw new ShapeError(`${values.length} numbers are no tensor of ${shapeWords(shape)}`);
  }
  return node('constant', [], shape, { values: Float64Array.from(values) });
}

/** The same number everywhere. */
export const full = (shape: Shape, value: number): Node => broadcast(constant([value], []), shape);

/** Shape of tensors that are combined entry by entry: axes of extent 1, and missing leading axes, are repeated. */
export function broadcastShape(shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes
      .map((shape) => shape[axis - rank + shape.length] ?? 1)
      .filter((extent) => extent !== 1);
    if (extents.some((extent) => extent !== extents[0])) {
      throw new ShapeError(`${shapes.map(shapeWords).join(' and ')} do not go together entry by entry`);
    }
    return extents[0] ?? 1;
  });
}

/** Combines tensors entry by entry. `shape`: a larger one to repeat the result over. */
export function map(expression: Expression, inputs: readonly Node[], shape: Shape = []): Node<'map'> {
  return node('map', inputs, broadcastShape([...inputs.map((each) => each.shape), shape]), { expression });
}

export const broadcast = (x: Node, shape: Shape): Node =>
  sameShape(x.shape, shape) ? x : map({ kind: 'input', index: 0 }, [x], shape);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis]);

const reduced = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));

/** Sum over axes, which stay with extent 1. */
export const sum = (x: Node, axes: readonly number[]): Node =>
  axes.every((axis) => x.shape[axis] === 1) ? x : node('sum', [x], reduced(x.shape, axes), { axes });

/** Largest over axes, which stay with extent 1; no derivative goes through it. */
export const max = (x: Node, axes: readonly number[]): Node =>
  node('max', [x], reduced(x.shape, axes), { axes });

/** Product of the last two axes; leading ones, equal on both sides, are a batch. */
export function matmul(a: Node, b: Node, transposed: readonly [boolean, boolean] = [false, false]): Node {
  const sides = [a, b].map(({ shape }, side) => {
    const last = shape.slice(-2);
    return transposed[side] ? last.toReversed() : last;
  });
  const batch = a.shape.slice(0, -2);
  if (!sameShape(batch, b.shape.slice(0, -2)) || sides[0][1] !== sides[1][0] || a.shape.length < 2) {
    throw new ShapeError(`${shapeWords(a.shape)} times ${shapeWords(b.shape)} is no product of matrices`);
  }
  return node('matmul', [a, b], [...batch, sides[0][0], sides[1][1]], { transposed });
}

export const CONV_DEFAULTS: ConvAttributes = {
  stride: 1,
  padding: [
    [0, 0],
    [0, 0],
  ],
  inputDilation: 1,
  kernelDilation: 1,
  flipped: false,
};

/** Cross-correlation of pictures `[n, rows, columns, c]` with a kernel `[k, l, c, filters]`. */
export function conv(x: Node, kernel: Node, attributes: Partial<ConvAttributes> = {}): Node {
  const all = { ...CONV_DEFAULTS, ...attributes };
  const { stride, padding, inputDilation, kernelDilation } = all;
  const [n, , , channels] = x.shape;
  if (x.shape.length !== 4 || kernel.shape.length !== 4 || kernel.shape[2] !== channels) {
    throw new ShapeError(
      `pictures of ${shapeWords(x.shape)} cannot meet a kernel of ${shapeWords(kernel.shape)}`,
    );
  }
  const extents = [0, 1].map((side) => {
    const wide = (x.shape[1 + side] - 1) * inputDilation + 1 + padding[side][0] + padding[side][1];
    return Math.floor((wide - (kernel.shape[side] - 1) * kernelDilation - 1) / stride) + 1;
  });
  if (extents.some((extent) => extent < 1)) {
    throw new ShapeError(
      `a kernel of ${kernel.shape[0]} x ${kernel.shape[1]} does not fit into ${shapeWords(x.shape)}`,
    );
  }
  return node('conv', [x, kernel], [n, ...extents, kernel.shape[3]], all);
}

/** Windows of pictures `[n, rows, columns, c]`, none of them over an edge. */
export function pool(x: Node, kind: 'max' | 'mean', { size, stride }: Window): Node {
  const [n, rows, columns, channels] = x.shape;
  if (x.shape.length !== 4 || size > rows || size > columns) {
    throw new ShapeError(`windows of ${size} x ${size} do not fit into ${shapeWords(x.shape)}`);
  }
  const extent = (all: number) => Math.floor((all - size) / stride) + 1;
  return node('pool', [x], [n, extent(rows), extent(columns), channels], { kind, size, stride });
}

export const unpool = (x: Node, cotangent: Node, attributes: Attributes['unpool']): Node =>
  node('unpool', [x, cotangent], x.shape, attributes);

export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (sizeOf(shape) !== sizeOf(x.shape)) {
    throw new ShapeError(`${shapeWords(x.shape)} has not as many entries as ${shapeWords(shape)}`);
  }
  return node('reshape', [x], shape, {});
}

/** Axis i of the result is axis `order[i]` of `x`. */
export const transpose = (x: Node, order: readonly number[]): Node =>
  node(
    'transpose',
    [x],
    order.map((axis) => x.shape[axis]),
    { order },
  );

export function slice(x: Node, axis: number, start: number, extent: number): Node {
  if (start < 0 || start + extent > x.shape[axis]) {
    throw new ShapeError(
      `axis ${axis} of ${shapeWords(x.shape)} has no entries ${start} to ${start + extent - 1}`,
    );
  }
  return extent === x.shape[axis] ? x : node('slice', [x], x.shape.with(axis, extent), { axis, start });
}

/** Zeros before and after along one axis. */
export const pad = (x: Node, axis: number, before: number, after: number): Node =>
  before + after === 0
    ? x
    : node('pad', [x], x.shape.with(axis, x.shape[axis] + before + after), { axis, before, after });

export function concat(parts: readonly Node[], axis: number): Node {
  const [first] = parts;
  if (parts.some(({ shape }) => !sameShape(shape.with(axis, 1), first.shape.with(axis, 1)))) {
    throw new ShapeError(
      `${parts.map(({ shape }) => shapeWords(shape)).join(' and ')} cannot be put end to end`,
    );
  }
  const extent = parts.reduce((total, { shape }) => total + shape[axis], 0);
  return parts.length === 1 ? first : node('concat', parts, first.shape.with(axis, extent), { axis });
}

/** What a loop gives. */
export interface Scanned {
  /** What the last step carries on. */
  readonly carried: readonly Node[];
  /** Sequences `[steps, ...]`, in the order of steps whichever way it goes. */
  readonly made: readonly Node[];
}

/**
 * A loop: `steps` times `body`, from the first entry of the sequences or backwards. `entries` are sequences
 * `[steps, ...]`.
 */
export function scan(
  body: ScanBody,
  initial: readonly Node[],
  entries: readonly Node[],
  shared: readonly Node[],
  steps: number,
  backwards = false,
): Scanned {
  const check = (what: string, outside: readonly Node[], inside: readonly Node[], sequence: boolean) => {
    outside.forEach(({ shape }, index) => {
      const own = sequence ? [steps, ...inside[index].shape] : inside[index].shape;
      if (!sameShape(shape, own)) {
        throw new ShapeError(
          `${what} ${index} of a loop has ${shapeWords(shape)} instead of ${shapeWords(own)}`,
        );
      }
    });
  };
  check('value', initial, body.carries, false);
  check('carried value', body.next, body.carries, false);
  check('sequence', entries, body.entries, true);
  check('shared tensor', shared, body.shared, false);
  const loop = node('scan', [...initial, ...entries, ...shared], [], { body, steps, backwards });
  const outputs = scanOutputs(loop).map((shape, index) => node('output', [loop], shape, { index }));
  const { length: carries } = body.next;
  return { carried: outputs.slice(0, carries), made: outputs.slice(carries, carries + body.made.length) };
}

/** Shapes of all that a loop gives: carried in the end, sequences made, and what every step was handed. */
export function scanOutputs({ attributes: { body, steps } }: Node<'scan'>): readonly Shape[] {
  return [
    ...body.next.map(({ shape }) => shape),
    ...[...body.made, ...body.carries].map(({ shape }) => [steps, ...shape]),
  ];
}

/** Output of a loop by its place among `scanOutputs`. */
export const outputOf = (loop: Node<'scan'>, index: number): Node<'output'> =>
  node('output', [loop], scanOutputs(loop)[index], { index });

/** All nodes that `roots` rest on, each once and after its inputs. */
export function inOrder(roots: readonly Node[]): readonly Node[] {
  const done = new Set<Node>();
  const stack = roots.toReversed().map((root) => ({ root, opened: false }));
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (done.has(top.root)) continue;
    if (top.opened) {
      done.add(top.root);
      continue;
    }
    stack.push({ root: top.root, opened: true });
    for (const each of top.root.inputs.toReversed()) stack.push({ root: each, opened: false });
  }
  return [...done];
}

export const isOperation = <O extends OperationName>(each: Node, operation: O): each is Node<O> =>
  each.operation === operation;
