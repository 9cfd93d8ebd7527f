/** The scalars of a graph's tensors: loops stay loops, all else is written out. */
import { inOrder, isOperation, type Node, sizeOf } from '../graph';
import { broadcastStrides, places } from '../operation';
import { convProducts } from '../ops/conv';
import { matmulProducts } from '../ops/matmul';
import { windows } from '../ops/pool';
import { reducedPlaces } from '../ops/reduce';
import { operationOf } from '../ops/table';
import { expressed } from './expressed';
import { rolled } from './rolled';
import { type Block, type Entries, innermost, type Loop, type Scalar, type Values } from './values';

/**
 * Entries of `roots` from those of what they rest on. `block`: where loops are put that rest on nothing deeper.
 * Throws `TooLargeError`.
 */
export function scalarsOf(
  values: Values,
  roots: readonly Node[],
  leaves: ReadonlyMap<Node, Entries>,
  block: Block,
): readonly Entries[] {
  const known = new Map(leaves);
  const of = (node: Node): Entries => known.get(node)!;
  /** What loops give, by the loop. */
  const given = new Map<Node, readonly Entries[]>();
  for (const node of inOrder(roots)) {
    if (known.has(node)) continue;
    if (isOperation(node, 'scan')) given.set(node, loopScalars(values, node, node.inputs.map(of), block));
    else if (isOperation(node, 'output')) {
      known.set(node, given.get(node.inputs[0])![node.attributes.index]);
    } else known.set(node, computed(values, node, node.inputs.map(of)));
  }
  return roots.map(of);
}

function computed(values: Values, node: Node, inputs: readonly Entries[]): Entries {
  if (isOperation(node, 'constant')) return values.constant(node.attributes.values);
  const looped = rolled(values, node, inputs);
  if (looped) return looped;
  if (isOperation(node, 'map')) return mapped(values, node, inputs);
  const size = sizeOf(node.shape);
  const [first, second] = inputs;
  const sums = new Array<Scalar>(size).fill(values.number(0));
  const give = (to: number, value: Scalar) => {
    sums[to] = values.add(sums[to], value);
  };
  if (isOperation(node, 'matmul')) {
    matmulProducts(node, (to, left, right) => give(to, values.mul(first[left], second[right])));
    return sums;
  }
  if (isOperation(node, 'conv')) {
    convProducts(node, (to, from, weight) => give(to, values.mul(first[from], second[weight])));
    return sums;
  }
  if (isOperation(node, 'sum')) {
    const into = reducedPlaces(node.inputs[0].shape, node.shape);
    first.forEach((value, i) => give(into[i], value));
    return sums;
  }
  if (isOperation(node, 'max')) {
    const into = reducedPlaces(node.inputs[0].shape, node.shape);
    const largest: (Scalar | undefined)[] = new Array(size);
    first.forEach((value, i) => {
      const before = largest[into[i]];
      largest[into[i]] = before ? values.binary('max', before, value) : value;
    });
    return largest as Scalar[];
  }
  if (isOperation(node, 'pool')) {
    windows(node.inputs[0].shape, node.attributes, (window, entries) => {
      sums[window] = pooled(
        values,
        node,
        entries.map((entry) => first[entry]),
      );
    });
    return sums;
  }
  if (isOperation(node, 'unpool')) {
    windows(node.shape, node.attributes, (window, entries) => {
      const shares = shared(
        values,
        node,
        entries.map((entry) => first[entry]),
        second[window],
      );
      shares.forEach((share, k) => give(entries[k], share));
    });
    return sums;
  }
  return moved(values, node, inputs);
}

const pooled = (values: Values, { attributes: { kind } }: Node<'pool'>, entries: Entries): Scalar =>
  kind === 'max'
    ? entries.reduce((largest, entry) => values.binary('max', largest, entry))
    : values.mul(values.sum(entries), values.number(1 / entries.length));

