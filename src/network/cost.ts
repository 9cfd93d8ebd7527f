/** What a graph costs, as far as its shapes tell. */
import { inOrder, isOperation, type Node, sizeOf } from './graph';

/** Multiply-adds of all products and convolutions that `roots` rest on, loops included. */
export function productsOf(roots: readonly Node[]): number {
  let products = 0;
  for (const each of inOrder(roots)) {
    if (isOperation(each, 'matmul')) {
      const [a] = each.inputs;
      const inner = a.shape.at(each.attributes.transposed[0] ? -2 : -1)!;
      products += sizeOf(each.shape) * inner;
    } else if (isOperation(each, 'conv')) {
      const [, kernel] = each.inputs;
      products += sizeOf(each.shape) * sizeOf(kernel.shape.slice(0, 3));
    } else if (isOperation(each, 'scan')) {
      const { body, steps } = each.attributes;
      products += steps * productsOf([...body.next, ...body.made]);
    }
  }
  return products;
}
