/** Tasks on networks at made-up parameters. */
import { gradient } from '../../src/network/gradient';
import { type Node, sizeOf } from '../../src/network/graph';
import { evaluate, type Values } from '../../src/network/reference';
import type { NetworkProblem } from '../../src/tasks/network';

/** The flat vector in which entry i of the tensor of that name, without the layer's, is `entry[name](i)`. */
export const paramsOf = (
  { parameters }: NetworkProblem,
  entry: Readonly<Record<string, (index: number) => number>>,
): Float64Array =>
  Float64Array.from(
    parameters.flatMap(({ name, shape }) => Array.from({ length: sizeOf(shape) }, (_, i) => entry[name](i))),
  );

/** Loss, other nodes and gradients in double precision, gradients in the order of parameters. */
export function differentiate(problem: NetworkProblem, values: Values, others: readonly Node[] = []) {
  const nodes = problem.parameters.map(({ node }) => node);
  const all = evaluate([problem.loss, ...others, ...gradient(problem.loss, nodes)], values);
  return { loss: all[0][0], others: all.slice(1, 1 + others.length), grads: all.slice(1 + others.length) };
}

export const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
