/** The lowest loss that a guard has seen, in TensorFlow.js. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Tf } from '../tasks/types';
import { column } from './laneRows';

export interface Minimum {
  /** Whether the loss of this step is the lowest so far, `[lanes]`, bool. */
  readonly better: Tensor1D;
  /** Whether any finite loss has been seen, bool. */
  readonly known: Tensor1D;
  readonly finite: Tensor1D;
  /** The lowest loss, `[lanes]`. */
  readonly best: Tensor1D;
}

/** Folds a loss `[lanes]` in; columns 0 and 1 of `memory` say whether there was one, and the lowest. */
export function foldMinimum(tf: Tf, memory: Tensor, loss: Tensor1D): Minimum {
  const seen = tf.greater<Tensor1D>(column(tf, memory, 0), 0);
  const best = column(tf, memory, 1);
  const finite = tf.isFinite(loss);
  const lower = tf.logicalOr(tf.logicalNot(seen), tf.less<Tensor1D>(loss, best));
  const better = tf.logicalAnd<Tensor1D>(finite, lower);
  return { better, finite, known: tf.logicalOr(seen, better), best: tf.where(better, loss, best) };
}
