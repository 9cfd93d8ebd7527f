/**
 * Early stopping at the minimum, a plain baseline: a learned optimizer that, after P steps without a new lowest
 * loss, goes back to the parameters of the lowest and stays there.
 *
 * A loss that is not finite ends it at once, since a NaN stays in a learned optimizer for good.
 */
import { optimizerTexts } from '../../texts/optimizers';
import type { Guard } from '../types';
import { portableEarlyStopping } from './portable';
import { earlyStoppingOptions, stoppingIdle } from './settings';

const words = optimizerTexts['early-stop'];

export const earlyStopping: Guard<typeof earlyStoppingOptions> = {
  id: 'early-stop',
  label: words.label,
  family: 'guard',
  summary: words.summary,
  formula: String.raw`\begin{aligned}
\theta^* &= \theta_{s}, \quad s = \arg\min_{s \le t} \ell(\theta_s) \\
\theta_{t+1} &= \begin{cases} \theta_t + U_t & t - s < P \\ \theta^* & \text{otherwise, from then on} \end{cases}
\end{aligned}`,
  options: earlyStoppingOptions,
  parts: { learned: 'learned' },
  idle: stoppingIdle,
  portable: portableEarlyStopping,
  fused: async (context) => (await import('./fused')).fusedEarlyStopping(context),
};
