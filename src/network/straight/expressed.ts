/** Expressions of scalars. */
import { type Expression, parts } from '../expression';
import type { Scalar, Values } from './values';

export function expressed(values: Values, expression: Expression, input: (index: number) => Scalar): Scalar {
  const known = new Map<Expression, Scalar>();
  for (const part of parts(expression)) known.set(part, partOf(values, part, known, input));
  return known.get(expression)!;
}

function partOf(
  values: Values,
  part: Expression,
  known: ReadonlyMap<Expression, Scalar>,
  input: (index: number) => Scalar,
): Scalar {
  switch (part.kind) {
    case 'input':
      return input(part.index);
    case 'constant':
      return values.number(part.value);
    case 'unary':
      return values.unary(part.name, known.get(part.x)!);
    case 'binary':
      return values.binary(part.name, known.get(part.x)!, known.get(part.y)!);
  }
}
