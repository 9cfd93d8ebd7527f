/**
 * Who drives a layer: what HUB measures of its mix at every step, per layer.
 *
 * The kernel `kernels/hub` measures the same in the pass that blends; this is its reference in
 * TensorFlow.js. σ is meant after clipping and before inversion: where `inverted` is 1 the hand-designed
 * share is 1 - σ.
 */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ParamLayout } from '../../core/paramLayout';
import type { Tf } from '../../tasks/types';
import { type Blend, layersOf } from './shares';

export const SIGMA_BINS = 16;

/**
 * Names of the numbers of one layer, in order. `count` is K, so 1/K follows; `effective` is 1/Σσ², the
 * number of parameters among which the softmax is spread; norms are Euclidean; `cosine` is that of the
 * two proposals (0 where one vanishes); `handShare` is the part of the blend that the hand-designed
 * proposal makes up, as the projection <h U_H, blend> / <blend, blend>, so that both parts add to 1;
 * `leftOut` counts parameters where a proposal was not finite. `bin0` to `bin15` count σ by half decades:
 * the last from 10^-0.5 up, the first below 10^-7.5.
 */
export const DRIVE_NAMES: readonly string[] = [
  'count',
  'meanSigma',
  'maxSigma',
  'effective',
  'normHand',
  'normLearned',
  'normBlend',
  'cosine',
  'handShare',
  'inverted',
  'leftOut',
  'maxGradient',
  ...Array.from({ length: SIGMA_BINS }, (_, bin) => `bin${bin}`),
];

/** Lower edges of all bins but the first. */
export const BIN_EDGES: readonly number[] = Array.from({ length: SIGMA_BINS - 1 }, (_, bin) =>
  Math.fround(10 ** ((bin + 1 - SIGMA_BINS) / 2)),
);

export interface DriveInput extends Blend {
  readonly sigma: Tensor2D;
  readonly hand: Tensor2D;
  readonly learned: Tensor2D;
  readonly grads: Tensor2D;
  /** Per segment. */
  readonly inverted: readonly boolean[];
}

/** `[lanes, layers, DRIVE_NAMES.length]`; with fewer layers than tensors the last rows are zero. */
export function whoDrives(
  tf: Tf,
  layout: ParamLayout,
  kind: 'tensor' | 'module',
  input: DriveInput,
): Tensor3D {
  const lanes = input.sigma.shape[0];
  const rows = layersOf(layout, kind).map((members) => {
    const gather = (x: Tensor) =>
      tf.concat(
        members.map((index) => {
          const { offset, size } = layout.segments[index];
          return tf.slice(x, [0, offset], [lanes, size]);
        }),
        1,
      ) as Tensor2D;
    return layerNumbers(tf, gather, input, Number(input.inverted[members[0]]));
  });
  while (rows.length < layout.segments.length) rows.push(tf.zeros([lanes, DRIVE_NAMES.length]));
  return tf.stack(rows, 1) as Tensor3D;
}

function layerNumbers(tf: Tf, gather: (x: Tensor) => Tensor2D, input: DriveInput, inverted: number): Tensor {
  const sigma = gather(input.sigma);
  const [lanes, count] = sigma.shape;
  const [hand, learned] = [finiteOrZero(tf, gather(input.hand)), finiteOrZero(tf, gather(input.learned))];
  const [blend, handPart] = [finiteOrZero(tf, gather(input.blend)), finiteOrZero(tf, gather(input.handPart))];
  const dot = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b), 1);
  const ratio = (a: Tensor, b: Tensor) => tf.where(tf.greater(b, 0), tf.div(a, b), tf.zerosLike(a));
  const [normHand, normLearned] = [tf.sqrt(dot(hand, hand)), tf.sqrt(dot(learned, learned))];
  const squareBlend = dot(blend, blend);
  const numbers = [
    tf.fill([lanes], count),
    tf.mean(sigma, 1),
    tf.max(sigma, 1),
    ratio(tf.onesLike(squareBlend), dot(sigma, sigma)),
    normHand,
    normLearned,
    tf.sqrt(squareBlend),
    ratio(ratio(dot(hand, learned), normHand), normLearned),
    ratio(dot(handPart, blend), squareBlend),
    tf.fill([lanes], inverted),
    tf.sum(tf.cast(gather(input.leftOut), 'float32'), 1),
    tf.max(tf.abs(gather(input.grads)), 1),
  ];
  // Counts of σ at or above each edge, from the whole layer down to none; differences are the bins.
  const above = [
    tf.fill([lanes], count),
    ...BIN_EDGES.map((edge) => tf.sum(tf.cast(tf.greaterEqual(sigma, edge), 'float32'), 1)),
    tf.zeros([lanes]),
  ];
  for (let bin = 0; bin < SIGMA_BINS; bin++) numbers.push(tf.sub(above[bin], above[bin + 1]));
  return tf.stack(numbers, 1);
}

const finiteOrZero = (tf: Tf, x: Tensor2D): Tensor2D => tf.where(tf.isFinite(x), x, tf.zerosLike(x));
