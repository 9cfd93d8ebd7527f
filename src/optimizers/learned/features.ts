/**
 * Accumulators and the 30 features per parameter that Celo and VeLO share, in TensorFlow.js.
 *
 * Source: `celo/optimizers/celo.py` and `research/general_lopt/hyper_v2.py` (VeLO, arXiv:2211.09760,
 * appendix B); the accumulators from `learned_optimizers/common.py`. No accumulator is bias-corrected.
 * Four floors appear: 1e-6 on `rms`, 1e-8 under `row` and `col`, max(., 1e-9) in the factors, and none
 * in the last group of tensors that are not factored (1e-30 in the squares is all there is).
 */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tasks/types';
import { DECAYS, type TensorFactors } from './factors';

/** Accumulators of one tensor of every lane. */
export interface Accumulators {
  /** Moving averages of the gradient, one per decay: `[lanes, n, 3]`. */
  readonly m: Tensor3D;
  /** Moving average of the squared gradient, decay 0.999: `[lanes, n, 1]`. */
  readonly rms: Tensor3D;
  /** `v_row` then `v_col`, or `v_diag`: `[lanes, rows + columns, 3]`. */
  readonly factors: Tensor3D;
}

/** Largest magnitude of a gradient element that a learned optimizer sees. */
export const GRADIENT_LIMIT = 1000;

/** Feature groups in the order of their weights, as traces name them. */
export const GROUP_NAMES = [
  'g',
  'clip_g',
  'p',
  'm',
  'rms',
  'm_rsqrt',
  'rsqrt_rms',
  'fac_g',
  'g_rsqrt',
  'row',
  'col',
  'rsqrt_row',
  'rsqrt_col',
  'fac_m',
] as const;

/** Folds a gradient `[lanes, n]`, already limited, into the accumulators. */
export function accumulate(tf: Tf, tensor: TensorFactors, g: Tensor, old: Accumulators): Accumulators {
  const [lanes, n] = g.shape;
  const column = tf.reshape(g, [lanes, n, 1]);
  const square = tf.square(column);
  const beta = tf.tensor1d([...DECAYS]);
  const rest = tf.tensor1d(DECAYS.map((decay) => 1 - decay));
  const mix = (average: Tensor, value: Tensor) => tf.add(tf.mul(average, beta), tf.mul(value, rest));
  const [first, second] = squareMeans(tf, tensor, tf.add(square, 1e-30));
  return {
    m: mix(old.m, column) as Tensor3D,
    rms: tf.add(tf.mul(old.rms, 0.999), tf.mul(square, 0.001)) as Tensor3D,
    factors: mix(old.factors, second ? tf.concat([first, second], 1) : first) as Tensor3D,
  };
}

/** Terms that this gradient adds to `v_row` and `v_col` (or `v_diag`), each `[lanes, entries, 1]`. */
function squareMeans(tf: Tf, tensor: TensorFactors, square: Tensor): [Tensor, Tensor?] {
  if (!tensor.factored) return [square];
  const lanes = square.shape[0];
  const spread = spreadOf(tf, tensor, square, 1);
  const row = tf.mean(spread, tensor.rowLosesSecond ? 3 : 1);
  const column = tf.mean(spread, tensor.rowLosesSecond ? 1 : 3);
  return [tf.reshape(row, [lanes, tensor.rows, 1]), tf.reshape(column, [lanes, tensor.columns, 1])];
}

/** `[lanes, n, width]` as `[lanes * outer, first, mid, second, inner * width]`. */
function spreadOf(
  tf: Tf,
  { outer, first, mid, second, inner }: TensorFactors,
  x: Tensor,
  width: number,
): Tensor {
  return tf.reshape(x, [x.shape[0] * outer, first, mid, second, inner * width]);
}

const rsqrtFloor = (tf: Tf, x: Tensor): Tensor => tf.rsqrt(tf.maximum(x, 1e-9));

