/** The steps that a learned optimizer plans for, as its scheduler holds them: `[lanes, words]`. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { Header } from '../optimizers/learned/schedulerState';
import type { Tf } from '../tasks/types';
import { column } from './laneRows';

/** Lanes whose learned part has made all the steps it planned. */
export function horizonEnded(tf: Tf, scheduler: Tensor, horizon: number): Tensor1D {
  const planned = tf.add<Tensor1D>(column(tf, scheduler, Header.extraSteps), horizon);
  return tf.greaterEqual(column(tf, scheduler, Header.iteration), planned);
}

/** The scheduler with other extra steps, `[lanes]`. */
export function withExtraSteps(tf: Tf, scheduler: Tensor, extraSteps: Tensor1D): Tensor {
  const lanes = scheduler.shape[0];
  const before = tf.slice(scheduler, [0, 0], [lanes, Header.extraSteps]);
  const after = tf.slice(scheduler, [0, Header.extraSteps + 1], [lanes, -1]);
  return tf.concat([before, tf.reshape(extraSteps, [lanes, 1]), after], 1);
}
