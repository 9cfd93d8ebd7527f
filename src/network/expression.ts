/**
 * Scalar expressions of `map` nodes: what is computed for every entry of a tensor from the entries of others. A directed
 * graph, whose parts may be shared; built through the functions here, which leave out what does nothing.
 */

/** Functions of one number. */
export const UNARY = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  /** 1 / (1 + e^-x). */
  sigmoid: (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  /** log(1 + e^x). */
  softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  abs: Math.abs,
  sign: Math.sign,
} as const;

/** Functions of two; `less` is 1 where x < y and else 0, `equal` likewise. */
export const BINARY = {
  add: (x: number, y: number) => x + y,
  sub: (x: number, y: number) => x - y,
  mul: (x: number, y: number) => x * y,
  div: (x: number, y: number) => x / y,
  max: Math.max,
  less: (x: number, y: number) => (x < y ? 1 : 0),
  equal: (x: number, y: number) => (x === y ? 1 : 0),
} as const;

export type UnaryName = keyof typeof UNARY;
export type BinaryName = keyof typeof BINARY;

export type Expression =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'unary'; readonly name: UnaryName; readonly x: Expression }
  | { readonly kind: 'binary'; readonly name: BinaryName; readonly x: Expression; readonly y: Expression };

/** An expression, or the number it is. */
export type Term = Expression | number;

const expressionOf = (term: Term): Expression =>
  typeof term === 'number' ? { kind: 'constant', value: term } : term;

/** Entry of the tensor of that index among the inputs. */
export const input = (index: number): Expression => ({ kind: 'input', index });

export function unary(name: UnaryName, term: Term): Expression {
  const x = expressionOf(term);
  return x.kind === 'constant' ? expressionOf(UNARY[name](x.value)) : { kind: 'unary', name, x };
}

export function binary(name: BinaryName, left: Term, right: Term): Expression {
  const x = expressionOf(left);
  const y = expressionOf(right);
  if (x.kind === 'constant' && y.kind === 'constant') return expressionOf(BINARY[name](x.value, y.value));
  const is = (part: Expression, value: number) => part.kind === 'constant' && part.value === value;
  if (name === 'add' && is(x, 0)) return y;
  if ((name === 'add' || name === 'sub') && is(y, 0)) return x;
  if (name === 'mul' && is(x, 1)) return y;
  if ((name === 'mul' || name === 'div') && is(y, 1)) return x;
  if (name === 'mul' && (is(x, 0) || is(y, 0))) return expressionOf(0);
  return { kind: 'binary', name, x, y };
}

export const add = (x: Term, y: Term): Expression => binary('add', x, y);
export const sub = (x: Term, y: Term): Expression => binary('sub', x, y);
export const mul = (x: Term, y: Term): Expression => binary('mul', x, y);
export const div = (x: Term, y: Term): Expression => binary('div', x, y);
export const max = (x: Term, y: Term): Expression => binary('max', x, y);
export const less = (x: Term, y: Term): Expression => binary('less', x, y);
export const abs = (x: Term): Expression => unary('abs', x);
export const equal = (x: Term, y: Term): Expression => binary('equal', x, y);

/** How many numbers of each kind an expression's instructions work on: the parts, each once and after its own. */
export function parts(expression: Expression): readonly Expression[] {
  const found = new Set<Expression>();
  const visit = (part: Expression): void => {
    if (found.has(part)) return;
    if (part.kind === 'unary' || part.kind === 'binary') visit(part.x);
    if (part.kind === 'binary') visit(part.y);
    found.add(part);
  };
  visit(expression);
  return [...found];
}

/** Derivative of a function of one with respect to its argument, `y` being its value. */
const UNARY_DERIVATIVES: Readonly<Record<UnaryName, (x: Expression, y: Expression) => Expression>> = {
  exp: (_, y) => y,
  log: (x) => div(1, x),
  sqrt: (_, y) => div(0.5, y),
  sin: (x) => unary('cos', x),
  cos: (x) => sub(0, unary('sin', x)),
  tanh: (_, y) => sub(1, mul(y, y)),
  sigmoid: (_, y) => mul(y, sub(1, y)),
  softplus: (x) => unary('sigmoid', x),
  abs: (x) => unary('sign', x),
  sign: () => expressionOf(0),
};

/** Derivatives of a function of two with respect to either. At a tie the second has all of a maximum's. */
const BINARY_DERIVATIVES: Readonly<
  Record<BinaryName, (x: Expression, y: Expression, value: Expression) => readonly [Term, Term]>
> = {
  add: () => [1, 1],
  sub: () => [1, -1],
  mul: (x, y) => [y, x],
  div: (_, y, value) => [div(1, y), div(sub(0, value), y)],
  max: (x, y) => [less(y, x), sub(1, less(y, x))],
  less: () => [0, 0],
  equal: () => [0, 0],
};

/** Derivatives of `expression` times `seed` with respect to its inputs 0 to `count` - 1. */
export function derivatives(expression: Expression, count: number, seed: Expression): readonly Expression[] {
  const all = parts(expression);
  const slopes = new Map<Expression, Expression>([[expression, seed]]);
  const give = (part: Expression, slope: Expression): void => {
    const before = slopes.get(part);
    slopes.set(part, before ? add(before, slope) : slope);
  };
  const inputs = Array.from({ length: count }, () => expressionOf(0));
  for (const part of [...all].reverse()) {
    const slope = slopes.get(part);
    if (!slope) continue;
    if (part.kind === 'input') inputs[part.index] = add(inputs[part.index], slope);
    if (part.kind === 'unary') give(part.x, mul(slope, UNARY_DERIVATIVES[part.name](part.x, part)));
    if (part.kind === 'binary') {
      const [x, y] = BINARY_DERIVATIVES[part.name](part.x, part.y, part);
      give(part.x, mul(slope, x));
      give(part.y, mul(slope, y));
    }
  }
  return inputs;
}
