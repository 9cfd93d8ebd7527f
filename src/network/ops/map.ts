/** Entry by entry. */
import type * as TF from '@tensorflow/tfjs-core';
import { BINARY, derivatives, type Expression, input, parts, UNARY, type UnaryName } from '../expression';
import { broadcast, map as mapped, type Node, reshape, type Shape, sizeOf, sum } from '../graph';
import { broadcastStrides, type Operation, places, type Tf } from '../operation';

export const map: Operation<'map'> = {
  float64({ shape, inputs, attributes: { expression } }, values) {
    const read = inputs.map((each, i) => {
      const at = places(shape, broadcastStrides(each.shape, shape));
      return Float64Array.from(at, (place) => values[i][place]);
    });
    const size = sizeOf(shape);
    const known = new Map<Expression, Float64Array>();
    for (const part of parts(expression)) known.set(part, columnOf(part, known, read, size));
    return known.get(expression)!;
  },

  tf(tf, { shape, attributes: { expression } }, values) {
    const rank = shape.length + 1;
    const aligned = values.map((value) => {
      const missing = rank - value.rank;
      const [lanes, ...rest] = value.shape;
      return missing === 0
        ? value
        : tf.reshape(value, [lanes, ...new Array<number>(missing).fill(1), ...rest]);
    });
    const known = new Map<Expression, TF.Tensor>();
    for (const part of parts(expression)) known.set(part, tensorOf(tf, part, known, aligned));
    const result = known.get(expression)!;
    const whole = [result.shape[0], ...shape];
    return result.rank === rank && whole.every((extent, axis) => extent === result.shape[axis])
      ? result
      : tf.broadcastTo(tf.reshape(result, result.rank === 0 ? new Array(rank).fill(1) : result.shape), [
          result.rank === 0 ? 1 : result.shape[0],
          ...shape,
        ]);
  },

  vjp({ inputs, shape, attributes: { expression } }, cotangent) {
    const slopes = derivatives(expression, inputs.length, input(inputs.length));
    return slopes.map((slope, index) => {
      if (slope.kind === 'constant' && slope.value === 0) return null;
      return reducedTo(broadcast(mapped(slope, [...inputs, cotangent]), shape), inputs[index].shape);
    });
  },
};

/** Sum over the axes along which a tensor of `shape` was repeated. */
function reducedTo(x: Node, shape: Shape): Node {
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((extent, axis) =>
    axis < lead || (shape[axis - lead] === 1 && extent !== 1) ? [axis] : [],
  );
  return reshape(sum(x, axes), shape);
}

function columnOf(
  part: Expression,
  known: ReadonlyMap<Expression, Float64Array>,
  read: readonly Float64Array[],
  size: number,
): Float64Array {
  switch (part.kind) {
    case 'input':
      return read[part.index];
    case 'constant':
      return new Float64Array(size).fill(part.value);
    case 'unary':
      return known.get(part.x)!.map(UNARY[part.name]);
    case 'binary': {
      const y = known.get(part.y)!;
      const combine = BINARY[part.name];
      return known.get(part.x)!.map((x, i) => combine(x, y[i]));
    }
  }
}

/** Names that TensorFlow.js gives them, where they are others. */
const tfUnary = (tf: Tf, name: UnaryName, x: TF.Tensor): TF.Tensor => tf[name](x);

function tensorOf(
  tf: Tf,
  part: Expression,
  known: ReadonlyMap<Expression, TF.Tensor>,
  values: readonly TF.Tensor[],
): TF.Tensor {
  switch (part.kind) {
    case 'input':
      return values[part.index];
    case 'constant':
      return tf.scalar(part.value);
    case 'unary':
      return tfUnary(tf, part.name, known.get(part.x)!);
    case 'binary': {
      const [x, y] = [known.get(part.x)!, known.get(part.y)!];
      switch (part.name) {
        case 'less':
          return tf.cast(tf.less(x, y), 'float32');
        case 'equal':
          return tf.cast(tf.equal(x, y), 'float32');
        case 'max':
          // TensorFlow.js gives a tie to both sides; we, as at 0 of a rectifier, to the second alone.
          return tf.add(y, tf.relu(tf.sub(x, y)));
        default:
          return tf[part.name](x, y);
      }
    }
  }
}
