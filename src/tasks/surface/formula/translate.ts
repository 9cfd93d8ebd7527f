/** From the tree of a formula to an expression whose inputs are the coordinates it names. */
import { binary, type Expression, input, parts } from '../../../network/expression';
import { formulaTexts as words } from '../../../texts/formula';
import { FormulaFault } from './fault';
import { BracketNode, CallNode, NameNode, NumberNode, type Parsed } from './parse';
import {
  CONSTANTS,
  coordinateOf,
  type FormulaFunction,
  FUNCTIONS,
  MAX_POWER,
  OPERATORS,
  power,
} from './words';

/** Numbers at most, so that float32 can hold products of two. */
const LARGEST = 1e30;
/** Coordinates that are named, at most: one kernel reads them all. */
const MAX_INPUTS = 30;
/** Operations at most: as many kernels' lines, or as many operations of TensorFlow.js. */
const MAX_PARTS = 1500;

export interface Translated {
  readonly expression: Expression;
  /** Numbers of coordinates, from 0, in the order of the expression's inputs. */
  readonly inputs: readonly number[];
}

export function translate(tree: Parsed): Translated {
  const inputs: number[] = [];
  const coordinate = (index: number): Expression => {
    if (!inputs.includes(index)) inputs.push(index);
    return input(inputs.indexOf(index));
  };
  const expression = expressionOf(tree, coordinate);
  if (inputs.length > MAX_INPUTS) throw new FormulaFault(words.inputs(MAX_INPUTS));
  if (inputs.length === 0) throw new FormulaFault(words.nothing);
  if (parts(expression).length > MAX_PARTS) throw new FormulaFault(words.parts(MAX_PARTS));
  return { expression, inputs };
}

type Coordinate = (index: number) => Expression;

function expressionOf(tree: Parsed, coordinate: Coordinate): Expression {
  const result = ofNode(tree, coordinate);
  if (result.kind === 'constant' && !(Math.abs(result.value) <= LARGEST))
    throw new FormulaFault(words.large, tree.place);
  return result;
}

function ofNode(tree: Parsed, coordinate: Coordinate): Expression {
  if (tree instanceof NumberNode) return { kind: 'constant', value: tree.value };
  if (tree instanceof BracketNode) return expressionOf(tree.content, coordinate);
  if (tree instanceof NameNode) return ofName(tree, coordinate);
  if (tree instanceof CallNode) return ofCall(tree, coordinate);
  const args = tree.args.map((each) => expressionOf(each, coordinate));
  const { op, place } = tree;
  if (args.length === 1 && op === '-') return binary('sub', 0, args[0]);
  if (args.length === 1 && op === '+') return args[0];
  if (op === '^') return ofPower(args[0], args[1], tree.args[1].place);
  if (!Object.hasOwn(OPERATORS, op)) throw new FormulaFault(words.syntax, place);
  return binary(OPERATORS[op], args[0], args[1]);
}

function ofName({ name, place }: NameNode, coordinate: Coordinate): Expression {
  if (Object.hasOwn(CONSTANTS, name)) return { kind: 'constant', value: CONSTANTS[name] };
  const index = coordinateOf(name);
  if (index !== null) return coordinate(index);
  throw new FormulaFault(words.bare(name), place);
}

function ofCall({ fn, args, place }: CallNode, coordinate: Coordinate): Expression {
  if (!(fn instanceof NameNode)) throw new FormulaFault(words.syntax, place);
  const { name } = fn;
  if (!Object.hasOwn(FUNCTIONS, name)) throw new FormulaFault(words.noFunction(name), place);
  const { least, most, of } = FUNCTIONS[name];
  if (args.length < least || args.length > most) {
    throw new FormulaFault(words.arguments(name, wanted(FUNCTIONS[name]), args.length), place);
  }
  const values = args.map((each) => expressionOf(each, coordinate));
  return name === 'pow' ? ofPower(values[0], values[1], args[1].place) : of(values);
}

function ofPower(base: Expression, exponent: Expression, place: number): Expression {
  const tooLarge = exponent.kind === 'constant' && Math.abs(exponent.value) > MAX_POWER;
  if (tooLarge && base.kind !== 'constant') throw new FormulaFault(words.power(MAX_POWER), place);
  return power(base, exponent);
}

function wanted({ least, most }: FormulaFunction): string {
  if (most === 1) return words.one;
  if (least === 2) return words.two;
  return most === 2 ? words.oneOrTwo : words.some;
}
