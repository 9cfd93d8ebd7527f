/**
 * VeLO (arXiv:2211.09760): an LSTM of 512 units over all tensors, which meet in a maximum, sets each
 * tensor's step scale and mixes its per-parameter MLP from 256 banks.
 *
 * Source: `research/general_lopt/hyper_v2.py` with the published switches (no bugged loss features, no
 * bugged next state, no validation feature). The step scale is linear in the LSTM's output: it can be
 * negative.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tasks/types';
import type { PortableOptimizer, PortableState } from '../types';
import type { LearnedContext } from './celo';
import { factorTables, type TensorFactors } from './factors';
import { controlsOutput, lstmStep, stepSizeOutput, thetaTensors } from './network';
import { accumulatorsOf, perParameterStep, startAccumulators } from './perParameter';
import { readClock, writeClock } from './scheduler';
import { schedulerSize } from './schedulerState';

/** The mixed MLP weights are multiplied by this (`ff_mult`). */
export const MLP_MULTIPLIER = 100;

/** Twelve inputs about one tensor, `[lanes, 1, 12]`, from the accumulators before this step's gradient. */
function tensorInputs(tf: Tf, tensor: TensorFactors, params: Tensor, state: PortableState): Tensor {
  const lanes = params.shape[0];
  const p = tf.slice(params, [0, tensor.offset], [lanes, tensor.size]);
  const { m, rms } = accumulatorsOf(tf, tensor, state);
  const q = tf.reshape(tf.rsqrt(tf.maximum(1e-9, tf.mean(tf.square(p), 1))), [lanes, 1, 1]);
  const scaledM = tf.mul(m, q);
  const scaledRms = tf.mul(rms, q);
  const meanM = tf.mean(scaledM, 1, true);
  const spread = (x: Tensor) => logarithm(tf, tf.mean(tf.square(tf.sub(x, meanM)), 1, true));
  const rank = tf.tensor(
    [0, 1, 2, 3, 4].map((index) => Number(index === tensor.rank)),
    [1, 1, 5],
  );
  return tf.concat(
    [
      logarithm(tf, tf.mean(scaledRms, 1, true)),
      tf.broadcastTo(rank, [lanes, 1, 5]),
      spread(scaledM),
      // The source subtracts the mean of m here too, hence three numbers.
      spread(scaledRms),
    ],
    2,
  );
}

const logarithm = (tf: Tf, x: Tensor): Tensor =>
  tf.mul(0.5, tf.clipByValue(tf.log(tf.add(1e-8, tf.abs(tf.mul(10, x)))), -5, 5));

/** VeLO in TensorFlow.js. */
export function portableVelo(context: LearnedContext): PortableOptimizer {
  const { tf, layout, lanes, thetas, observe } = context;
  const tables = factorTables(layout);
  const weights = thetaTensors(tf, thetas);
  const rows = tables.tensors.length;
  const { hidden, banks } = thetas[0];
  return {
    init: () => ({
      scheduler: tf.zeros([lanes, schedulerSize(rows, hidden)]),
      ...startAccumulators(tf, tables, lanes, layout.size),
    }),
    update(input, state) {
      const { horizon, multiplier } = context.settings(input);
      const clock = readClock(tf, state.scheduler, input.loss, horizon, weights, rows, observe);
      const common = tf.reshape(clock.inputs, [lanes, 1, 18]);
      const x = tf.concat(
        tables.tensors.map((tensor) => tf.concat([common, tensorInputs(tf, tensor, input.params, state)], 2)),
        1,
      );
      const lstm = lstmStep(tf, weights, x, clock.lstm);
      const scale = stepSizeOutput(tf, weights, lstm.hidden);
      const controls = controlsOutput(tf, weights, lstm.hidden);
      const mixed = tf.mul(tf.matMul(controls, weights.get('mlp')), MLP_MULTIPLIER / banks);
      observe?.('lstm_inputs', x, -1);
      observe?.('lstm_hidden', lstm.hidden, -1);
      observe?.('lstm_cell', lstm.cell, -1);
      observe?.('step_size_output', scale, -1);
      observe?.('step_scale', scale, -1);
      observe?.('controls', controls, -1);
      observe?.('mlp_weights', mixed, -1);
      const row = (of: Tensor, tensor: number) =>
        tf.reshape(tf.slice(of, [0, tensor, 0], [lanes, 1, of.shape[2]!]), [lanes, of.shape[2]!]);
      const step = perParameterStep(
        tf,
        tables,
        input.params,
        input.grads,
        state,
        (tensor) => ({ scale: tf.mul(row(scale, tensor), multiplier), bank: row(mixed, tensor) }),
        observe,
      );
      return { update: step.update, state: { ...step.state, scheduler: writeClock(tf, clock, lstm) } };
    },
    dispose: weights.dispose,
  };
}
