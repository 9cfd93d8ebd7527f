/**
 * The two networks of Celo and VeLO in TensorFlow.js: an LSTM over the tensors of a lane, and a small MLP
 * per parameter.
 *
 * Source: `celo/optimizers/celo.py`, `research/general_lopt/hyper_v2.py`; the cell as in `hk.LSTM`: gates in
 * the order i, g, f, o, and 1 added to f when it runs.
 */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { mlpLayout, type Theta, thetaLayout } from '../../checkpoints/theta';
import type { Tf } from '../../tasks/types';

/** Weights by name, each `[lanes or 1, ...shape]`: every lane may have its own. */
export interface ThetaTensors {
  get(name: string): Tensor;
  dispose(): void;
}

/** Uploads thetas of one shape: one for all lanes, or one per lane. Kept until disposed. */
export function thetaTensors(tf: Tf, thetas: readonly Theta[]): ThetaTensors {
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, offset, size } of thetaLayout(thetas[0]).segments) {
    const values = new Float32Array(thetas.length * size);
    thetas.forEach((theta, row) => {
      values.set(theta.values.subarray(offset, offset + size), row * size);
    });
    tensors.set(name, tf.keep(tf.tensor(values, [thetas.length, ...shape])));
  }
  return {
    get: (name) => tensors.get(name)!,
    dispose: () => {
      for (const tensor of tensors.values()) tensor.dispose();
    },
  };
}

/** `x @ w + b` for `x` `[lanes, rows, in]`. */
function dense(tf: Tf, x: Tensor, weights: ThetaTensors, name: string): Tensor {
  const bias = weights.get(`${name}/b`);
  return tf.add(tf.matMul(x, weights.get(`${name}/w`)), tf.reshape(bias, [bias.shape[0], 1, bias.shape[1]!]));
}

/** Hidden and cell state, each `[lanes, rows, H]`. */
export interface LstmState {
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/** One step over all rows (tensors) of every lane; `x` is `[lanes, rows, inputs]`. The rows meet in a maximum. */
export function lstmStep(tf: Tf, weights: ThetaTensors, x: Tensor, state: LstmState): LstmState {
  const shared = tf.max(tf.relu(dense(tf, x, weights, 'max')), 1, true);
  const y = tf.add(dense(tf, x, weights, 'input'), shared);
  const gates = dense(tf, tf.concat([y, state.hidden], 2), weights, 'lstm');
  const [i, g, f, o] = tf.split(gates, 4, 2);
  const cell = tf.add(tf.mul(tf.sigmoid(tf.add(f, 1)), state.cell), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return { cell, hidden: tf.mul(tf.sigmoid(o), tf.tanh(cell)) };
}

/** The LSTM's first output, `[lanes, rows, 1]`. */
export const stepSizeOutput = (tf: Tf, weights: ThetaTensors, hidden: Tensor): Tensor =>
  dense(tf, hidden, weights, 'scale');

/** VeLO's second output, `[lanes, rows, P]`. */
export const controlsOutput = (tf: Tf, weights: ThetaTensors, hidden: Tensor): Tensor =>
  dense(tf, hidden, weights, 'controls');

/** Outputs `[lanes, n, 3]` of the MLP for normalised features `[lanes, n, 30]`; `bank` is `[lanes or 1, 159]`. */
export function mlpOutput(tf: Tf, bank: Tensor, features: Tensor3D): Tensor3D {
  const rows = bank.shape[0];
  const part = (name: string) => {
    const { shape, offset, size } = mlpLayout.segments.find((segment) => segment.name === name)!;
    const extents = shape.length === 1 ? [1, ...shape] : shape;
    return tf.reshape(tf.slice(bank, [0, offset], [rows, size]), [rows, ...extents]);
  };
  const layer = (x: Tensor, index: number) => tf.add(tf.matMul(x, part(`w${index}`)), part(`b${index}`));
  return layer(tf.relu(layer(tf.relu(layer(features, 0)), 1)), 2) as Tensor3D;
}
