/**
 * The per-parameter half of Celo and VeLO in TensorFlow.js: accumulators, features, MLP and step of every
 * tensor, given the scheduler's step scale and MLP weights.
 *
 * Source: `celo/optimizers/celo.py`, `research/general_lopt/hyper_v2.py`.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tasks/types';
import type { PortableState } from '../types';
import type { FactorTables, TensorFactors } from './factors';
import { type Accumulators, accumulate, GRADIENT_LIMIT, normalise, rawFeatures } from './features';
import { mlpOutput } from './network';

/** Called with every intermediate, borrowed; `tensor` is the index of the tensor or -1. For traces and tests. */
export type Observe = (name: string, value: Tensor, tensor: number) => void;

/** Direction and step of an MLP output are scaled by these (`exp_mult`, `step_mult`). */
const EXPONENT_SCALE = 0.001;
const STEP_SCALE = 0.001;

/** Accumulators of all tensors: `moments` `[lanes, size, 4]` (m at three decays, rms), `factors` `[lanes, entries, 3]`. */
export function startAccumulators(tf: Tf, tables: FactorTables, lanes: number, size: number): PortableState {
  return { moments: tf.zeros([lanes, size, 4]), factors: tf.zeros([lanes, tables.entries, 3]) };
}

/** The accumulators of one tensor, before this step's gradient. */
export function accumulatorsOf(tf: Tf, tensor: TensorFactors, state: PortableState): Accumulators {
  const { offset, size, entry, rows, columns } = tensor;
  const lanes = state.moments.shape[0];
  return {
    m: tf.slice(state.moments, [0, offset, 0], [lanes, size, 3]) as Accumulators['m'],
    rms: tf.slice(state.moments, [0, offset, 3], [lanes, size, 1]) as Accumulators['rms'],
    factors: tf.slice(state.factors, [0, entry, 0], [lanes, rows + columns, 3]) as Accumulators['factors'],
  };
}

/** Scheduler output for one tensor. */
export interface TensorControls {
  /** S, `[lanes, 1]`. */
  readonly scale: Tensor;
  /** MLP weights, `[lanes or 1, 159]`. */
  readonly bank: Tensor;
}

/** Proposal for every parameter, and the new accumulators. `params` and `grads` are `[lanes, size]`. */
export function perParameterStep(
  tf: Tf,
  tables: FactorTables,
  params: Tensor2D,
  grads: Tensor2D,
  state: PortableState,
  controls: (tensor: number) => TensorControls,
  observe?: Observe,
): { readonly update: Tensor2D; readonly state: PortableState } {
  const limited = tf.clipByValue(grads, -GRADIENT_LIMIT, GRADIENT_LIMIT);
  const updates: Tensor[] = [];
  const moments: Tensor[] = [];
  const factors: Tensor[] = [];
  tables.tensors.forEach((tensor, index) => {
    const { offset, size } = tensor;
    const lanes = params.shape[0];
    const p = tf.slice2d(params, [0, offset], [lanes, size]);
    const g = tf.slice2d(limited, [0, offset], [lanes, size]);
    const next = accumulate(tf, tensor, g, accumulatorsOf(tf, tensor, state));
    const raw = rawFeatures(tf, tensor, g, p, next);
    const features = normalise(tf, raw);
    const { scale, bank } = controls(index);
    const output = mlpOutput(tf, bank, features);
    const step = stepOf(tf, output, p, scale);
    observe?.('features_raw', raw, index);
    observe?.('features_normalized', features, index);
    observe?.('mlp_output', output, index);
    observe?.('update', step, index);
    updates.push(tf.neg(step));
    moments.push(tf.concat([next.m, next.rms], 2));
    factors.push(next.factors);
  });
  return {
    update: tf.concat(updates, 1) as Tensor2D,
    state: { moments: tf.concat(moments, 1), factors: tf.concat(factors, 1) },
  };
}

/** The step to subtract, `[lanes, n]`; a tensor's step is proportional to its root mean square. */
function stepOf(tf: Tf, output: Tensor, p: Tensor2D, scale: Tensor): Tensor {
  const [lanes, n] = p.shape;
  const column = (index: number) => tf.reshape(tf.slice(output, [0, 0, index], [lanes, n, 1]), [lanes, n]);
  const paramScale = tf.sqrt(tf.add(tf.mean(tf.square(p), 1, true), 1e-9));
  const factor = tf.mul(tf.mul(scale, paramScale), STEP_SCALE);
  return tf.mul(tf.mul(column(0), tf.exp(tf.mul(column(1), EXPONENT_SCALE))), factor);
}
