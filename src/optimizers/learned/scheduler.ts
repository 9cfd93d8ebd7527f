/** Scheduler of Celo, Celo-Adam and VeLO around the LSTM: clock, loss buffer, starting values. TensorFlow.js. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tasks/types';
import { addLoss, type LossBuffer, lossFeatures, startLossBuffer, timeFeatures } from './lossBuffer';
import type { LstmState, ThetaTensors } from './network';
import type { Observe } from './perParameter';
import { Header, LOSS_AVERAGES } from './schedulerState';

/** A scheduler row unpacked, with this step's loss folded in. */
export interface Clock {
  /** Updates made before this one, `[lanes, 1]`. */
  readonly iteration: Tensor;
  readonly extraSteps: Tensor;
  readonly correction: Tensor;
  readonly buffer: LossBuffer;
  /** LSTM inputs that tell of time and loss, `[lanes, 18]`. */
  readonly inputs: Tensor;
  readonly lstm: LstmState;
}

/**
 * Reads a scheduler state `[lanes, Header.size + 2 rows H]`, folds in the loss `[lanes]` and makes the 18
 * inputs. `horizon` is the planned length before what the lane's own state adds to it.
 */
export function readClock(
  tf: Tf,
  scheduler: Tensor,
  loss: Tensor,
  horizon: number,
  weights: ThetaTensors | null,
  rows: number,
  observe?: Observe,
): Clock {
  const lanes = scheduler.shape[0];
  const slice = (from: number, count: number) => tf.slice(scheduler, [0, from], [lanes, count]);
  const iteration = slice(Header.iteration, 1);
  const extraSteps = slice(Header.extraSteps, 1);
  const first = tf.equal(iteration, 0);
  const numSteps = tf.add(extraSteps, horizon);
  const start = startLossBuffer(tf, numSteps);
  const kept = (name: keyof LossBuffer, from: number) =>
    tf.where(tf.broadcastTo(first, [lanes, LOSS_AVERAGES]), start[name], slice(from, LOSS_AVERAGES));
  const old: LossBuffer = {
    mean: kept('mean', Header.lossMean),
    min: kept('min', Header.lossMin),
    weight: kept('weight', Header.lossWeight),
    rate: kept('rate', Header.lossRate),
  };
  const buffer = addLoss(tf, old, tf.reshape(loss, [lanes, 1]), first);
  const fraction = tf.div(iteration, numSteps);
  const features = lossFeatures(tf, buffer, tf.add(iteration, 1));
  observe?.('fraction_trained', fraction, -1);
  observe?.('loss_buffer_means', buffer.mean, -1);
  observe?.('loss_buffer_running_min', buffer.min, -1);
  observe?.('loss_features', features, -1);
  return {
    iteration,
    extraSteps,
    correction: slice(Header.correction, 2),
    buffer,
    inputs: tf.concat([timeFeatures(tf, fraction), features], 1),
    lstm: weights
      ? startOrKept(tf, scheduler, first, weights, rows)
      : { hidden: tf.zeros([lanes, 1, 0]), cell: tf.zeros([lanes, 1, 0]) },
  };
}

/** The learned starting state, repeated for every row, or the lane's own. */
function startOrKept(
  tf: Tf,
  scheduler: Tensor,
  first: Tensor,
  weights: ThetaTensors,
  rows: number,
): LstmState {
  const lanes = scheduler.shape[0];
  const pick = (name: 'init/hidden' | 'init/cell', place: number) => {
    const start = weights.get(name);
    const hidden = start.shape[1]!;
    const shape = [lanes, rows, hidden];
    const own = tf.slice(scheduler, [0, Header.size + place * rows * hidden], [lanes, rows * hidden]);
    return tf.where(
      tf.broadcastTo(tf.reshape(first, [lanes, 1, 1]), shape),
      tf.broadcastTo(tf.reshape(start, [start.shape[0], 1, hidden]), shape),
      tf.reshape(own, shape),
    );
  };
  return { hidden: pick('init/hidden', 0), cell: pick('init/cell', 1) };
}

/** The next scheduler row, with the iteration counted on. */
export function writeClock(tf: Tf, clock: Clock, lstm: LstmState, correction = clock.correction): Tensor {
  const { iteration, extraSteps, buffer } = clock;
  const lanes = iteration.shape[0];
  const flat = (x: Tensor) => tf.reshape(x, [lanes, x.size / lanes]);
  return tf.concat(
    [
      tf.add(iteration, 1),
      extraSteps,
      correction,
      buffer.mean,
      buffer.min,
      buffer.weight,
      buffer.rate,
      ...(lstm.hidden.size > 0 ? [flat(lstm.hidden), flat(lstm.cell)] : []),
    ],
    1,
  );
}
