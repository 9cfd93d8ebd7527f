/** Words that formulas may have, and what they mean: all others are refused. */
import {
  add,
  type BinaryName,
  binary,
  div,
  type Expression,
  max,
  mul,
  type Term,
  type UnaryName,
  unary,
} from '../../../network/expression';

/** Dimensions at most. */
export const MAX_DIM = 1000;

export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

export interface FormulaFunction {
  /** Number of arguments, at least and at most. */
  readonly least: number;
  readonly most: number;
  readonly of: (args: readonly Expression[]) => Expression;
}

const one = (of: (x: Expression) => Expression): FormulaFunction => ({
  least: 1,
  most: 1,
  of: ([x]) => of(x),
});
const named = (name: UnaryName) => one((x) => unary(name, x));
const minus = (x: Term): Expression => binary('sub', 0, x);
const exp = (x: Term): Expression => unary('exp', x);
const log = (x: Term): Expression => unary('log', x);
const extreme = (of: (x: Expression, y: Expression) => Expression): FormulaFunction => ({
  least: 1,
  most: Number.POSITIVE_INFINITY,
  of: (args) => args.reduce(of),
});

/** Largest whole power. */
export const MAX_POWER = 1000;

/**
 * x^y: whole powers by products, so that x may be negative; roots by `sqrt`; all others as e^(y log x), which is no number
 * where x < 0.
 */
export function power(x: Expression, y: Expression): Expression {
  if (y.kind !== 'constant') return exp(mul(y, log(x)));
  if (x.kind === 'constant') return { kind: 'constant', value: x.value ** y.value };
  if (y.value === 0.5) return unary('sqrt', x);
  if (!Number.isInteger(y.value)) return exp(mul(y, log(x)));
  return y.value < 0 ? div(1, wholePower(x, -y.value)) : wholePower(x, y.value);
}

/** By squares, from the power's binary digits. */
function wholePower(x: Expression, exponent: number): Expression {
  let result: Term = 1;
  let square = x;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = mul(result, square);
    if (rest > 1) square = mul(square, square);
  }
  return typeof result === 'number' ? { kind: 'constant', value: result } : result;
}

export const FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  exp: named('exp'),
  log: { least: 1, most: 2, of: ([x, base]) => (base ? div(log(x), log(base)) : log(x)) },
  ln: named('log'),
  log2: one((x) => div(log(x), Math.LN2)),
  log10: one((x) => div(log(x), Math.LN10)),
  sqrt: named('sqrt'),
  square: one((x) => mul(x, x)),
  abs: named('abs'),
  sign: named('sign'),
  sin: named('sin'),
  cos: named('cos'),
  tan: one((x) => div(unary('sin', x), unary('cos', x))),
  sinh: one((x) => mul(0.5, binary('sub', exp(x), exp(minus(x))))),
  cosh: one((x) => mul(0.5, add(exp(x), exp(minus(x))))),
  tanh: named('tanh'),
  sigmoid: named('sigmoid'),
  softplus: named('softplus'),
  min: extreme((x, y) => minus(max(minus(x), minus(y)))),
  max: extreme(max),
  pow: { least: 2, most: 2, of: ([x, y]) => power(x, y) },
};

export const OPERATORS: Readonly<Record<string, BinaryName>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
};

/** Number of a coordinate from 0, or null where the name is none: x, y, x1, x2 and so on. */
export function coordinateOf(name: string): number | null {
  if (name === 'x') return 0;
  if (name === 'y') return 1;
  const digits = /^x([1-9]\d*)$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits) - 1;
}

export const knows = (name: string): boolean =>
  Object.hasOwn(CONSTANTS, name) || Object.hasOwn(FUNCTIONS, name) || coordinateOf(name) !== null;
