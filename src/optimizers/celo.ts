/** Celo: an LSTM plans the size of steps from time and loss, a small network per parameter takes them. */

import { optimizerTexts } from '../texts/optimizers';
import { portableCelo } from './learned/celo';
import { learned } from './learned/learnedOptimizer';

const words = optimizerTexts.celo;

export const celo = learned({
  id: 'celo',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
S_t &= 0.1\, e^{\mathrm{LSTM}_\theta(t/N,\ \text{loss})} \\
(d_i, m_i) &= \mathrm{MLP}_\theta(\text{30 features of } g_i, p_i) \\
U_i &= -k\, S_t\, d_i\, e^{0.001\, m_i} \cdot 0.001\, \mathrm{rms}(p)
\end{aligned}`,
  architecture: 'celo',
  portable: portableCelo,
  fused: async (context) => (await import('./learned/fused')).fusedCelo(context),
});
