/** Contents of the explanation: the catalogue's words, checked against formulas, figures and topics. */
import { howTexts } from '../../texts/how';
import type { FormulaName } from './formulas';
import type { Topic } from './topics';

export type Block =
  | string
  | { readonly formula: FormulaName }
  | { readonly list: readonly string[] }
  | { readonly figure: 'adam' | 'shares' }
  | { readonly symbols: readonly Topic[] };

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A symbol: TeX, name, and what it does. */
export interface SymbolText {
  readonly tex: string;
  readonly name: string;
  readonly text: string;
}

export const sections: readonly Section[] = howTexts.sections;
export const symbols: Readonly<Record<Topic, SymbolText>> = howTexts.symbols;
