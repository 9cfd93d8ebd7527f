/** The symbols of the explanation: their TeX, and the catalogue's words. */
import { howTexts, type Topic } from '../../texts/how';

const tex: Readonly<Record<Topic, string>> = {
  alpha: String.raw`\alpha`,
  schedule: 's_t',
  clipnorm: 'c',
  steps: 'T',
  seeds: String.raw`\text{seed}`,
  target: String.raw`\ell^*`,
  beta1: String.raw`\beta_1`,
  beta2: String.raw`\beta_2`,
  epsilon: String.raw`\epsilon`,
  lambda: String.raw`\lambda`,
  momentum: String.raw`\mu`,
  theta: String.raw`\theta`,
  horizon: 'N',
  multiplier: 'k',
  sigma: String.raw`\sigma`,
  tau: String.raw`\tau`,
  layer: 'K',
  finite: String.raw`\mathrm{NaN}`,
  invert: String.raw`1-\sigma`,
  bounds: String.raw`A,\,B`,
  blocks: 'b',
  lgl2o: String.raw`T,\,C`,
  reinit: String.raw`\theta^*`,
  increase: 'N + aN_0',
  switch: 's',
  stopping: 'P',
};

interface HowSymbol {
  readonly tex: string;
  readonly name: string;
  /** Its effect, in a sentence or two. */
  readonly text: string;
}

const words: Readonly<Record<Topic, Omit<HowSymbol, 'tex'>>> = howTexts.symbols;

export const symbols = Object.fromEntries(
  Object.entries(words).map(([topic, own]) => [topic, { tex: tex[topic as Topic], ...own }]),
) as Readonly<Record<Topic, HowSymbol>>;
