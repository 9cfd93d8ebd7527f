/** Convolution of pictures, in the form that its own two gradients have as well. */
import type * as TF from '@tensorflow/tfjs-core';
import { conv as convolved, type Node, sizeOf, transpose } from '../graph';
import { NO_SECOND_DERIVATIVE, type Operation } from '../operation';

/**
 * Calls `visit` for every product of a convolution: the entry of the result that it is added to, that of the picture, and
 * that of the kernel.
 */
export function convProducts(
  { inputs: [{ shape: picture }, { shape: kernel }], shape, attributes }: Node<'conv'>,
  visit: (to: number, from: number, weight: number) => void,
): void {
  const { stride, padding, inputDilation, kernelDilation, flipped } = attributes;
  const [n, rows, columns, filters] = shape;
  const [, height, width, channels] = picture;
  const [tall, wide] = kernel;
  /** Row or column of the picture under one of the kernel; -1 outside, or between its entries. */
  const under = (at: number, k: number, side: 0 | 1) => {
    const place = at * stride + k * kernelDilation - padding[side][0];
    const index = place / inputDilation;
    return Number.isInteger(index) && index >= 0 && index < (side === 0 ? height : width) ? index : -1;
  };
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const to = ((i * rows + r) * columns + c) * filters;
        for (let k = 0; k < tall; k++) {
          const y = under(r, k, 0);
          for (let l = 0; l < wide && y >= 0; l++) {
            const z = under(c, l, 1);
            if (z < 0) continue;
            const tap = flipped ? (tall - 1 - k) * wide + (wide - 1 - l) : k * wide + l;
            const from = ((i * height + y) * width + z) * channels;
            for (let channel = 0; channel < channels; channel++) {
              for (let f = 0; f < filters; f++) {
                visit(to + f, from + channel, (tap * channels + channel) * filters + f);
              }
            }
          }
        }
      }
    }
  }
}

export const conv: Operation<'conv'> = {
  float64(node, [x, w]) {
    const result = new Float64Array(sizeOf(node.shape));
    convProducts(node, (to, from, weight) => {
      result[to] += x[from] * w[weight];
    });
    return result;
  },

  tf(tf, { attributes: { stride, padding } }, [x, w]) {
    const lanes = Math.max(x.shape[0], w.shape[0]);
    const of = (side: TF.Tensor, lane: number) =>
      tf.squeeze(tf.slice(side, side.shape[0] === 1 ? 0 : lane, 1), [0]) as TF.Tensor4D;
    return tf.stack(
      Array.from({ length: lanes }, (_, lane) => {
        const padded = tf.pad(of(x, lane), [[0, 0], ...padding, [0, 0]] as [number, number][]) as TF.Tensor4D;
        return tf.conv2d(padded, of(w, lane), stride, 'valid');
      }),
    );
  },

  vjp({ inputs: [x, w], shape, attributes: { stride, padding, inputDilation, kernelDilation, flipped } }, g) {
    if (inputDilation !== 1 || kernelDilation !== 1 || flipped) throw new Error(NO_SECOND_DERIVATIVE);
    const sides = [0, 1] as const;
    // Every entry of the cotangent, `stride` apart, spreads over what its window covered.
    const back = sides.map((side) => {
      const before = w.shape[side] - 1 - padding[side][0];
      const covered = (shape[1 + side] - 1) * stride + 1 + before - (w.shape[side] - 1);
      return [before, x.shape[1 + side] - covered] as const;
    });
    const toPicture = convolved(g, transpose(w, [0, 1, 3, 2]), {
      padding: [back[0], back[1]],
      inputDilation: stride,
      flipped: true,
    });
    // The kernel met every window: pictures and channels change places, and the cotangent is the kernel.
    const met = sides.map((side) => {
      const used = (shape[1 + side] - 1) * stride + w.shape[side];
      return [padding[side][0], used - x.shape[1 + side] - padding[side][0]] as const;
    });
    const toKernel = convolved(transpose(x, [3, 1, 2, 0]), transpose(g, [1, 2, 0, 3]), {
      padding: [met[0], met[1]],
      kernelDilation: stride,
    });
    return [toPicture, transpose(toKernel, [1, 2, 0, 3])];
  },
};
