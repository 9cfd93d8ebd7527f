/**
 * Min-Loss Reinit: a learned optimizer that, when it breaks or its plan ends, starts again from the
 * parameters of the lowest loss it has seen.
 *
 * Source: named in HUB (arXiv:2305.16823, A.2) after VeLO (arXiv:2211.09760) in one sentence each. The loss
 * given to step t belongs to the parameters before update t, so those are kept, and in mode `full` the
 * optimizer's state before update t too. In the published code the state holds the parameters, which is
 * mode `full`; with the whole data as one batch it repeats the same run, NaN included, so the default is
 * `fresh`, as the word says.
 */
import { optimizerTexts } from '../../texts/optimizers';
import type { Guard } from '../types';
import { portableMinLossReinit } from './portable';
import { minLossReinitOptions, reinitIdle } from './settings';

const words = optimizerTexts['min-loss-reinit'];

export const minLossReinit: Guard<typeof minLossReinitOptions> = {
  id: 'min-loss-reinit',
  label: words.label,
  family: 'guard',
  summary: words.summary,
  formula: String.raw`\begin{aligned}
\theta^* &= \theta_{s}, \quad s = \arg\min_{s \le t} \ell(\theta_s) \\
\theta_{t+1} &= \begin{cases} \theta^*, \text{ at most } n \text{ times} & \ell(\theta_t) \text{ not finite, or } t \ge N \\ \theta_t + U_t & \text{otherwise} \end{cases}
\end{aligned}`,
  options: minLossReinitOptions,
  parts: { learned: 'learned' },
  idle: reinitIdle,
  portable: portableMinLossReinit,
  fused: async (context) => (await import('./fused')).fusedMinLossReinit(context),
};
