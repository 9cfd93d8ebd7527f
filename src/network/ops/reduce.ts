/** Sums and maxima over axes. */

import type { Shape } from '../graph';
import { broadcast } from '../graph';
import { type Operation, places, stridesOf } from '../operation';

/** For every entry of a tensor of `shape` the place of what it is reduced into. */
export const reducedPlaces = (shape: Shape, reduced: Shape) =>
  places(
    shape,
    stridesOf(reduced).map((stride, axis) => (reduced[axis] === 1 ? 0 : stride)),
  );

export const sum: Operation<'sum'> = {
  float64({ inputs: [x], shape }, [values]) {
    const into = reducedPlaces(x.shape, shape);
    const result = new Float64Array(shape.reduce((size, extent) => size * extent, 1));
    for (let i = 0; i < values.length; i++) result[into[i]] += values[i];
    return result;
  },
  tf: (tf, { attributes: { axes } }, [x]) =>
    tf.sum(
      x,
      axes.map((axis) => axis + 1),
      true,
    ),
  vjp: ({ inputs: [x] }, cotangent) => [broadcast(cotangent, x.shape)],
};

export const max: Operation<'max'> = {
  float64({ inputs: [x], shape }, [values]) {
    const into = reducedPlaces(x.shape, shape);
    const result = new Float64Array(shape.reduce((size, extent) => size * extent, 1)).fill(
      Number.NEGATIVE_INFINITY,
    );
    for (let i = 0; i < values.length; i++) result[into[i]] = Math.max(result[into[i]], values[i]);
    return result;
  },
  tf: (tf, { attributes: { axes } }, [x]) =>
    tf.customGrad((value) => ({
      value: tf.max(
        value as typeof x,
        axes.map((axis) => axis + 1),
        true,
      ),
      gradFunc: () => tf.zerosLike(x),
    }))(x),
  vjp: () => [null],
};
