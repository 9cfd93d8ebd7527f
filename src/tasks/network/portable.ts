/** Tasks on networks in TensorFlow.js, gradients by its own differentiation. */
import type * as TF from '@tensorflow/tfjs-core';
import type { ParamLayout } from '../../core/paramLayout';
import type { PrngKey } from '../../core/prng';
import type { Node } from '../../network/graph';
import { evaluateTf } from '../../network/portable';
import type { PortableLoss, Tf } from '../types';
import { givenValues, heldOutValues } from './given';
import type { HeldOut, NetworkProblem } from './problem';

export function portableLoss(tf: Tf, problem: NetworkProblem, layout: ParamLayout): PortableLoss {
  const { parameters, given, loss, metric, heldOut } = problem;

  /** Tensors of the parameters, by lane. */
  const trained = (params: TF.Tensor2D): Map<Node, TF.Tensor> => {
    const [lanes] = params.shape;
    const sizes = layout.segments.map(({ size }) => size);
    // The gradient of a split into one part fails in TensorFlow.js 4.22.
    const tensors = sizes.length === 1 ? [params] : tf.split(params, sizes, 1);
    return new Map<Node, TF.Tensor>(
      parameters.map(({ node, shape }, index) => [node, tf.reshape(tensors[index], [lanes, ...shape])]),
    );
  };

  /** Tensors of all that is given, by lane. */
  const known = (params: TF.Tensor2D, batchKeys: readonly PrngKey[]): Map<Node, TF.Tensor> => {
    const values = trained(params);
    for (const each of given) {
      const rows = batchKeys.map((key) => tf.tensor(givenValues(each, key), each.node.shape.slice()));
      values.set(each.node, tf.stack(rows));
    }
    return values;
  };

  /** Means over the batches of the held-out examples, which are the same in every lane. */
  const validated = ({ batches, ...held }: HeldOut, params: TF.Tensor2D) =>
    tf.tidy(() => {
      const sums = [tf.zeros([params.shape[0]]), tf.zeros([params.shape[0]])];
      for (let batch = 0; batch < batches; batch++) {
        const values = trained(params);
        heldOutValues({ batches, ...held }, batch).forEach((own, index) => {
          const { node } = held.given[index];
          values.set(node, tf.tensor(own, [1, ...node.shape]));
        });
        evaluateTf(tf, [held.loss, held.accuracy], values).forEach((value, index) => {
          sums[index] = tf.add(sums[index], tf.reshape(tf.div(value, batches), [-1]));
        });
      }
      const [loss, accuracy] = sums as TF.Tensor1D[];
      return { loss, accuracy };
    });

  return {
    ...(heldOut ? { validation: (params) => validated(heldOut, params) } : {}),
    lossAndGrads: (params, batchKeys) =>
      tf.tidy(() => {
        const [lanes] = params.shape;
        const of = (root: Node, values: TF.Tensor2D) =>
          tf.reshape<TF.Rank.R1>(
            tf.add(evaluateTf(tf, [root], known(values, batchKeys))[0], tf.zeros([lanes])),
            [lanes],
          );
        // Lanes are independent, so the gradient of the sum is each lane's own.
        const differentiated = tf.valueAndGrad((values: TF.Tensor2D) => of(loss, values));
        const { value, grad } = differentiated(params, tf.ones([lanes]));
        return {
          loss: value as TF.Tensor1D,
          grads: grad,
          ...(metric ? { metric: of(metric, params) } : {}),
        };
      }),
  };
}
