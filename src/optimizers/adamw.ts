/**
 * AdamW: Adam with weight decay beside the gradient instead of in it.
 *
 * Source: Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2. Departure: the decay is multiplied by
 * the learning rate, schedule included, as in PyTorch and optax; the paper uses the schedule multiplier
 * alone. The decay acts on the parameter before the step. Epsilon is outside the square root.
 */
import { numberOption } from '../core/option';
import { optimizerTexts } from '../texts/optimizers';
import { adamDirection } from './adam';
import {
  beta1Option,
  beta2Option,
  designed,
  epsilonOption,
  learningRateOptions,
  momentHypers,
} from './designed';

const words = optimizerTexts.adamw;

export const adamw = designed({
  id: 'adamw',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
U_t &= -\alpha s_t \left( \frac{m_t / (1-\beta_1^t)}{\sqrt{v_t / (1-\beta_2^t)} + \epsilon} + \lambda\, \theta_{t-1} \right)
\end{aligned}`,
  options: {
    ...learningRateOptions(1e-3, words.learningRate),
    beta1: beta1Option,
    beta2: beta2Option,
    epsilon: epsilonOption,
    weightDecay: numberOption({
      ...words.options.weightDecay,
      default: 0.01,
      min: 1e-6,
      max: 1,
      scale: 'log',
      allowZero: true,
      symbol: '\\lambda',
      topic: 'lambda',
    }),
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
    'weightDecay',
  ],
  values: ({ beta1, beta2, epsilon, weightDecay }, learningRate, count) => ({
    learningRate,
    ...momentHypers(beta1, beta2, count),
    epsilon,
    weightDecay,
  }),
  update(tf, { grads, params }, moments, hyper) {
    const { direction, state } = adamDirection(tf, grads, moments, hyper);
    const decayed = tf.add(direction, tf.mul(params, hyper.weightDecay));
    return { update: tf.mul(decayed, -hyper.learningRate), state };
  },
  shader: async () => (await import('../kernels/designed/adamw.wgsl?raw')).default,
});
