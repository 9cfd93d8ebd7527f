/** VeLO: an LSTM over all tensors mixes a network per tensor from learned banks. */

import { optimizerTexts } from '../texts/optimizers';
import { learned } from './learned/learnedOptimizer';
import { portableVelo } from './learned/velo';

const words = optimizerTexts.velo;

export const velo = learned({
  id: 'velo',
  label: words.label,
  summary: words.summary,
  formula: String.raw`\begin{aligned}
(S_l, c_l) &= \mathrm{LSTM}_\theta(t/N,\ \text{loss},\ \text{tensor } l) \\
\theta_l &= \tfrac{100}{P} \textstyle\sum_p c_{l,p}\, \theta_p \qquad
(d_i, m_i) = \mathrm{MLP}_{\theta_l}(\text{30 features of } g_i, p_i) \\
U_i &= -k\, S_l\, d_i\, e^{0.001\, m_i} \cdot 0.001\, \mathrm{rms}(p)
\end{aligned}`,
  architecture: 'velo',
  portable: portableVelo,
  fused: async (context) => (await import('./learned/fused')).fusedVelo(context),
});
