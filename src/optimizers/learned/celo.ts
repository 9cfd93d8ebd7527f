/**
 * Celo (arXiv:2501.12670): an LSTM that sees time and loss alone sets one step scale for the whole model,
 * and a small MLP sets every parameter's step. Celo-Adam: the same scheduler above Adam.
 *
 * Source: `celo/optimizers/celo.py`, `celo_adam.py`, phase 2 of `celo/factory.py`. All rows of Celo's LSTM
 * are identical at all times, so one row per lane is run.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Theta } from '../../checkpoints/theta';
import type { ParamLayout } from '../../core/paramLayout';
import type { Tf } from '../../tasks/types';
import type { PortableInput, PortableOptimizer, PortableState } from '../types';
import { factorTables } from './factors';
import { type LstmState, lstmStep, stepSizeOutput, type ThetaTensors, thetaTensors } from './network';
import { type Observe, perParameterStep, startAccumulators } from './perParameter';
import { type Clock, readClock, writeClock } from './scheduler';
import { schedulerSize } from './schedulerState';

export interface LearnedContext {
  readonly tf: Tf;
  readonly layout: ParamLayout;
  readonly lanes: number;
  /** One for all lanes, or one per lane; all of one shape. */
  readonly thetas: readonly Theta[];
  /** Planned length and factor on the step, read at every step. */
  readonly settings: (input: PortableInput) => LearnedSettings;
  readonly observe?: Observe;
}

export interface LearnedSettings {
  /** Planned length in steps, before what a lane's own state adds. */
  readonly horizon: number;
  /** Factor on the update; 1 is the published optimizer. */
  readonly multiplier: number;
}

interface Scheduled {
  readonly clock: Clock;
  /** 1 - beta^t of Celo-Adam's two decays, counted on. */
  readonly correction: Tensor;
  readonly lstm: LstmState;
  /** S times the multiplier, `[lanes, 1]`. */
  readonly scale: Tensor;
}

const BETA1 = 0.9;
const BETA2 = 0.999;

const adamRates = (tf: Tf): Tensor => tf.tensor1d([1 - BETA1, 1 - BETA2]);

/** S = 0.1 exp(s), one number per lane. Without a scheduler S is 1. */
function schedule(
  context: LearnedContext,
  weights: ThetaTensors,
  input: PortableInput,
  state: PortableState,
): Scheduled {
  const { tf, lanes, thetas, observe } = context;
  const { horizon, multiplier } = context.settings(input);
  const hidden = thetas[0].hidden;
  const clock = readClock(tf, state.scheduler, input.loss, horizon, hidden > 0 ? weights : null, 1, observe);
  const correction = tf.add(clock.correction, tf.mul(adamRates(tf), tf.sub(1, clock.correction)));
  if (hidden === 0) return { clock, correction, lstm: clock.lstm, scale: tf.fill([lanes, 1], multiplier) };
  const x = tf.reshape(clock.inputs, [lanes, 1, clock.inputs.shape[1]!]);
  const lstm = lstmStep(tf, weights, x, clock.lstm);
  const output = tf.reshape(stepSizeOutput(tf, weights, lstm.hidden), [lanes, 1]);
  const scale = tf.mul(tf.exp(output), 0.1);
  observe?.('lstm_inputs', x, -1);
  observe?.('lstm_hidden', lstm.hidden, -1);
  observe?.('lstm_cell', lstm.cell, -1);
  observe?.('step_size_output', output, -1);
  observe?.('step_scale', scale, -1);
  return { clock, correction, lstm, scale: tf.mul(scale, multiplier) };
}

const startScheduler = ({ tf, lanes, thetas }: LearnedContext): Tensor =>
  tf.zeros([lanes, schedulerSize(1, thetas[0].hidden)]);

/** Celo in TensorFlow.js. */
export function portableCelo(context: LearnedContext): PortableOptimizer {
  const { tf, layout, lanes, thetas, observe } = context;
  const tables = factorTables(layout);
  const weights = thetaTensors(tf, thetas);
  return {
    init: () => ({
      scheduler: startScheduler(context),
      ...startAccumulators(tf, tables, lanes, layout.size),
    }),
    update(input, state) {
      const { clock, correction, lstm, scale } = schedule(context, weights, input, state);
      const bank = tf.reshape(weights.get('mlp'), [thetas.length, -1]);
      const controls = () => ({ scale, bank });
      const step = perParameterStep(tf, tables, input.params, input.grads, state, controls, observe);
      return {
        update: step.update,
        state: { ...step.state, scheduler: writeClock(tf, clock, lstm, correction) },
      };
    },
    dispose: weights.dispose,
  };
}

/**
 * Celo-Adam in TensorFlow.js: step size 0.001 S, epsilon 1e-10 inside the root and 1e-8 outside it.
 * `moments` is `[lanes, size, 2]`.
 */
export function portableCeloAdam(context: LearnedContext): PortableOptimizer {
  const { tf, layout, lanes, thetas } = context;
  const weights = thetaTensors(tf, thetas);
  return {
    init: () => ({ scheduler: startScheduler(context), moments: tf.zeros([lanes, layout.size, 2]) }),
    update(input, state) {
      const { clock, correction, lstm, scale } = schedule(context, weights, input, state);
      const old = (index: number) =>
        tf.reshape(tf.slice(state.moments, [0, 0, index], [lanes, layout.size, 1]), [lanes, layout.size]);
      const mu = tf.add(tf.mul(old(0), BETA1), tf.mul(input.grads, 1 - BETA1));
      const nu = tf.add(tf.mul(old(1), BETA2), tf.mul(tf.square(input.grads), 1 - BETA2));
      const [correction1, correction2] = tf.split(correction, 2, 1);
      const root = tf.sqrt(tf.add(tf.div(nu, correction2), 1e-10));
      const direction = tf.div(tf.div(mu, correction1), tf.add(root, 1e-8));
      return {
        update: tf.mul(direction, tf.mul(scale, -0.001)) as Tensor2D,
        state: {
          scheduler: writeClock(tf, clock, lstm, correction),
          moments: tf.stack([mu, nu], 2),
        },
      };
    },
    dispose: weights.dispose,
  };
}
