/** Graphs in jax-js, to be traced by its `jit` and differentiated by its `valueAndGrad`. */
import * as jax from '@jax-js/jax';
import type { BinaryName, Expression, UnaryName } from '../../src/network/expression';
import { parts } from '../../src/network/expression';
import { inOrder, isOperation, type Node } from '../../src/network/graph';

const { numpy: np, nn, lax } = jax;
type Arr = jax.Array;

/** Values of `roots`. Every array handed on is a reference of its own, as jax-js counts them. */
export function evaluateJax(roots: readonly Node[], known: ReadonlyMap<Node, Arr>): readonly Arr[] {
  const values = new Map<Node, Arr>(known);
  const loops = new Map<Node, readonly Arr[]>();
  const read = (node: Node) => values.get(node)!.ref;
  for (const node of inOrder(roots)) {
    if (values.has(node)) continue;
    if (isOperation(node, 'scan')) loops.set(node, unrolled(node, node.inputs.map(read)));
    else if (isOperation(node, 'output')) values.set(node, loops.get(node.inputs[0])![node.attributes.index]);
    else values.set(node, computed(node, node.inputs.map(read)));
  }
  return roots.map(read);
}

function computed(node: Node, inputs: readonly Arr[]): Arr {
  const [x, y] = inputs;
  if (isOperation(node, 'constant')) {
    return np.array(Float32Array.from(node.attributes.values)).reshape([...node.shape]);
  }
  if (isOperation(node, 'map')) return mapped(node, inputs);
  if (isOperation(node, 'sum')) return np.sum(x, [...node.attributes.axes], { keepdims: true });
  if (isOperation(node, 'max')) {
    return lax.stopGradient(np.max(x, [...node.attributes.axes], { keepdims: true }));
  }
  if (isOperation(node, 'matmul')) {
    const turned = (side: Arr, is: boolean) => {
      const rank = side.ndim;
      const order = Array.from({ length: rank }, (_, axis) => axis);
      return is ? np.transpose(side, [...order.slice(0, -2), rank - 1, rank - 2]) : side;
    };
    const { transposed } = node.attributes;
    return np.matmul(turned(x, transposed[0]), turned(y, transposed[1]));
  }
  if (isOperation(node, 'conv')) {
    const { stride, padding } = node.attributes;
    const pictures = np.transpose(x, [0, 3, 1, 2]);
    const kernel = np.transpose(y, [3, 2, 0, 1]);
    const made = lax.convGeneralDilated(
      pictures,
      kernel,
      [stride, stride],
      padding.map(([a, b]) => [a, b] as [number, number]),
    );
    return np.transpose(made, [0, 2, 3, 1]);
  }
  if (isOperation(node, 'reshape')) return x.reshape([...node.shape]);
  if (isOperation(node, 'transpose')) return np.transpose(x, [...node.attributes.order]);
  if (isOperation(node, 'slice')) {
    const { axis, start } = node.attributes;
    const index = node.shape.map((extent, at) =>
      at === axis ? ([start, start + extent] as [number, number]) : ([] as []),
    );
    return x.slice(...index);
  }
  if (isOperation(node, 'concat')) return np.concatenate([...inputs], node.attributes.axis);
  throw new Error(`no form of "${node.operation}" in jax-js here`);
}

function mapped({ shape, attributes: { expression } }: Node<'map'>, inputs: readonly Arr[]): Arr {
  const known = new Map<Expression, Arr>();
  for (const part of parts(expression)) {
    const value =
      part.kind === 'input'
        ? inputs[part.index].ref
        : part.kind === 'constant'
          ? np.array(part.value)
          : part.kind === 'unary'
            ? UNARY[part.name](known.get(part.x)!.ref)
            : BINARY[part.name](known.get(part.x)!.ref, known.get(part.y)!.ref);
    known.set(part, value);
  }
  return np.broadcastTo(known.get(expression)!.ref, [...shape]);
}

const UNARY: Readonly<Record<UnaryName, (x: Arr) => Arr>> = {
  exp: np.exp,
  log: np.log,
  sqrt: np.sqrt,
  sin: np.sin,
  cos: np.cos,
  tanh: np.tanh,
  sigmoid: nn.sigmoid,
  softplus: nn.softplus,
  abs: np.abs,
  sign: np.sign,
} as never;

const BINARY: Readonly<Record<BinaryName, (x: Arr, y: Arr) => Arr>> = {
  add: (x, y) => x.add(y),
  sub: (x, y) => x.sub(y),
  mul: (x, y) => x.mul(y),
  div: (x, y) => x.div(y),
  max: (x, y) => np.maximum(x, y),
  less: (x, y) => np.where(x.less(y), 1, 0),
  equal: (x, y) => np.where(x.equal(y), 1, 0),
};

/** A loop step by step, as jax-js has none. */
function unrolled({ attributes: { body, steps } }: Node<'scan'>, inputs: readonly Arr[]): readonly Arr[] {
  const { carries, entries, shared, next, made } = body;
  let carried = inputs.slice(0, carries.length);
  const rows = made.map((): Arr[] => []);
  for (let step = 0; step < steps; step++) {
    const known = new Map<Node, Arr>();
    carries.forEach((node, index) => known.set(node, carried[index]));
    entries.forEach((node, index) => {
      const sequence = inputs[carries.length + index];
      const at = [step, ...node.shape.map((): [] => [])];
      known.set(node, sequence.ref.slice(...at));
    });
    shared.forEach((node, index) => known.set(node, inputs[carries.length + entries.length + index]));
    const results = evaluateJax([...next, ...made], known);
    carried = results.slice(0, next.length);
    results.slice(next.length).forEach((row, index) => rows[index].push(row));
  }
  return [...carried, ...rows.map((each) => (each.length > 0 ? np.stack(each) : each[0]))];
}
