/** Formulas as readers type them: what they mean as graphs, or what is wrong with them. Nothing in them is evaluated. */
import { map, type Node, slice } from '../../../network/graph';
import { formulaTexts as words } from '../../../texts/formula';
import { FormulaFault } from './fault';
import { MAX_LENGTH, type Token, tokens } from './tokens';

export { FormulaFault } from './fault';
export { MAX_LENGTH } from './tokens';
export { MAX_DIM } from './words';

let reader: typeof import('./read') | null = null;

/** Loads the parser, once; `readFormula` needs it. */
export async function loadParser(): Promise<void> {
  reader ??= await import('./read');
}

export interface Formula {
  /** The largest coordinate that it names. */
  readonly dim: number;
  /** Values `[..., 1]` at points `[..., dim]`. */
  readonly value: (points: Node) => Node;
}

/** Reads a formula in x and y, or in x1, x2 and so on. Throws `FormulaFault`; its work is bounded, whatever the text. */
export function readFormula(text: string): Formula {
  const found = looked(text);
  if (!reader) throw new Error('a formula is read before its parser was loaded');
  const { expression, inputs } = reader.expressionFrom(text, found);
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

/** What is wrong with a formula, as a sentence; null where nothing is, as far as can be told before the parser is there. */
export function formulaFault(text: string): string | null {
  try {
    if (reader) readFormula(text);
    else looked(text);
    return null;
  } catch (error) {
    if (error instanceof FormulaFault) return error.message;
    throw error;
  }
}

/** Tokens after the first look. */
function looked(text: string): readonly Token[] {
  if (text.length > MAX_LENGTH) throw new FormulaFault(words.long(text.length, MAX_LENGTH));
  const found = tokens(text);
  checkNames(found);
  return found;
}

/** Coordinates have one kind of name within a formula. */
function checkNames(found: readonly Token[]): void {
  const plain = found.some(({ text }) => text === 'x' || text === 'y');
  const counted = found.find(({ text }) => /^x\d/.test(text));
  if (plain && counted) throw new FormulaFault(words.mixed, counted.place);
}
