import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { armOptions } from '../../src/config/optionPath';
import { findMethod } from '../../src/methods';
import { optimizers } from '../../src/optimizers';
import { defaultOptimizer } from '../../src/store/edit';
import { filledFormula, optimizerFormula, texNumber, texWords } from '../../src/ui/controls/filledFormula';

const learned = { optimizer: 'celo', checkpoint: 'mlp' } as const;
/** Without the class around values, for reading. */
const plain = (tex: string) =>
  tex.replaceAll(/\{\\htmlClass\{tex-value\}\{((?:[^{}]|\{[^{}]*\})*)\}\}/g, '<$1>');

describe('the formula with values in it', () => {
  it('puts the value of every symbol of Adam in its place, and no other letter', () => {
    const adam = defaultOptimizer('adam', 'ltc-sine');
    expect(plain(optimizerFormula(adam))).toBe(String.raw`\begin{aligned}
m_t &= <0.9> m_{t-1} + (1-<0.9>)\, g_t \\
v_t &= <0.999> v_{t-1} + (1-<0.999>)\, g_t^2 \\
U_t &= -<0.01>\, \frac{m_t / (1-<0.9>^t)}{\sqrt{v_t / (1-<0.999>^t)} + <10^{-8}>}
\end{aligned}`);
  });

  it('says what the schedule is once there is one, and that gradients are clipped once they are', () => {
    const sgd = defaultOptimizer('sgd', 'ltc-sine');
    const at = (options: object) =>
      plain(optimizerFormula({ ...sgd, options: { ...sgd.options, ...options } }, 2));
    expect(at({})).not.toContain('s_t');
    expect(at({})).toContain(String.raw`\min(1,\, <2> / \lVert g_t \rVert)`);
    expect(at({ schedule: 'step', gamma: 0.5, period: 30 })).toContain(
      String.raw`s_t &= <0.5>^{\lfloor t/<30> \rfloor}`,
    );
    expect(at({ schedule: 'cosine', finalFraction: 0.1, warmup: 0.2 })).toContain(
      String.raw`s_t &= <0.1> + \tfrac{1 - <0.1>}{2} \left(1 + \cos \pi \tfrac{t - <0.2>N}{N - <0.2>N}\right)`,
    );
  });

  it('leaves words and longer symbols alone', () => {
    const spec = {
      kind: 'number',
      default: 1,
      min: 0,
      max: 9,
      scale: 'linear',
      label: '',
      help: '',
    } as const;
    const filled = filledFormula(
      String.raw`\text{at most } n n_t x_n \min n`,
      { n: { ...spec, symbol: 'n' } },
      { n: 5 },
    );
    expect(plain(filled)).toBe(String.raw`\text{at most } <5> n_t x_n \min <5>`);
  });

  it.each(optimizers.map(({ id }) => id))('%s: KaTeX can set it', (id) => {
    const tex = optimizerFormula(defaultOptimizer(id, 'ltc-sine', learned), 0.5);
    const html = katex.renderToString(tex, { displayMode: true, strict: false, trust: true });
    expect(html).not.toContain('katex-error');
  });

  it('writes powers of ten as such', () => {
    expect([0.03, 1e-8, 2.5e-5, 0].map(texNumber)).toEqual(['0.03', '10^{-8}', '2.5\\cdot 10^{-5}', '0']);
  });

  it('says in words what a 0 stands for', () => {
    const { horizon } = findMethod('celo').options;
    expect(texWords(horizon, 0)).toBe('\\text{whole run}');
    expect(texWords(horizon, 200)).toBe('200');
    expect(texWords(armOptions.clipNorm, 0)).toBe('\\text{off}');
  });
});
