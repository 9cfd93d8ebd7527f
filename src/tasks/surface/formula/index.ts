/** Formulas as readers type them: what they mean as graphs, or what is wrong with them. Nothing in them is evaluated. */
import { map, type Node, slice } from '../../../network/graph';
import { formulaTexts as words } from '../../../texts/formula';
import { FormulaFault } from './fault';
import { parseFormula } from './parse';
import { MAX_LENGTH, type Token, tokens } from './tokens';
import { translate } from './translate';

export { FormulaFault } from './fault';
export { MAX_LENGTH } from './tokens';
export { MAX_DIM } from './words';

export interface Formula {
  /** The largest coordinate that it names. */
  readonly dim: number;
  /** Values `[..., 1]` at points `[..., dim]`. */
  readonly value: (points: Node) => Node;
}

/** Reads a formula in x and y, or in x1, x2 and so on. Throws `FormulaFault`; its work is bounded, whatever the text. */
export function readFormula(text: string): Formula {
  if (text.length > MAX_LENGTH) throw new FormulaFault(words.long(text.length, MAX_LENGTH));
  const found = tokens(text);
  checkNames(found);
  const { expression, inputs } = translate(parseFormula(text, found));
  return {
    dim: Math.max(...inputs) + 1,
    value: (points) => {
      const axis = points.shape.length - 1;
      return map(
        expression,
        inputs.map((index) => slice(points, axis, index, 1)),
      );
    },
  };
}

/** What is wrong with a formula, as a sentence; null where nothing is. */
export function formulaFault(text: string): string | null {
  try {
    readFormula(text);
    return null;
  } catch (error) {
    if (error instanceof FormulaFault) return error.message;
    throw error;
  }
}

/** Coordinates have one kind of name within a formula. */
function checkNames(found: readonly Token[]): void {
  const plain = found.some(({ text }) => text === 'x' || text === 'y');
  const counted = found.find(({ text }) => /^x\d/.test(text));
  if (plain && counted) throw new FormulaFault(words.mixed, counted.place);
}
