/**
 * Gradient descent with momentum, classical or Nesterov's.
 *
 * Source: Polyak 1964; Sutskever et al. 2013, "On the importance of initialization and momentum in deep
 * learning". As in PyTorch (dampening 0) and optax's `trace`, the learning rate multiplies the whole step
 * rather than the gradient in the trace, and Nesterov's form is b <- mu b + g, step g + mu b.
 */
import type * as TF from '@tensorflow/tfjs-core';
import { flagOption, numberOption } from '../core/option';
import { optimizerTexts } from '../texts/optimizers';
import { designed, learningRateOptions } from './designed';

const words = optimizerTexts.sgd;

export const sgd = designed({
  id: 'sgd',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
b_t &= \mu\, b_{t-1} + g_t \\
U_t &= -\alpha s_t \begin{cases} b_t & \text{classical} \\ g_t + \mu\, b_t & \text{Nesterov} \end{cases}
\end{aligned}`,
  options: {
    ...learningRateOptions(1e-2, words.learningRate),
    momentum: numberOption({
      ...words.options.momentum,
      default: 0.9,
      min: 0,
      max: 0.999,
      scale: 'linear',
      step: 0.001,
      symbol: '\\mu',
      topic: 'momentum',
    }),
    nesterov: flagOption({
      ...words.options.nesterov,
      default: false,
      when: (values) => values.momentum !== 0,
      topic: 'momentum',
    }),
  },
  state: { trace: 'b' },
  hypers: ['learningRate', 'momentum', 'traceWeight', 'gradWeight'],
  values: ({ momentum, nesterov }, learningRate) => ({
    learningRate,
    momentum,
    traceWeight: nesterov ? momentum : 1,
    gradWeight: nesterov ? 1 : 0,
  }),
  update(tf, { grads }, state, hyper) {
    const trace = tf.add<TF.Tensor2D>(tf.mul(state.trace, hyper.momentum), grads);
    const direction = tf.add(tf.mul(trace, hyper.traceWeight), tf.mul(grads, hyper.gradWeight));
    return { update: tf.mul(direction, -hyper.learningRate), state: { trace } };
  },
  shader: async () => (await import('../kernels/designed/sgd.wgsl?raw')).default,
});
