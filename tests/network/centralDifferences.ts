/** Gradients of graphs against central differences, in double precision. */
import { normal, prngKey } from '../../src/core/prng';
import { input, mul } from '../../src/network/expression';
import { gradient } from '../../src/network/gradient';
import { constant, map, type Node, reshape, sizeOf, sum } from '../../src/network/graph';
import { evaluate } from '../../src/network/reference';

/** Numbers by key, none of them twice and none near 0, where some functions bend. */
export const drawn = (seed: number, size: number): Float64Array =>
  Float64Array.from(normal(prngKey(seed), size), (x, i) => x + (x < 0 ? -0.05 : 0.05) + 1e-7 * i);

/** A scalar that every entry of `root` has its own say in. */
export function weighted(root: Node): Node {
  const weights = constant(drawn(99, sizeOf(root.shape)), root.shape);
  const product = map(mul(input(0), input(1)), [root, weights]);
  return reshape(
    sum(
      product,
      root.shape.map((_, axis) => axis),
    ),
    [],
  );
}

/**
 * Largest difference of the graph's gradients from central differences along five directions per tensor, over the
 * larger of 1 and the slope. Truncation h² f''' and rounding 1e-16 / h are both near 1e-10.
 */
export function slopeError(
  root: Node,
  leaves: readonly Node[],
  values: ReadonlyMap<Node, Float64Array>,
): number {
  const loss = weighted(root);
  const grads = evaluate(gradient(loss, leaves), values);
  const h = 1e-5;
  let worst = 0;
  leaves.forEach((leaf, index) => {
    for (let trial = 0; trial < 5; trial++) {
      const start = values.get(leaf)!;
      const direction = normal(prngKey(1000 + trial), start.length);
      const at = (sign: number) => {
        const moved = start.map((x, i) => x + sign * h * direction[i]);
        return evaluate([loss], new Map(values).set(leaf, moved))[0][0];
      };
      const slope = grads[index].reduce((total, g, i) => total + g * direction[i], 0);
      const error = Math.abs((at(1) - at(-1)) / (2 * h) - slope) / Math.max(1, Math.abs(slope));
      if (!(error <= worst)) worst = error;
    }
  });
  return worst;
}
