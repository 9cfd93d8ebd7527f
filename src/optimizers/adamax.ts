/**
 * Adamax: Adam with the largest recent gradient in place of the root mean square.
 *
 * Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2. Three places of epsilon are in common use; here,
 * as in PyTorch and optax, it is added to |g| inside the maximum (the paper has none, TensorFlow adds it to
 * the denominator). With it the denominator is never 0.
 */
import type * as TF from '@tensorflow/tfjs-core';
import { numberOption } from '../core/option';
import { beta1Option, designed, learningRateOptions, momentHypers } from './designed';

export const adamax = designed({
  id: 'adamax',
  label: 'Adamax',
  summary: 'Steps along the running mean of gradients, scaled per parameter by the largest recent gradient.',
  formula: String.raw`\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
n_t &= \max(\beta_2 n_{t-1},\; |g_t| + \epsilon) \\
U_t &= -\alpha s_t\, \frac{m_t / (1-\beta_1^t)}{n_t}
\end{aligned}`,
  options: {
    ...learningRateOptions(
      2e-3,
      'Length of a step: no parameter moves by much more than this per step, whatever the size of its gradients.',
    ),
    beta1: beta1Option,
    beta2: numberOption({
      default: 0.999,
      min: 0,
      max: 0.9999,
      scale: 'linear',
      step: 0.0001,
      label: 'Beta 2 (scale)',
      help: 'How slowly the largest gradient seen is forgotten: it shrinks by this factor per step unless a larger one comes.',
      symbol: '\\beta_2',
    }),
    epsilon: numberOption({
      default: 1e-8,
      min: 1e-12,
      max: 1,
      scale: 'log',
      label: 'Epsilon',
      help: "Added to the gradient's magnitude before the maximum is taken: keeps the denominator above zero where gradients vanish.",
      symbol: '\\epsilon',
    }),
  },
  state: ['mu', 'nu'],
  hypers: ['learningRate', 'beta1', 'beta2', 'complement1', 'correction1', 'epsilon'],
  values: ({ beta1, beta2, epsilon }, learningRate, count) => ({
    learningRate,
    ...momentHypers(beta1, beta2, count),
    epsilon,
  }),
  update(tf, { grads }, state, hyper) {
    const mu = tf.add<TF.Tensor2D>(tf.mul(state.mu, hyper.beta1), tf.mul(grads, hyper.complement1));
    const nu = tf.maximum<TF.Tensor2D>(tf.mul(state.nu, hyper.beta2), tf.add(tf.abs(grads), hyper.epsilon));
    const direction = tf.div(tf.div(mu, hyper.correction1), nu);
    return { update: tf.mul(direction, -hyper.learningRate), state: { mu, nu } };
  },
  kernel: async () => (await import('../kernels/designed')).adamaxStep,
});
