/** What moves entries and computes nothing. */
import { transpose as moved, pad as padded, reshape as reshaped, slice as sliced } from '../graph';
import { type Operation, places, stridesOf } from '../operation';

export const reshape: Operation<'reshape'> = {
  float64: (_, [values]) => values,
  tf: (tf, { shape }, [x]) => tf.reshape(x, [x.shape[0], ...shape]),
  vjp: ({ inputs: [x] }, cotangent) => [reshaped(cotangent, x.shape)],
};

export const transpose: Operation<'transpose'> = {
  float64({ inputs: [x], shape, attributes: { order } }, [values]) {
    const strides = stridesOf(x.shape);
    const at = places(
      shape,
      order.map((axis) => strides[axis]),
    );
    return Float64Array.from(at, (place) => values[place]);
  },
  tf: (tf, { attributes: { order } }, [x]) => tf.transpose(x, [0, ...order.map((axis) => axis + 1)]),
  vjp({ attributes: { order } }, cotangent) {
    const back = order.map((_, axis) => order.indexOf(axis));
    return [moved(cotangent, back)];
  },
};

export const slice: Operation<'slice'> = {
  float64({ inputs: [x], shape, attributes: { axis, start } }, [values]) {
    const strides = stridesOf(x.shape);
    return Float64Array.from(places(shape, strides, start * strides[axis]), (place) => values[place]);
  },
  tf(tf, { shape, attributes: { axis, start } }, [x]) {
    const begin = new Array<number>(x.rank).fill(0).with(axis + 1, start);
    return tf.slice(x, begin, [x.shape[0], ...shape]);
  },
  vjp({ inputs: [x], shape, attributes: { axis, start } }, cotangent) {
    return [padded(cotangent, axis, start, x.shape[axis] - start - shape[axis])];
  },
};

export const pad: Operation<'pad'> = {
  float64({ inputs: [x], shape, attributes: { axis, before } }, [values]) {
    const strides = stridesOf(shape);
    const result = new Float64Array(shape.reduce((size, extent) => size * extent, 1));
    const at = places(x.shape, strides, before * strides[axis]);
    for (let i = 0; i < values.length; i++) result[at[i]] = values[i];
    return result;
  },
  tf(tf, { attributes: { axis, before, after } }, [x]) {
    const paddings = Array.from({ length: x.rank }, (_, at): [number, number] =>
      at === axis + 1 ? [before, after] : [0, 0],
    );
    return tf.pad(x, paddings);
  },
  vjp: ({ inputs: [x], attributes: { axis, before } }, cotangent) => [
    sliced(cotangent, axis, before, x.shape[axis]),
  ],
};

export const concat: Operation<'concat'> = {
  float64({ inputs, shape, attributes: { axis } }, values) {
    const strides = stridesOf(shape);
    const result = new Float64Array(shape.reduce((size, extent) => size * extent, 1));
    let start = 0;
    inputs.forEach((part, index) => {
      const at = places(part.shape, strides, start * strides[axis]);
      for (let i = 0; i < at.length; i++) result[at[i]] = values[index][i];
      start += part.shape[axis];
    });
    return result;
  },
  tf(tf, { attributes: { axis } }, parts) {
    const lanes = Math.max(...parts.map(({ shape }) => shape[0]));
    const whole = parts.map((part) =>
      part.shape[0] === lanes ? part : tf.tile(part, [lanes, ...new Array<number>(part.rank - 1).fill(1)]),
    );
    return tf.concat(whole, axis + 1);
  },
  vjp({ inputs, attributes: { axis } }, cotangent) {
    let start = 0;
    return inputs.map(({ shape }) => {
      const part = sliced(cotangent, axis, start, shape[axis]);
      start += shape[axis];
      return part;
    });
  },
};
