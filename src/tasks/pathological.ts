/**
 * The toy function of the HUB paper (arXiv:2305.16823, eq. 5): f(x) = s (1 + lambda s + cos(1/s)) with
 * s = |x|_1 and f(0) = 0. Towards the origin its slope grows and changes sign ever faster (eq. 6).
 *
 * The gradient is analytic in both executors, sign(x_i) (1 + 2 lambda s + cos(1/s) + sin(1/s)/s) and 0
 * at s = 0: automatic differentiation of |x| in TensorFlow.js gives -1 at 0 instead of 0.
 */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { type AnyOptions, numberOption, type OptionValues } from '../core/option';
import { paramLayout } from '../core/paramLayout';
import { type PrngKey, uniform } from '../core/prng';
import { taskTexts } from '../texts/tasks';
import type { FusedLoss, FusedTaskContext, PortableLoss, Task, TaskInstance, TaskView, Tf } from './types';

const words = taskTexts.pathological;

export interface PathologicalProblem {
  /** Number of parameters, >= 1. */
  readonly dim: number;
  /** Weight of the bowl s^2, >= 0. */
  readonly lambda: number;
  /** Expected s at the start, > 0. */
  readonly startNorm: number;
}

/** One lane as the page draws it. */
export interface PathologicalView extends TaskView {
  readonly kind: 'pathological';
  readonly dim: number;
  readonly lambda: number;
  /** s = |x|_1. */
  readonly norm: number;
  readonly loss: number;
  /** The point itself in two dimensions. */
  readonly point?: readonly [number, number];
}

/** f as a function of s >= 0, in double precision. */
export function pathologicalLoss(s: number, lambda: number): number {
  return s === 0 ? 0 : s * (1 + lambda * s + Math.cos(1 / s));
}

/** df/ds for s > 0; every |g_i| equals its magnitude. */
export function pathologicalSlope(s: number, lambda: number): number {
  return s === 0 ? 0 : 1 + 2 * lambda * s + Math.cos(1 / s) + Math.sin(1 / s) / s;
}

const options = {
  dim: numberOption({
    ...words.options.dim,
    symbol: 'd',
    default: 1000,
    min: 1,
    max: 100_000,
    scale: 'log',
    integer: true,
  }),
  lambda: numberOption({
    ...words.options.lambda,
    symbol: '\\lambda',
    default: 0.01,
    min: 1e-5,
    max: 10,
    scale: 'log',
    allowZero: true,
  }),
  startNorm: numberOption({
    ...words.options.startNorm,
    symbol: '\\lVert x_0 \\rVert_1',
    default: 5,
    min: 1e-3,
    max: 1e4,
    scale: 'log',
  }),
};

export const pathological: Task<typeof options> = {
  id: 'pathological',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    plane: { label: words.variants.plane, options: { dim: 2, startNorm: 2 } },
    paper: { label: words.variants.paper, options: { dim: 1000, lambda: 0.01 } },
  },
  suggested: { steps: 400, target: 0.05 },
  learningRates: { adam: 1e-4, adamax: 1e-4, adamw: 1e-4, sgd: 1e-6 },
  metric: words.metric,
  view: { kind: 'pathological', trail: true },
  selfTest: { dim: 7, startNorm: 0.4 },
  create: (values: AnyOptions) => {
    const { dim, lambda, startNorm } = values as OptionValues<typeof options>;
    return createPathological({ dim, lambda, startNorm });
  },
};

export function createPathological(problem: PathologicalProblem): TaskInstance {
  const { dim, lambda, startNorm } = problem;
  const norm = (params: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < params.length; i++) sum += Math.abs(params[i]);
    return sum;
  };
  return {
    layout: paramLayout([{ name: 'x', shape: [dim] }]),
    // |x_i| averages half the bound, so s averages startNorm.
    init: (key: PrngKey) =>
      uniform(key, dim, (-2 * startNorm) / dim, (2 * startNorm) / dim) as Float32Array<ArrayBuffer>,
    metric: {},
    portable: (tf) => portableLoss(tf, lambda),
    fused: (context) => fusedLoss(context, problem),
    view: (params): PathologicalView => {
      const s = norm(params);
      return {
        kind: 'pathological',
        dim,
        lambda,
        norm: s,
        loss: pathologicalLoss(s, lambda),
        ...(dim === 2 ? { point: [params[0], params[1]] as const } : {}),
      };
    },
    referenceLoss: (params) => pathologicalLoss(norm(params), lambda),
  };
}

function portableLoss(tf: Tf, lambda: number): PortableLoss {
  return {
    lossAndGrads: (params) =>
      tf.tidy(() => {
        const s = tf.sum(tf.abs(params), 1, true) as Tensor2D;
        const atOrigin = tf.equal(s, 0);
        const inverse = tf.where(atOrigin, tf.zerosLike(s), tf.div(1, s));
        const cosine = tf.cos(inverse);
        const value = tf.mul(s, tf.add(tf.add(1, tf.mul(lambda, s)), cosine));
        const slope = tf.where(
          atOrigin,
          tf.zerosLike(s),
          tf.add(tf.add(tf.add(1, tf.mul(2 * lambda, s)), cosine), tf.mul(tf.sin(inverse), inverse)),
        );
        return {
          loss: tf.squeeze(value, [1]) as Tensor1D,
          metric: tf.squeeze(s, [1]) as Tensor1D,
          grads: tf.mul(tf.sign(params), slope) as Tensor2D,
        };
      }),
  };
}

async function fusedLoss(
  context: FusedTaskContext,
  { dim, lambda }: PathologicalProblem,
): Promise<FusedLoss> {
  const { pathologicalKernel } = await import('../kernels/pathological');
  const { params, status, grads, loss, metric } = context;
  const kernel = await context.runtime.bind(
    pathologicalKernel,
    { params, status, grads, loss, metric },
    { size: dim, lambda },
  );
  return { encode: (pass) => pass.dispatch(kernel, context.lanes), destroy() {} };
}
