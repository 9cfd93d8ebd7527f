/** Windows of pictures: their largest entry, or their mean. */
import type * as TF from '@tensorflow/tfjs-core';
import { type Node, unpool as unpooled } from '../graph';
import { NO_SECOND_DERIVATIVE, type Operation } from '../operation';

/** Calls `visit` for every window with its place and the places of its entries, row-major. */
export function windows(
  [n, height, width, channels]: readonly number[],
  { size, stride }: { readonly size: number; readonly stride: number },
  visit: (window: number, entries: readonly number[]) => void,
): void {
  const extent = (all: number) => Math.floor((all - size) / stride) + 1;
  let window = 0;
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < extent(height); r++) {
      for (let c = 0; c < extent(width); c++) {
        for (let channel = 0; channel < channels; channel++, window++) {
          const entries = Array.from({ length: size * size }, (_, k) => {
            const y = r * stride + Math.floor(k / size);
            return ((i * height + y) * width + c * stride + (k % size)) * channels + channel;
          });
          visit(window, entries);
        }
      }
    }
  }
}

export const pool: Operation<'pool'> = {
  float64({ inputs: [x], shape, attributes }, [values]) {
    const result = new Float64Array(shape.reduce((size, extent) => size * extent, 1));
    windows(x.shape, attributes, (window, entries) => {
      const all = entries.map((entry) => values[entry]);
      result[window] =
        attributes.kind === 'max'
          ? Math.max(...all)
          : all.reduce((total, each) => total + each, 0) / all.length;
    });
    return result;
  },

  tf(tf, { inputs: [{ shape }], attributes: { kind, size, stride } }, [x]) {
    const lanes = x.shape[0];
    const [count, rows, columns, channels] = shape;
    const pictures = tf.reshape<TF.Rank.R4>(x, [lanes * count, rows, columns, channels]);
    const pooled =
      kind === 'max'
        ? tf.maxPool(pictures, size, stride, 'valid')
        : tf.avgPool(pictures, size, stride, 'valid');
    return tf.reshape(pooled, [lanes, count, ...pooled.shape.slice(1)]);
  },

  vjp: ({ inputs: [x], attributes }: Node<'pool'>, cotangent) => [unpooled(x, cotangent, attributes)],
};

export const unpool: Operation<'unpool'> = {
  float64({ inputs: [x], attributes }, [values, cotangent]) {
    const result = new Float64Array(values.length);
    windows(x.shape, attributes, (window, entries) => {
      if (attributes.kind === 'mean') {
        for (const entry of entries) result[entry] += cotangent[window] / entries.length;
        return;
      }
      // Of a tie the first has it.
      const largest = entries.reduce((best, entry) => (values[entry] > values[best] ? entry : best));
      result[largest] += cotangent[window];
    });
    return result;
  },
  vjp() {
    throw new Error(NO_SECOND_DERIVATIVE);
  },
};
