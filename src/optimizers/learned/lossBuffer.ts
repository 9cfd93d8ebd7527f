/**
 * Time and loss as the scheduler sees them, in TensorFlow.js: ten moving averages of the loss and nine
 * features of how far each is above its minimum, nine features of the fraction of the run gone by.
 *
 * Source: `BufferLossAccumulators` and `fractional_tanh_embed` in `research/general_lopt/hyper_v2.py`. The
 * bias corrections 1 - decay^n are carried along by the same recursion as the averages (their value for a
 * loss of 1), not by a power, which in float32 is off by 1e-2 for the decays of long runs.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tasks/types';
import { LOSS_AVERAGES, LOSS_MIN_START } from './schedulerState';

export interface LossBuffer {
  /** Each `[lanes, 10]`. */
  readonly mean: Tensor;
  readonly min: Tensor;
  readonly weight: Tensor;
  readonly rate: Tensor;
}

/** Thresholds of the time features. */
export const TIME_MARKS = [0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1] as const;

/** The buffer before its first loss. `numSteps` is `[lanes, 1]`; time constants run from 10 to it. */
export function startLossBuffer(tf: Tf, numSteps: Tensor): LossBuffer {
  const lanes = numSteps.shape[0];
  const place = tf.div(tf.range(0, LOSS_AVERAGES), LOSS_AVERAGES - 1);
  const steps = tf.exp(tf.add(Math.LN10, tf.mul(tf.sub(tf.log(numSteps), Math.LN10), place)));
  const zeros = tf.zeros([lanes, LOSS_AVERAGES]);
  return {
    mean: zeros,
    min: tf.fill([lanes, LOSS_AVERAGES], LOSS_MIN_START),
    weight: zeros,
    rate: tf.neg(tf.expm1(tf.div(-1, steps))),
  };
}

/** Folds in a loss `[lanes, 1]`; `first` (`[lanes, 1]`, bool) marks lanes that have seen none. */
export function addLoss(tf: Tf, buffer: LossBuffer, loss: Tensor, first: Tensor): LossBuffer {
  const { rate } = buffer;
  const toward = (x: Tensor, target: Tensor | number) => tf.add(x, tf.mul(rate, tf.sub(target, x)));
  const weight = toward(buffer.weight, 1);
  const ceiling = tf.where(first, loss, tf.max(tf.div(buffer.mean, weight), 1, true));
  const mean = toward(buffer.mean, tf.minimum(tf.mul(2, tf.abs(ceiling)), loss));
  return { mean, weight, rate, min: tf.minimum(buffer.min, tf.div(mean, weight)) };
}

/** Nine features `[lanes, 9]` of a buffer that has seen `count` losses (`[lanes, 1]`); zero for the first two. */
export function lossFeatures(tf: Tf, { mean, weight, min }: LossBuffer, count: Tensor): Tensor2D {
  const lanes = mean.shape[0];
  const corrected = tf.div(mean, weight);
  const at = (x: Tensor, from: number) => tf.slice(x, [0, from], [lanes, LOSS_AVERAGES - 1]);
  const span = tf.maximum(1e-8, tf.sub(at(corrected, 1), at(min, 0)));
  const height = tf.sub(tf.div(tf.sub(at(corrected, 0), at(min, 0)), span), 1);
  const features = tf.clipByValue(height, -1, 1);
  return tf.where(
    tf.lessEqual(tf.broadcastTo(count, features.shape), 2),
    tf.zerosLike(features),
    features,
  ) as Tensor2D;
}

/** Nine features `[lanes, 9]` of the fraction of the run gone by, `[lanes, 1]`. */
export function timeFeatures(tf: Tf, fraction: Tensor): Tensor2D {
  return tf.tanh(tf.mul(10, tf.sub(fraction, tf.tensor1d([...TIME_MARKS])))) as Tensor2D;
}
