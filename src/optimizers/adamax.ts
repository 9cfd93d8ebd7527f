/**
 * Adamax: Adam with the largest recent gradient in place of the root mean square.
 *
 * Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2. Three places of epsilon are in common use; here,
 * as in PyTorch and optax, it is added to |g| inside the maximum (the paper has none, TensorFlow adds it to
 * the denominator). With it the denominator is never 0.
 */
import type * as TF from '@tensorflow/tfjs-core';
import { numberOption } from '../core/option';
import { optimizerTexts } from '../texts/optimizers';
import { beta1Option, designed, learningRateOptions, momentHypers } from './designed';

const words = optimizerTexts.adamax;

export const adamax = designed({
  id: 'adamax',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
n_t &= \max(\beta_2 n_{t-1},\; |g_t| + \epsilon) \\
U_t &= -\alpha s_t\, \frac{m_t / (1-\beta_1^t)}{n_t}
\end{aligned}`,
  options: {
    ...learningRateOptions(2e-3, words.learningRate),
    beta1: beta1Option,
    beta2: numberOption({
      ...words.options.beta2,
      default: 0.999,
      min: 0,
      max: 0.9999,
      scale: 'linear',
      step: 0.0001,
      symbol: '\\beta_2',
      topic: 'beta2',
    }),
    epsilon: numberOption({
      ...words.options.epsilon,
      default: 1e-8,
      min: 1e-12,
      max: 1,
      scale: 'log',
      symbol: '\\epsilon',
      topic: 'epsilon',
    }),
  },
  state: { mu: 'm', nu: 'n' },
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
  shader: async () => (await import('../kernels/designed/adamax.wgsl?raw')).default,
});
