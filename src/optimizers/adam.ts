/**
 * Adam: the gradient's running mean over the root of its running square.
 *
 * Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1. As there, in PyTorch and in optax, epsilon is
 * added outside the square root.
 */
import type * as TF from '@tensorflow/tfjs-core';
import type { Tf } from '../tasks/types';
import { optimizerTexts } from '../texts/optimizers';
import {
  beta1Option,
  beta2Option,
  designed,
  epsilonOption,
  learningRateOptions,
  momentHypers,
} from './designed';

const words = optimizerTexts.adam;

interface Moments {
  readonly mu: TF.Tensor2D;
  readonly nu: TF.Tensor2D;
}

/** The bias-corrected direction of Adam and AdamW, before learning rate and sign, and the next moments. */
export function adamDirection(
  tf: Tf,
  grads: TF.Tensor2D,
  state: Moments,
  hyper: ReturnType<typeof momentHypers> & { readonly epsilon: number },
): { direction: TF.Tensor2D; state: Moments } {
  const mu = tf.add<TF.Tensor2D>(tf.mul(state.mu, hyper.beta1), tf.mul(grads, hyper.complement1));
  const nu = tf.add<TF.Tensor2D>(tf.mul(state.nu, hyper.beta2), tf.mul(tf.square(grads), hyper.complement2));
  const mHat = tf.div(mu, hyper.correction1);
  const vHat = tf.div(nu, hyper.correction2);
  return { direction: tf.div(mHat, tf.add(tf.sqrt(vHat), hyper.epsilon)), state: { mu, nu } };
}

export const adam = designed({
  id: 'adam',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
U_t &= -\alpha s_t\, \frac{m_t / (1-\beta_1^t)}{\sqrt{v_t / (1-\beta_2^t)} + \epsilon}
\end{aligned}`,
  options: {
    ...learningRateOptions(1e-3, words.learningRate),
    beta1: beta1Option,
    beta2: beta2Option,
    epsilon: epsilonOption,
  },
  state: { mu: 'm', nu: 'v' },
  hypers: [
    'learningRate',
    'beta1',
    'beta2',
    'complement1',
    'complement2',
    'correction1',
    'correction2',
    'epsilon',
  ],
  values: ({ beta1, beta2, epsilon }, learningRate, count) => ({
    learningRate,
    ...momentHypers(beta1, beta2, count),
    epsilon,
  }),
  update(tf, { grads }, moments, hyper) {
    const { direction, state } = adamDirection(tf, grads, moments, hyper);
    return { update: tf.mul(direction, -hyper.learningRate), state };
  },
  shader: async () => (await import('../kernels/designed/adam.wgsl?raw')).default,
});
