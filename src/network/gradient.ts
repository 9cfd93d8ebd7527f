/**
 * Reverse-mode differentiation: from a graph to the graph of its gradient, which consists of the same operations. Nobody
 * writes a backward pass; every operation says what becomes of a cotangent (`vjp`), and a loop's is a loop backwards.
 */
import { add, input } from './expression';
import {
  full,
  given,
  inOrder,
  isOperation,
  map,
  type Node,
  outputOf,
  type ScanBody,
  scan,
  scanOutputs,
} from './graph';
import { operationOf } from './ops/table';

/** Gradient of the scalar `loss` with respect to each of `wrt`. */
export const gradient = (loss: Node, wrt: readonly Node[]): readonly Node[] =>
  pullBack([loss], [full(loss.shape, 1)], wrt).map((each, index) => each ?? full(wrt[index].shape, 0));

/** Products of the transposed Jacobian of `roots` with respect to `wrt` and the cotangents; null where nothing gets there. */
function pullBack(
  roots: readonly Node[],
  cotangents: readonly (Node | null)[],
  wrt: readonly Node[],
): readonly (Node | null)[] {
  const order = inOrder(roots);
  const reached = dependents(order, wrt);
  const found = new Map<Node, Node>();
  const give = (to: Node, cotangent: Node | null): void => {
    if (!cotangent || !reached.has(to)) return;
    const before = found.get(to);
    found.set(to, before ? map(add(input(0), input(1)), [before, cotangent]) : cotangent);
  };
  /** Cotangents of a loop's outputs, by their place. */
  const ofLoop = new Map<Node, (Node | null)[]>();
  roots.forEach((root, index) => give(root, cotangents[index]));
  for (const each of order.toReversed()) {
    if (!reached.has(each)) continue;
    if (isOperation(each, 'scan')) {
      const own = ofLoop.get(each);
      if (own)
        scanBack(each, own, reached).forEach((cotangent, index) => give(each.inputs[index], cotangent));
      continue;
    }
    const cotangent = found.get(each);
    if (!cotangent || each.operation === 'given' || each.operation === 'constant') continue;
    if (isOperation(each, 'output')) {
      const [loop] = each.inputs;
      const own = ofLoop.get(loop) ?? scanOutputs(loop as Node<'scan'>).map(() => null);
      own[each.attributes.index] = cotangent;
      ofLoop.set(loop, own);
      continue;
    }
    const { operation } = each as Node<Parameters<typeof operationOf>[0]>;
    operationOf(operation)
      .vjp(each as never, cotangent)
      .forEach((part, index) => give(each.inputs[index], part));
  }
  return wrt.map((each) => found.get(each) ?? null);
}

/** Those of `order` that rest on any of `leaves`, themselves included. */
function dependents(order: readonly Node[], leaves: readonly Node[]): ReadonlySet<Node> {
  const reached = new Set<Node>(leaves);
  for (const each of order) if (each.inputs.some((x) => reached.has(x))) reached.add(each);
  return reached;
}

/**
 * Cotangents of a loop's inputs: a loop in the other direction that carries the cotangents of what was carried, and sums of
 * those of what all steps share. Every step computes its own values anew from what it was handed.
 */
function scanBack(
  loop: Node<'scan'>,
  cotangents: readonly (Node | null)[],
  reached: ReadonlySet<Node>,
): readonly (Node | null)[] {
  const { body, steps, backwards } = loop.attributes;
  const { carries, entries, shared, next, made } = body;
  const sequences = loop.inputs.slice(carries.length, carries.length + entries.length);
  const outer = loop.inputs.slice(carries.length + entries.length);
  const wanted = shared.map((_, index) => reached.has(outer[index]));
  const ofNext = next.map(({ shape }, index) => given(`cotangent ${index}`, shape));
  const told = made.map((each, index) =>
    cotangents[next.length + index] ? given(`cotangent of sequence ${index}`, each.shape) : null,
  );
  const sums = shared.map(({ shape }, index) => (wanted[index] ? given(`sum ${index}`, shape) : null));
  const present = <T>(list: readonly (T | null)[]): T[] => list.filter((each) => each !== null);

  const pulled = pullBack([...next, ...made], [...ofNext, ...told], [...carries, ...entries, ...shared]);
  const dense = (from: number, among: readonly Node[]) =>
    among.map(({ shape }, index) => pulled[from + index] ?? full(shape, 0));
  const toShared = dense(carries.length + entries.length, shared);
  const back: ScanBody = {
    carries: [...ofNext, ...present(sums)],
    entries: [...carries, ...entries, ...present(told)],
    shared,
    next: [
      ...dense(0, carries),
      ...present(sums.map((sum, index) => sum && map(add(input(0), input(1)), [sum, toShared[index]]))),
    ],
    made: dense(carries.length, entries),
  };
  const saved = carries.map((_, index) => outputOf(loop, next.length + made.length + index));
  const zeros = present(sums.map((sum) => sum && full(sum.shape, 0)));
  const { carried, made: toEntries } = scan(
    back,
    [...next.map(({ shape }, index) => cotangents[index] ?? full(shape, 0)), ...zeros],
    [...saved, ...sequences, ...present(cotangents.slice(next.length, next.length + made.length))],
    outer,
    steps,
    !backwards,
  );
  let sum = carries.length;
  return [
    ...carried.slice(0, carries.length),
    ...toEntries,
    ...wanted.map((is) => (is ? carried[sum++] : null)),
  ];
}
