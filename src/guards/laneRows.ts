/** Tensors with a row per lane, in TensorFlow.js: rows picked by a flag, columns of what a guard remembers. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { PortableState } from '../optimizers/types';
import type { Tf } from '../tasks/types';
import type { PortableGuardInput } from './types';

/** Rows of `a` where the lane's flag `[lanes]` is set, else of `b`: by selection, so a NaN stays where it is. */
export function pickLanes<T extends Tensor>(tf: Tf, flags: Tensor1D, a: T, b: T): T {
  const shape = [flags.shape[0], ...new Array<number>(b.rank - 1).fill(1)];
  return tf.where(tf.broadcastTo(tf.reshape(flags, shape), b.shape), a, b);
}

/** `pickLanes` for every tensor of a state. */
export const pickState = (tf: Tf, flags: Tensor1D, a: PortableState, b: PortableState): PortableState =>
  Object.fromEntries(
    Object.entries(b).map(([name, tensor]) => [name, pickLanes(tf, flags, a[name], tensor)]),
  );

export const zerosOf = (tf: Tf, state: PortableState): PortableState =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, tf.zerosLike(tensor)]));

/** Column `index` of a `[lanes, words]`, as `[lanes]`. */
export const column = (tf: Tf, rows: Tensor, index: number): Tensor1D =>
  tf.reshape(tf.slice(rows, [0, index], [rows.shape[0], 1]), [rows.shape[0]]);

/** `1` where a flag `[lanes]` is set, times `value`. */
export const flagged = (tf: Tf, flags: Tensor1D, value = 1): Tensor1D =>
  tf.mul<Tensor1D>(tf.cast(flags, 'float32'), value);

/** `params + update`, with entries bounded as the task wants them. */
export function moved(tf: Tf, { bounded }: PortableGuardInput, params: Tensor2D, update: Tensor2D): Tensor2D {
  const next = tf.add<Tensor2D>(params, update);
  return bounded ? bounded(next) : next;
}

/** Columns `[lanes]` as one `[lanes, words]`. */
export const memoryOf = (tf: Tf, columns: readonly Tensor1D[]): Tensor2D =>
  tf.stack([...columns], 1) as Tensor2D;
