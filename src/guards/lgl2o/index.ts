/**
 * LGL2O, our reading: a learned and a hand-designed optimizer train side by side from common parameters, and
 * every T steps the better set replaces the other.
 *
 * Source: Prémont-Schwarz, Vitku & Feyereisl, "A Simple Guard for Learned Optimizers", arXiv:2201.12426. Its
 * algorithm box was not at hand; what is certain is that both optimizers evaluate their own loss and gradient
 * and that the switch depends on the loss alone. Our choices: period, fresh check batches, each side keeps
 * its own state; a side that loses with a loss that is not finite starts its state anew (all zeros), because
 * a NaN in it would stay for good.
 */
import { optimizerTexts } from '../../texts/optimizers';
import type { Guard } from '../types';
import { portableLgl2o } from './portable';
import { lgl2oIdle, lgl2oOptions, lgl2oSettings } from './settings';

const words = optimizerTexts.lgl2o;

export const lgl2o: Guard<typeof lgl2oOptions> = {
  id: 'lgl2o',
  label: words.label,
  family: 'guard',
  summary: words.summary,
  formula: String.raw`\begin{aligned}
\theta_L, \theta_G &\leftarrow T \text{ steps of either from } \theta \\
\ell_L, \ell_G &= \text{mean losses on the same } C \text{ fresh batches} \\
\theta &\leftarrow \begin{cases} \theta_L & \ell_L \text{ finite and } \ell_L \le \ell_G \\ \theta_G & \text{otherwise} \end{cases}
\end{aligned}`,
  options: lgl2oOptions,
  parts: { designed: 'designed', learned: 'learned' },
  companion: true,
  evaluations(config) {
    const { period, checks } = lgl2oSettings(config);
    return { gradients: 2, losses: (2 * checks) / period };
  },
  idle: lgl2oIdle,
  portable: portableLgl2o,
  fused: async (context) => (await import('./fused')).fusedLgl2o(context),
};
