/** Products of matrices. */
import { type Node, matmul as product, sizeOf } from '../graph';
import type { Operation } from '../operation';

/** Calls `visit` for every product: the entries of the result, and of either side. */
export function matmulProducts(
  { inputs, shape, attributes: { transposed } }: Node<'matmul'>,
  visit: (to: number, left: number, right: number) => void,
): void {
  const [rows, columns] = shape.slice(-2);
  const inner = inputs[0].shape.at(transposed[0] ? -2 : -1)!;
  const batch = sizeOf(shape.slice(0, -2));
  const [ai, ak] = transposed[0] ? [1, rows] : [inner, 1];
  const [bk, bj] = transposed[1] ? [1, inner] : [columns, 1];
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let k = 0; k < inner; k++) {
          visit(
            (n * rows + i) * columns + j,
            n * rows * inner + i * ai + k * ak,
            n * inner * columns + k * bk + j * bj,
          );
        }
      }
    }
  }
}

export const matmul: Operation<'matmul'> = {
  float64(node, [a, b]) {
    const result = new Float64Array(sizeOf(node.shape));
    matmulProducts(node, (to, left, right) => {
      result[to] += a[left] * b[right];
    });
    return result;
  },

  tf(tf, { attributes: { transposed } }, [a, b]) {
    const lanes = Math.max(a.shape[0], b.shape[0]);
    // Its gradient knows no broadcasting.
    const [x, y] = [a, b].map((side) =>
      side.shape[0] === lanes ? side : tf.tile(side, [lanes, ...new Array<number>(side.rank - 1).fill(1)]),
    );
    return tf.matMul(x, y, ...transposed);
  },

  vjp({ inputs: [a, b], attributes: { transposed } }, cotangent) {
    const [ta, tb] = transposed;
    return [
      ta ? product(b, cotangent, [tb, true]) : product(cotangent, b, [false, !tb]),
      tb ? product(cotangent, a, [true, ta]) : product(a, cotangent, [!ta, false]),
    ];
  },
};
