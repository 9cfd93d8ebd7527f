/** Expressions as WGSL. */
import type { BinaryName, Expression, UnaryName } from '../expression';
import { parts } from '../expression';

export const UNARY_TEXT: Readonly<Record<UnaryName, (x: string) => string>> = {
  exp: (x) => `exp(${x})`,
  log: (x) => `logStable(${x})`,
  sqrt: (x) => `sqrt(${x})`,
  sin: (x) => `sinCos(${x}).x`,
  cos: (x) => `sinCos(${x}).y`,
  tanh: (x) => `tanhStable(${x})`,
  sigmoid: (x) => `sigmoid(${x})`,
  softplus: (x) => `softplus(${x})`,
  abs: (x) => `abs(${x})`,
  sign: (x) => `sign(${x})`,
};

export const BINARY_TEXT: Readonly<Record<BinaryName, (x: string, y: string) => string>> = {
  add: (x, y) => `${x} + ${y}`,
  sub: (x, y) => `${x} - ${y}`,
  mul: (x, y) => `${x} * ${y}`,
  div: (x, y) => `${x} / ${y}`,
  max: (x, y) => `max(${x}, ${y})`,
  less: (x, y) => `select(0.0, 1.0, ${x} < ${y})`,
  equal: (x, y) => `select(0.0, 1.0, ${x} == ${y})`,
};

const LARGEST = 3.4028234663852886e38;

/** A number as a literal; beyond float32 its largest. */
export function literal(value: number): string {
  const near = Math.max(-LARGEST, Math.min(LARGEST, Number.isNaN(value) ? 0 : Math.fround(value)));
  const text = String(near);
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/** Statements that compute expressions, and the names of their values. `value`: the text of an input. */
export function scalarText(
  expressions: readonly Expression[],
  value: (index: number) => string,
  prefix = 'e',
): { readonly lines: readonly string[]; readonly names: readonly string[] } {
  const names = new Map<Expression, string>();
  const lines: string[] = [];
  /** Equal texts are computed once; so are sine and cosine of one argument. */
  const known = new Map<string, string>();
  const named = (text: string): string => {
    let name = known.get(text);
    if (!name) {
      name = `${prefix}${known.size}`;
      known.set(text, name);
      lines.push(`let ${name} = ${text};`);
    }
    return name;
  };
  for (const expression of expressions) {
    for (const part of parts(expression)) {
      if (names.has(part)) continue;
      names.set(
        part,
        textOf(part, (other) => names.get(other)!, value, named),
      );
    }
  }
  return { lines, names: expressions.map((expression) => names.get(expression)!) };
}

function textOf(
  part: Expression,
  name: (part: Expression) => string,
  value: (index: number) => string,
  named: (text: string) => string,
): string {
  switch (part.kind) {
    case 'input':
      return value(part.index);
    case 'constant':
      return literal(part.value);
    case 'unary': {
      const x = name(part.x);
      if (part.name !== 'sin' && part.name !== 'cos') return named(UNARY_TEXT[part.name](x));
      return `${named(`sinCos(${x})`)}.${part.name === 'sin' ? 'x' : 'y'}`;
    }
    case 'binary':
      return named(BINARY_TEXT[part.name](name(part.x), name(part.y)));
  }
}
