/** The explanation's order: the catalogue's paragraphs between formulas, figures and symbols. */
import { howTexts, type Topic } from '../../texts/how';
import type { FormulaName } from './formulas';

export type Block =
  | string
  | { readonly formula: FormulaName }
  | { readonly list: readonly string[] }
  | { readonly figure: keyof typeof howTexts.figures }
  | { readonly symbols: readonly Topic[] };

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

type SectionTexts = typeof howTexts.sections;

function section<Id extends keyof SectionTexts>(
  id: Id,
  blocksOf: (texts: SectionTexts[Id]) => readonly Block[],
): Section {
  const texts = howTexts.sections[id];
  return { id, title: texts.title, blocks: blocksOf(texts) };
}

/** In the order of the page. */
export const sections: readonly Section[] = [
  section('gradient', ({ aim, simplest }) => [
    aim,
    { formula: 'step' },
    simplest,
    { formula: 'descent' },
    { symbols: ['alpha', 'schedule', 'clipnorm', 'steps', 'seeds', 'target'] },
  ]),
  section('hand', ({ adam, noise, epsilon, others }) => [
    adam,
    { formula: 'adam' },
    noise,
    { figure: 'adam' },
    epsilon,
    { formula: 'adamax' },
    others,
    { symbols: ['beta1', 'beta2', 'epsilon', 'lambda', 'momentum'] },
  ]),
  section('learned', ({ design, parts, larger, limits }) => [
    design,
    { formula: 'learned' },
    { list: parts },
    larger,
    limits,
    { symbols: ['theta', 'horizon', 'multiplier'] },
  ]),
  section('pes', ({ strategies, persistent, ours }) => [
    strategies,
    { formula: 'es' },
    persistent,
    { formula: 'pes' },
    ours,
  ]),
  section('hub', ({ mix, temperature }) => [
    mix,
    { formula: 'sigma' },
    { formula: 'blend' },
    temperature,
    { figure: 'shares' },
    { symbols: ['sigma', 'tau', 'layer', 'finite'] },
  ]),
  section('k', ({ mean, apart, signs }) => [mean, { formula: 'equal' }, apart, { list: signs }]),
  section('variants', ({ invert, clip, blocks }) => [
    invert,
    { formula: 'invert' },
    clip,
    { formula: 'clip' },
    blocks,
    { formula: 'blocks' },
    { symbols: ['invert', 'bounds', 'blocks'] },
  ]),
  section('guards', ({ guard }) => [
    guard,
    { symbols: ['lgl2o', 'reinit', 'increase', 'switch', 'stopping'] },
  ]),
  section('toy', ({ waves, slope }) => [waves, { formula: 'toy' }, slope, { formula: 'slope' }]),
  section('ours', ({ points }) => [{ list: points }]),
];