interface Factors {
  /** Scales of the gradient, the product over both axes: `[lanes, n, 3]`. */
  readonly scale: Tensor;
  /** `v_row` and `v_col` along the tensor. */
  readonly row: Tensor;
  readonly col: Tensor;
}

function spreadFactors(tf: Tf, tensor: TensorFactors, factors: Tensor3D): Factors {
  const { rows, columns, outer, first, mid, second, inner, size, rowLosesSecond } = tensor;
  const lanes = factors.shape[0];
  const kept = (axis: 'first' | 'second') =>
    axis === 'first' ? [lanes * outer, first, mid, 1, inner * 3] : [lanes * outer, 1, mid, second, inner * 3];
  const rowShape = kept(rowLosesSecond ? 'first' : 'second');
  const row = tf.reshape(tf.slice(factors, [0, 0, 0], [lanes, rows, 3]), rowShape);
  const col = tf.reshape(
    tf.slice(factors, [0, rows, 0], [lanes, columns, 3]),
    kept(rowLosesSecond ? 'second' : 'first'),
  );
  const whole = [lanes * outer, first, mid, second, inner * 3];
  const along = (x: Tensor) => tf.reshape(tf.broadcastTo(x, whole), [lanes, size, 3]);
  const mean = tf.mean(row, rowLosesSecond ? 1 : 3, true);
  const rowScale = rsqrtFloor(tf, tf.div(row, tf.add(mean, 1e-9)));
  return { scale: along(tf.mul(rowScale, rsqrtFloor(tf, col))), row: along(row), col: along(col) };
}

/**
 * The features of one tensor from its new accumulators, `[lanes, n, 30]`, not normalised. `g` (limited)
 * and `p` (before the update) are `[lanes, n]`.
 */
export function rawFeatures(
  tf: Tf,
  tensor: TensorFactors,
  g: Tensor,
  p: Tensor,
  state: Accumulators,
): Tensor3D {
  const [lanes, n] = g.shape;
  const column = (x: Tensor) => tf.reshape(x, [lanes, n, 1]);
  const { m, rms, factors } = state;
  const rsqrt = tf.rsqrt(tf.add(rms, 1e-6));
  const { row, col, facG, facM } = tensor.factored
    ? factoredGroups(tf, spreadFactors(tf, tensor, factors), column(g), m)
    : diagonalGroups(tf, factors, column(g), m);
  const rootOf = (x: Tensor) => tf.rsqrt(tf.add(x, 1e-8));
  return tf.concat(
    [
      column(g),
      tf.clipByValue(column(g), -0.1, 0.1),
      column(p),
      m,
      rms,
      tf.mul(m, rsqrt),
      rsqrt,
      facG,
      tf.mul(column(g), rsqrt),
      row,
      col,
      rootOf(row),
      rootOf(col),
      facM,
    ],
    2,
  ) as Tensor3D;
}

interface FactorGroups {
  readonly row: Tensor;
  readonly col: Tensor;
  readonly facG: Tensor;
  readonly facM: Tensor;
}

const factoredGroups = (tf: Tf, { scale, row, col }: Factors, g: Tensor, m: Tensor): FactorGroups => ({
  row,
  col,
  facG: tf.mul(g, scale),
  facM: tf.mul(m, scale),
});

const diagonalGroups = (tf: Tf, diagonal: Tensor, g: Tensor, m: Tensor): FactorGroups => ({
  row: diagonal,
  col: diagonal,
  facG: tf.mul(g, rsqrtFloor(tf, tf.add(diagonal, 1e-9))),
  facM: tf.div(m, tf.sqrt(diagonal)),
});

/** Divides every column by its root mean square over the tensor, 1e-5 inside the root. */
export function normalise(tf: Tf, features: Tensor3D): Tensor3D {
  return tf.div(features, tf.sqrt(tf.add(tf.mean(tf.square(features), 1, true), 1e-5))) as Tensor3D;
}
