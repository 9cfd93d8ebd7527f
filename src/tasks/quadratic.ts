/** A diagonal quadratic over any tensors: loss = 0.5 sum a (x - c)^2. Serves golden files and self-checks. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { type ParamEntry, paramLayout } from '../core/paramLayout';
import { type PrngKey, uniform } from '../core/prng';
import type { FusedLoss, FusedTaskContext, PortableLoss, TaskInstance, Tf } from './types';

export interface QuadraticProblem {
  readonly tensors: readonly ParamEntry[];
  /** a, laid out as the parameters. */
  readonly curvature: Float32Array<ArrayBuffer>;
  /** c, likewise. */
  readonly centre: Float32Array<ArrayBuffer>;
}

export function createQuadratic({ tensors, curvature, centre }: QuadraticProblem): TaskInstance {
  const layout = paramLayout(tensors);
  if (curvature.length !== layout.size || centre.length !== layout.size) {
    throw new Error(
      `a quadratic over ${layout.size} parameters got ${curvature.length} curvatures and ${centre.length} centres`,
    );
  }
  const loss = (params: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < layout.size; i++) sum += curvature[i] * (params[i] - centre[i]) ** 2;
    return sum / 2;
  };
  return {
    layout,
    init: (key: PrngKey) => uniform(key, layout.size, -1, 1) as Float32Array<ArrayBuffer>,
    portable: (tf) => portableLoss(tf, curvature, centre),
    fused: (context) => fusedLoss(context, curvature, centre),
    referenceLoss: loss,
  };
}

function portableLoss(tf: Tf, curvature: Float32Array, centre: Float32Array): PortableLoss {
  const a = tf.tensor2d(curvature, [1, curvature.length]);
  const c = tf.tensor2d(centre, [1, centre.length]);
  return {
    lossAndGrads: (params: Tensor2D) =>
      tf.tidy(() => {
        const distance = tf.sub(params, c);
        const grads = tf.mul(a, distance) as Tensor2D;
        return { loss: tf.mul(0.5, tf.sum(tf.mul(grads, distance), 1)) as Tensor1D, grads };
      }),
    dispose: () => tf.dispose([a, c]),
  };
}

async function fusedLoss(
  { runtime, lanes, params, status, grads, loss }: FusedTaskContext,
  curvature: Float32Array<ArrayBuffer>,
  centre: Float32Array<ArrayBuffer>,
): Promise<FusedLoss> {
  const { quadraticKernel } = await import('../kernels/quadratic');
  const a = runtime.buffer('curvature', curvature);
  const c = runtime.buffer('centre', centre);
  const kernel = await runtime.bind(
    quadraticKernel,
    { params, status, curvature: a, centre: c, grads, loss },
    { size: curvature.length },
  );
  return {
    encode: (pass) => pass.dispatch(kernel, lanes),
    destroy: () => runtime.free(a, c),
  };
}
