/** Limits on tensors of parameters and gradients, `[lanes, size]`. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TaskInstance, Tf } from '../../tasks/types';

/** 1 where an entry must stay at or above 0, `[1, size]`; null where none must. */
export function nonNegativeMask(tf: Tf, { layout, nonNegative = [] }: TaskInstance): Tensor2D | null {
  if (nonNegative.length === 0) return null;
  const flags = new Float32Array(layout.size);
  for (const { name, offset, size } of layout.segments) {
    if (nonNegative.includes(name)) flags.fill(1, offset, offset + size);
  }
  return tf.tensor2d(flags, [1, layout.size]);
}

/** Entries that must stay at or above 0 raised to it. */
export function bounded(tf: Tf, mask: Tensor2D | null, params: Tensor2D): Tensor2D {
  if (!mask) return params;
  // Not maximum(): it may turn a NaN into 0 and hide a divergence.
  const below = tf.logicalAnd(tf.less(params, 0), tf.greater(mask, 0));
  return tf.where(below, tf.zerosLike(params), params);
}

/** Gradients shortened to a norm of `limit` per lane; 0 is no limit. */
export function clipped(tf: Tf, grads: Tensor2D, limit: number): Tensor2D {
  if (limit <= 0) return grads;
  const norm = tf.sqrt(tf.sum(tf.square(grads), 1, true));
  const scale = tf.where(tf.greater(norm, limit), tf.div(limit, norm), tf.onesLike(norm));
  return tf.mul(grads, scale);
}
