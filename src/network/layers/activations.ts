/** Functions of every entry. */
import { add, type Expression, input, max, mul, unary } from '../expression';
import { map, type Node } from '../graph';

const x = input(0);

export type ActivationSpec =
  | { readonly type: 'relu' | 'tanh' | 'sigmoid' | 'silu' | 'gelu' }
  | { readonly type: 'sine'; readonly frequency: number };

const EXPRESSIONS: Readonly<Record<Exclude<ActivationSpec['type'], 'sine'>, Expression>> = {
  relu: max(x, 0),
  tanh: unary('tanh', x),
  sigmoid: unary('sigmoid', x),
  silu: mul(x, unary('sigmoid', x)),
  /** Hendrycks and Gimpel 2016 (arXiv:1606.08415), with tanh. */
  gelu: mul(
    mul(0.5, x),
    add(1, unary('tanh', mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, mul(x, x))))))),
  ),
};

export const activation = (spec: ActivationSpec, a: Node): Node =>
  map(spec.type === 'sine' ? unary('sin', mul(spec.frequency, x)) : EXPRESSIONS[spec.type], [a]);
