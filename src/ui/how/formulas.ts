/** The formulas of the explanation, in the page's notation. Numbers are those of arXiv:2305.16823. */
export const formulas = {
  step: { tex: String.raw`g_t = \nabla \ell_t(\theta_{t-1}), \qquad \theta_t = \theta_{t-1} + U_t` },
  descent: { tex: String.raw`U_t = -\alpha\, s_t\, g_t` },
  adam: {
    tex: String.raw`\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
U_t &= -\alpha\, s_t\, \frac{m_t / (1-\beta_1^t)}{\sqrt{v_t / (1-\beta_2^t)} + \epsilon}
\end{aligned}`,
  },
  adamax: {
    tex: String.raw`n_t = \max(\beta_2 n_{t-1},\, |g_t| + \epsilon), \qquad U_t = -\alpha\, s_t\, \frac{m_t/(1-\beta_1^t)}{n_t}`,
  },
  learned: {
    tex: String.raw`\begin{aligned}
(d_i,\, e_i) &= \mathrm{MLP}_\theta\bigl(\text{30 features of parameter } i\bigr) \\
S_t &= 0.1\, \exp\, \mathrm{LSTM}_\theta\bigl(t/N,\ \text{loss so far}\bigr) \\
U_i &= -k\, S_t\; 0.001\; d_i\, e^{0.001\, e_i}\, \sqrt{\mathrm{mean}(p^2) + 10^{-9}}
\end{aligned}`,
  },
  es: {
    tex: String.raw`\hat\nabla L = \frac{1}{2 s^2}\; \mathbb{E}_{\varepsilon}\Bigl[\varepsilon\,\bigl(L(\theta + \varepsilon) - L(\theta - \varepsilon)\bigr)\Bigr], \qquad \varepsilon \sim \mathcal{N}(0, s^2 I)`,
  },
  pes: {
    tex: String.raw`\xi_k = \sum_{i \le k} \varepsilon_i, \qquad \hat\nabla L = \frac{1}{2 s^2}\; \mathbb{E}\Bigl[\textstyle\sum_k \xi_k \bigl(L_k^{+} - L_k^{-}\bigr)\Bigr]`,
  },
  sigma: {
    tex: String.raw`\sigma(g)_i = \frac{e^{|g_i|/\tau}}{\sum_{j \in \text{layer}} e^{|g_j|/\tau}}`,
    number: '3',
  },
  blend: { tex: String.raw`U_{\mathrm{HUB}} = \sigma(g)\, U_H + (1-\sigma(g))\, U_L`, number: '8, 10' },
  equal: {
    tex: String.raw`|g_1| = \dots = |g_K| \;\Rightarrow\; \sigma(g)_i = \frac{1}{K}, \qquad \text{and always}\quad \frac{1}{K}\sum_{i=1}^{K} \sigma(g)_i = \frac{1}{K}`,
    number: '4',
  },
  invert: { tex: String.raw`U_{\mathrm{HUB}} = (1-\sigma(g))\, U_H + \sigma(g)\, U_L`, number: '7' },
  clip: {
    tex: String.raw`\sigma^{\mathrm{clip}}_i = \begin{cases} A & \sigma(g)_i > A \\ B & \sigma(g)_i < B \\ \sigma(g)_i & \text{otherwise} \end{cases} \qquad U = \sigma^{\mathrm{clip}} U_H + (1-\sigma^{\mathrm{clip}})\, U_L`,
    number: '10, 11',
  },
  blocks: {
    tex: String.raw`U = \begin{cases} \sigma U_H + (1-\sigma)\, U_L & \text{(8)} \\ (1-\sigma)\, U_H + \sigma\, U_L & \text{(9)} \end{cases}`,
    number: '8, 9',
  },
  toy: {
    tex: String.raw`f(x) = s\,\bigl(1 + \lambda s + \cos\tfrac{1}{s}\bigr), \quad s = \lVert x \rVert_1, \quad f(0) = 0`,
    number: '5',
  },
  slope: {
    tex: String.raw`\frac{\partial f}{\partial x_i} = \operatorname{sign}(x_i)\Bigl(1 + 2\lambda s + \cos\tfrac{1}{s} + \tfrac{1}{s}\sin\tfrac{1}{s}\Bigr) = \begin{cases} 1 + 2\lambda s + \tfrac1s & s = \frac{1}{(2k + 1/2)\pi} \\[2pt] 2\lambda s & s = \frac{1}{(2k+1)\pi} \end{cases} \;(x_i > 0)`,
    number: '6',
  },
} as const satisfies Record<string, { readonly tex: string; readonly number?: string }>;

export type FormulaName = keyof typeof formulas;