/** What each entry of a window gets of the cotangent: of a tie for the largest the first all of it. */
function shared(
  values: Values,
  { attributes: { kind } }: Node<'unpool'>,
  entries: Entries,
  cotangent: Scalar,
): readonly Scalar[] {
  if (kind === 'mean') {
    return entries.map(() => values.mul(cotangent, values.number(1 / entries.length)));
  }
  const largest = entries.reduce((most, entry) => values.binary('max', most, entry));
  let free = values.number(1);
  return entries.map((entry) => {
    const taken = values.mul(free, values.binary('equal', entry, largest));
    free = values.binary('sub', free, taken);
    return values.mul(taken, cotangent);
  });
}

/** Every entry by itself. */
function mapped(
  values: Values,
  { shape, inputs, attributes: { expression } }: Node<'map'>,
  entries: readonly Entries[],
): Entries {
  const at = inputs.map((each) => places(shape, broadcastStrides(each.shape, shape)));
  return Array.from({ length: sizeOf(shape) }, (_, i) =>
    expressed(values, expression, (index) => entries[index][at[index][i]]),
  );
}

/** Entries of what computes nothing: the operation moves their numbers, from 1; 0 is where there is none. */
function moved(values: Values, node: Node, inputs: readonly Entries[]): Entries {
  const all = inputs.flat();
  let next = 1;
  const numbers = inputs.map((entries) => Float64Array.from(entries, () => next++));
  const operation = operationOf(node.operation as Parameters<typeof operationOf>[0]);
  const zero = values.number(0);
  return Array.from(operation.float64(node as never, numbers), (number) =>
    number === 0 ? zero : all[number - 1],
  );
}

/** What a loop gives: carried in the end, sequences made, and what each step was handed. */
function loopScalars(
  values: Values,
  { attributes: { body, steps, backwards } }: Node<'scan'>,
  inputs: readonly Entries[],
  block: Block,
): readonly Entries[] {
  const { carries, entries, shared: common, next, made } = body;
  const initial = inputs.slice(0, carries.length).flat();
  const outer = innermost([block, ...inputs.flat().map((value) => value.block)]);
  const loop = values.loop(steps, backwards, outer, initial);
  const leaves = new Map<Node, Entries>();
  const carriedEntries: Scalar[] = [];
  for (const carry of carries) {
    const own = Array.from({ length: sizeOf(carry.shape) }, (_, k) =>
      values.carried(loop, carriedEntries.length + k),
    );
    carriedEntries.push(...own);
    leaves.set(carry, own);
  }
  entries.forEach((entry, index) => {
    leaves.set(entry, turnOf(values, loop, inputs[carries.length + index], sizeOf(entry.shape)));
  });
  common.forEach((each, index) => {
    leaves.set(each, inputs[carries.length + entries.length + index]);
  });
  const results = scalarsOf(values, [...next, ...made], leaves, loop.body);
  const told = [...results.slice(next.length).flat(), ...carriedEntries];
  const kept = told.map((value) => values.keep(loop, value));
  values.close(loop, results.slice(0, next.length).flat());
  const sizes = [...made, ...carries].map(({ shape }) => sizeOf(shape));
  let [end, sequence] = [0, 0];
  return [
    ...next.map(({ shape }) => Array.from({ length: sizeOf(shape) }, () => values.left(loop, end++))),
    ...sizes.map((size) => {
      const own = kept.slice(sequence, sequence + size);
      sequence += size;
      return Array.from({ length: steps }, (_, turn) => own.map((range) => values.at(range, turn))).flat();
    }),
  ];
}

/** Entries that a turn of `loop` is handed of a sequence, `size` a turn. */
function turnOf(values: Values, loop: Loop, sequence: Entries, size: number): Entries {
  return Array.from({ length: size }, (_, k) => {
    const all = Array.from({ length: loop.steps }, (_, turn) => sequence[turn * size + k]);
    return values.inTurns(loop, all);
  });
}
