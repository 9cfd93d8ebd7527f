/** SIREN's loss in TensorFlow.js operations with a leading lane axis; the gradient by its autodiff. */
import type * as TF from '@tensorflow/tfjs-core';
import type { PrngKey } from '../../core/prng';
import type { PortableLoss, Tf } from '../types';
import { batchIndices, locate } from './grid';
import { HIDDEN_FREQUENCY } from './network';
import type { SirenProblem } from './problem';

/** Entries of one layer's activations held at once; larger batches are taken in pieces, their gradients added. */
const PIECE_ENTRIES = 2 ** 21;

/** Coordinates `[lanes or 1, count, dims]` and targets `[lanes or 1, count, 1]`. */
interface Piece {
  readonly positions: TF.Tensor3D;
  readonly targets: TF.Tensor3D;
}

export function portableSiren(problem: SirenProblem, tf: Tf): PortableLoss {
  const { network, layout, grid } = problem;
  const whole = problem.batch >= grid.samples;
  const batch = Math.min(problem.batch, grid.samples);

  /** Network output `[lanes, count, 1]` at positions `[lanes or 1, count, dims]`. */
  function forward(params: TF.Tensor2D, positions: TF.Tensor3D): TF.Tensor3D {
    const lanes = params.shape[0];
    const tensor = (index: number, rows: number, columns: number): TF.Tensor3D => {
      const { offset, size } = layout.segments[index];
      return tf.reshape(tf.slice(params, [0, offset], [lanes, size]), [lanes, rows, columns]);
    };
    let x = tf.tile(positions, [lanes / positions.shape[0], 1, 1]);
    for (let layer = 0; layer < network.layers; layer++) {
      const [inputs, outputs] = layout.segments[2 * layer].shape;
      const z: TF.Tensor3D = tf.add(
        tf.matMul(x, tensor(2 * layer, inputs, outputs)),
        tensor(2 * layer + 1, 1, outputs),
      );
      const frequency = layer === 0 ? network.frequency : HIDDEN_FREQUENCY;
      x = layer < network.layers - 1 ? tf.sin(tf.mul(z, frequency)) : z;
    }
    return x;
  }

  /** Sum over the piece of squared errors, divided by the whole batch: `[lanes]`. */
  const pieceLoss = (params: TF.Tensor2D, { positions, targets }: Piece): TF.Tensor1D =>
    tf.mul(tf.sum(tf.square(tf.sub(forward(params, positions), targets)), [1, 2]), 1 / batch);

  /** Samples `first` to `first + count` of each list of indices (one per lane, or one for all). */
  function gather(lists: readonly Uint32Array[], first: number, count: number): Piece {
    const positions = new Float32Array(lists.length * count * network.dims);
    const targets = new Float32Array(lists.length * count);
    let at = 0;
    for (const list of lists) {
      for (let i = first; i < first + count; i++, at++) {
        locate(grid, list[i], positions, at * network.dims);
        targets[at] = grid.targets[list[i]];
      }
    }
    return {
      positions: tf.tensor3d(positions, [lists.length, count, network.dims]),
      targets: tf.tensor3d(targets, [lists.length, count, 1]),
    };
  }

  const gridOrder = whole ? batchIndices(grid, batch, [0, 0]) : undefined;

  /** One list for all lanes where the batch is the grid; equal keys share one draw. */
  function indexLists(batchKeys: readonly PrngKey[]): Uint32Array[] {
    if (gridOrder) return [gridOrder];
    const drawn = new Map<string, Uint32Array>();
    return batchKeys.map((key) => {
      const list = drawn.get(String(key)) ?? batchIndices(grid, batch, key);
      drawn.set(String(key), list);
      return list;
    });
  }

  return {
    lossAndGrads: (params, batchKeys) =>
      tf.tidy(() => {
        const lists = indexLists(batchKeys);
        const pieceSize = Math.max(64, Math.floor(PIECE_ENTRIES / (params.shape[0] * network.width)));
        let loss: TF.Tensor1D = tf.zeros([params.shape[0]]);
        let grads: TF.Tensor2D = tf.zeros(params.shape);
        for (let first = 0; first < batch; first += pieceSize) {
          const piece = gather(lists, first, Math.min(pieceSize, batch - first));
          // Lanes are independent, so the gradient of the sum holds every lane's own.
          let lossOfPiece: TF.Tensor1D | undefined;
          const gradsOfPiece = tf.grad((x) => {
            lossOfPiece = tf.keep(pieceLoss(x as TF.Tensor2D, piece));
            return tf.sum(lossOfPiece);
          })(params) as TF.Tensor2D;
          loss = tf.add(loss, lossOfPiece!);
          lossOfPiece!.dispose();
          grads = tf.add(grads, gradsOfPiece);
        }
        return { loss, grads };
      }),
  };
}
