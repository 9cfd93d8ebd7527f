/**
 * A first look at a formula: its characters, names, brackets and length. What passes is short and flat enough for any
 * parser, and has no assignments, properties, texts, matrices, units or unknown names.
 */
import { formulaTexts as words } from '../../../texts/formula';
import { FormulaFault } from './fault';
import { CONSTANTS, coordinateOf, FUNCTIONS, knows, MAX_DIM } from './words';

/** UTF-16 units at most. */
export const MAX_LENGTH = 500;
/** Brackets within brackets. */
const MAX_NESTING = 30;
const MAX_TOKENS = 300;

export interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
  /** Of its first character, from 1. */
  readonly place: number;
}

const TOKEN =
  /(\s+)|((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z][A-Za-z0-9]*)|([-+*/^(),])|([\s\S])/gu;

/** Throws `FormulaFault`. At most `MAX_LENGTH` characters, which its caller sees to. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [, space, number, name, sign, other] = match;
    const place = match.index + 1;
    if (space !== undefined) continue;
    if (other !== undefined)
      throw new FormulaFault(other === '.' ? words.dot : words.character(other), place);
    if (name !== undefined) checkName(name, place, found.at(-1));
    if (number !== undefined && !Number.isFinite(Math.fround(Number(number))))
      throw new FormulaFault(words.large, place);
    found.push({
      kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign',
      text: number ?? name ?? sign,
      place,
    });
    if (found.length > MAX_TOKENS) throw new FormulaFault(words.tokens(MAX_TOKENS));
  }
  if (found.length === 0) throw new FormulaFault(words.empty);
  checkBrackets(found);
  return found;
}

function checkName(name: string, place: number, before: Token | undefined): void {
  const follows = before?.kind === 'number' && before.place + before.text.length === place;
  // The parser would take these for hexadecimal, octal and binary numbers.
  if (follows && /^0$/.test(before.text) && /^[xob]/.test(name))
    throw new FormulaFault(words.numeral, before.place);
  if (!knows(name)) {
    const short = name.length > 20 ? `${name.slice(0, 20)}…` : name;
    const all = ['x', 'y', 'x1', 'x2, …', ...Object.keys(CONSTANTS), ...Object.keys(FUNCTIONS)].join(', ');
    throw new FormulaFault(words.name(short, all), place);
  }
  const coordinate = coordinateOf(name);
  if (coordinate !== null && coordinate >= MAX_DIM) throw new FormulaFault(words.coordinates(MAX_DIM), place);
}

function checkBrackets(all: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of all) {
    if (token.text === '(') open.push(token);
    if (open.length > MAX_NESTING) throw new FormulaFault(words.nested(MAX_NESTING), token.place);
    if (token.text === ')' && !open.pop()) throw new FormulaFault(words.close, token.place);
  }
  const last = open.at(-1);
  if (last) throw new FormulaFault(words.open, last.place);
}
