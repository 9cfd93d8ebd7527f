/** Graphs in double precision, one lane, on the CPU: what both executors are compared with. */
import { inOrder, isOperation, type Node, sizeOf } from './graph';
import { type ComputedName, operationOf } from './ops/table';

/** Tensors by the node they are the values of. */
export type Values = ReadonlyMap<Node, Float64Array>;

/** Values of `roots`; `known` has those of every given tensor. */
export function evaluate(roots: readonly Node[], known: Values): readonly Float64Array[] {
  const values = new Map<Node, Float64Array>(known);
  /** Of every loop all that it gives. */
  const loops = new Map<Node, readonly Float64Array[]>();
  for (const each of inOrder(roots)) {
    if (values.has(each)) continue;
    const inputs = each.inputs.map((x) => values.get(x)!);
    if (isOperation(each, 'given')) throw new Error(`no values are given for "${each.attributes.name}"`);
    if (isOperation(each, 'constant')) values.set(each, each.attributes.values);
    else if (isOperation(each, 'scan')) loops.set(each, loopOf(each, inputs));
    else if (isOperation(each, 'output')) values.set(each, loops.get(each.inputs[0])![each.attributes.index]);
    else {
      const node = each as Node<ComputedName>;
      values.set(each, operationOf(node.operation).float64(node, inputs));
    }
  }
  return roots.map((root) => values.get(root)!);
}

function loopOf({ attributes }: Node<'scan'>, inputs: readonly Float64Array[]): readonly Float64Array[] {
  const { body, steps, backwards } = attributes;
  const { carries, entries, shared, next, made } = body;
  const sequences = inputs.slice(carries.length, carries.length + entries.length);
  const common = shared.map(
    (each, index) => [each, inputs[carries.length + entries.length + index]] as const,
  );
  const kept = [...made, ...carries].map(({ shape }) => new Float64Array(steps * sizeOf(shape)));
  let carried: readonly Float64Array[] = inputs.slice(0, carries.length);
  for (let i = 0; i < steps; i++) {
    const step = backwards ? steps - 1 - i : i;
    const given = new Map<Node, Float64Array>(common);
    carries.forEach((each, index) => given.set(each, carried[index]));
    entries.forEach((each, index) => {
      const size = sizeOf(each.shape);
      given.set(each, sequences[index].subarray(step * size, (step + 1) * size));
    });
    const results = evaluate([...next, ...made], given);
    [...results.slice(next.length), ...carried].forEach((values, index) => {
      kept[index].set(values, step * values.length);
    });
    carried = results.slice(0, next.length);
  }
  return [...carried, ...kept];
}
