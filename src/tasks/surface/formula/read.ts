/** What reads the tokens of a formula: loaded late, for a parser is more than a page needs that shows no formula. */
import { parseFormula } from './parse';
import type { Token } from './tokens';
import { type Translated, translate } from './translate';

/** Throws `FormulaFault`. */
export const expressionFrom = (text: string, tokens: readonly Token[]): Translated =>
  translate(parseFormula(text, tokens));
