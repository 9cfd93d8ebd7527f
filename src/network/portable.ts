/**
 * Graphs in TensorFlow.js: tensors have a leading axis of lanes, of extent 1 where all lanes are equal. Its automatic
 * differentiation knows nothing of ours, and so is a witness to it.
 */
import type * as TF from '@tensorflow/tfjs-core';
import { inOrder, isOperation, type Node } from './graph';
import type { Tf } from './operation';
import { type ComputedName, operationOf } from './ops/table';

/** Tensors of `roots`; `known` has every given one. To be called within `tf.tidy`. */
export function evaluateTf(
  tf: Tf,
  roots: readonly Node[],
  known: ReadonlyMap<Node, TF.Tensor>,
): readonly TF.Tensor[] {
  const values = new Map<Node, TF.Tensor>(known);
  const loops = new Map<Node, readonly (() => TF.Tensor)[]>();
  for (const each of inOrder(roots)) {
    if (values.has(each)) continue;
    const inputs = each.inputs.map((x) => values.get(x)!);
    if (isOperation(each, 'given')) throw new Error(`no tensor is given for "${each.attributes.name}"`);
    if (isOperation(each, 'constant')) {
      values.set(each, tf.tensor(Float32Array.from(each.attributes.values), [1, ...each.shape]));
    } else if (isOperation(each, 'scan')) loops.set(each, loopOf(tf, each, inputs));
    else if (isOperation(each, 'output'))
      values.set(each, loops.get(each.inputs[0])![each.attributes.index]());
    else {
      const node = each as Node<ComputedName>;
      const { tf: compute } = operationOf(node.operation);
      if (!compute)
        throw new Error(`"${node.operation}" is for gradients alone, which TensorFlow.js finds itself`);
      values.set(each, compute(tf, node, inputs));
    }
  }
  return roots.map((root) => values.get(root)!);
}

/** All that a loop gives, sequences made only when asked for. */
function loopOf(
  tf: Tf,
  { attributes }: Node<'scan'>,
  inputs: readonly TF.Tensor[],
): readonly (() => TF.Tensor)[] {
  const { body, steps, backwards } = attributes;
  const { carries, entries, shared, next, made } = body;
  const sequences = inputs
    .slice(carries.length, carries.length + entries.length)
    .map((sequence) => tf.unstack(sequence, 1));
  const common = shared.map(
    (each, index) => [each, inputs[carries.length + entries.length + index]] as const,
  );
  const kept = [...made, ...carries].map(() => new Array<TF.Tensor>(steps));
  let carried = inputs.slice(0, carries.length);
  for (let i = 0; i < steps; i++) {
    const step = backwards ? steps - 1 - i : i;
    const given = new Map<Node, TF.Tensor>(common);
    carries.forEach((each, index) => given.set(each, carried[index]));
    entries.forEach((each, index) => given.set(each, sequences[index][step]));
    const results = evaluateTf(tf, [...next, ...made], given);
    [...results.slice(next.length), ...carried].forEach((tensor, index) => {
      kept[index][step] = tensor;
    });
    carried = results.slice(0, next.length);
  }
  const stacked = (tensors: readonly TF.Tensor[]) => {
    const lanes = Math.max(...tensors.map(({ shape }) => shape[0]));
    return tf.stack(
      tensors.map((tensor) =>
        tensor.shape[0] === lanes
          ? tensor
          : tf.tile(tensor, [lanes, ...new Array<number>(tensor.rank - 1).fill(1)]),
      ),
      1,
    );
  };
  return [...carried.map((tensor) => () => tensor), ...kept.map((tensors) => () => stacked(tensors))];
}
