/** Products of matrices. */
import { matmul as product } from '../graph';
import type { Operation } from '../operation';

export const matmul: Operation<'matmul'> = {
  float64({ inputs, shape, attributes: { transposed } }, [a, b]) {
    const [rows, columns] = shape.slice(-2);
    const inner = inputs[0].shape.at(transposed[0] ? -2 : -1)!;
    const batch = shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
    const result = new Float64Array(batch * rows * columns);
    const [ai, ak] = transposed[0] ? [1, rows] : [inner, 1];
    const [bk, bj] = transposed[1] ? [1, inner] : [columns, 1];
    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let total = 0;
          for (let k = 0; k < inner; k++) {
            total += a[n * rows * inner + i * ai + k * ak] * b[n * inner * columns + k * bk + j * bj];
          }
          result[(n * rows + i) * columns + j] = total;
        }
      }
    }
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
