/**
 * The parser of mathjs, and nothing else of it: its classes of nodes are replaced by records of our own, so that neither
 * evaluation nor compilation is there at all. A node bears the place of the first name or number in it.
 */
import * as mathjs from 'mathjs/number';
import { formulaTexts as words } from '../../../texts/formula';
import { FormulaFault } from './fault';
import type { Token } from './tokens';

/** What the parser asks of its nodes: a mark of the class, by which it tells them apart. */
class ParsedNode {
  readonly place: number;
  constructor(place: number) {
    this.place = place;
  }
}
Object.defineProperty(ParsedNode.prototype, 'isNode', { value: true });

export class NumberNode extends ParsedNode {
  readonly isConstantNode = true;
  readonly value: number;
  constructor(value: number) {
    super(nextPlace('number'));
    this.value = value;
  }
}

export class NameNode extends ParsedNode {
  readonly isSymbolNode = true;
  readonly name: string;
  constructor(name: string) {
    super(nextPlace('name'));
    this.name = name;
  }
}

export class SignNode extends ParsedNode {
  readonly isOperatorNode = true;
  readonly op: string;
  readonly fn: string;
  readonly args: readonly Parsed[];
  constructor(op: string, fn: string, args: readonly Parsed[]) {
    super(args[0].place);
    this.op = op;
    this.fn = fn;
    this.args = args;
  }
}

export class CallNode extends ParsedNode {
  readonly isFunctionNode = true;
  readonly fn: Parsed;
  readonly args: readonly Parsed[];
  constructor(fn: Parsed, args: readonly Parsed[]) {
    super(fn.place);
    this.fn = fn;
    this.args = args;
  }
}

export class BracketNode extends ParsedNode {
  readonly isParenthesisNode = true;
  readonly content: Parsed;
  constructor(content: Parsed) {
    super(content.place);
    this.content = content;
  }
}

/** What no formula has. The first look at its tokens refuses it, so that this is for safety. */
class OtherNode extends ParsedNode {
  readonly isOther = true;
  constructor() {
    super(1);
    throw new FormulaFault(words.syntax);
  }
}

export type Parsed = NumberNode | NameNode | SignNode | CallNode | BracketNode;

/** Names and numbers that are still to come: the parser makes their nodes in the order of the text. */
let ahead: readonly Token[] = [];

function nextPlace(kind: Token['kind']): number {
  const index = ahead.findIndex((token) => token.kind === kind);
  const place = ahead[index]?.place ?? 1;
  ahead = ahead.slice(index + 1);
  return place;
}

const factories = mathjs as unknown as {
  readonly createParse: (scope: Readonly<Record<string, unknown>>) => (text: string) => Parsed;
};

const parse = factories.createParse({
  // Chooses a function by the types of its arguments; ours is always a text.
  typed: Object.assign((_name: string, { string }: { readonly string: unknown }) => string, {
    addConversion() {},
  }),
  numeric: Number,
  config: { number: 'number' },
  ConstantNode: NumberNode,
  SymbolNode: NameNode,
  OperatorNode: SignNode,
  FunctionNode: CallNode,
  ParenthesisNode: BracketNode,
  AccessorNode: OtherNode,
  ArrayNode: OtherNode,
  AssignmentNode: OtherNode,
  BlockNode: OtherNode,
  ConditionalNode: OtherNode,
  FunctionAssignmentNode: OtherNode,
  IndexNode: OtherNode,
  ObjectNode: OtherNode,
  RangeNode: OtherNode,
  RelationalNode: OtherNode,
});

/** The tree of a formula whose tokens were looked at. Throws `FormulaFault`. */
export function parseFormula(text: string, tokens: readonly Token[]): Parsed {
  ahead = tokens.filter(({ kind }) => kind !== 'sign');
  try {
    return parse(text.replace(/\s/g, ' '));
  } catch (error) {
    const { char } = error as { readonly char?: unknown };
    if (!(error instanceof SyntaxError) || typeof char !== 'number') throw error;
    if (char > text.trimEnd().length) throw new FormulaFault(words.unfinished);
    throw new FormulaFault(words.syntax, char);
  }
}
