/** Celo-Adam: Celo's learned scheduler above Adam's rule. */

import { optimizerTexts } from '../texts/optimizers';
import { portableCeloAdam } from './learned/celo';
import { learned } from './learned/learnedOptimizer';

const words = optimizerTexts['celo-adam'];

export const celoAdam = learned({
  id: 'celo-adam',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
S_t &= 0.1\, e^{\mathrm{LSTM}_\theta(t/N,\ \text{loss})} \\
U_t &= -0.001\, k\, S_t\, \frac{m_t / (1-0.9^t)}{\sqrt{v_t / (1-0.999^t) + 10^{-10}} + 10^{-8}}
\end{aligned}`,
  architecture: 'celo-adam',
  portable: portableCeloAdam,
  fused: async (context) => (await import('./learned/fused')).fusedCeloAdam(context),
});
