/** Small compositions of operations that layers share. */
import { add, input, mul, sub, type Term, unary } from '../expression';
import { broadcast, map, matmul, max, type Node, reshape, sum } from '../graph';

const [x, y] = [input(0), input(1)];

export const plus = (a: Node, b: Node): Node => map(add(x, y), [a, b]);
export const minus = (a: Node, b: Node): Node => map(sub(x, y), [a, b]);
export const times = (a: Node, b: Node): Node => map(mul(x, y), [a, b]);
export const scaled = (a: Node, factor: Term): Node => map(mul(x, factor), [a]);

/** Mean over axes, which stay with extent 1. */
export function mean(a: Node, axes: readonly number[]): Node {
  const count = axes.reduce((size, axis) => size * a.shape[axis], 1);
  return scaled(sum(a, axes), 1 / count);
}

/** a w + b over the last axis. */
export function affine(a: Node, w: Node, b?: Node): Node {
  const { shape } = a;
  const rows = shape.slice(0, -1).reduce((size, extent) => size * extent, 1);
  const product = matmul(reshape(a, [rows, shape.at(-1)!]), w);
  return reshape(b ? plus(product, b) : product, [...shape.slice(0, -1), w.shape[1]]);
}

/** e^x over its sum along the last axis, largest entry subtracted first. */
export function softmax(a: Node): Node {
  const last = [a.shape.length - 1];
  const powers = map(unary('exp', sub(x, y)), [a, max(a, last)]);
  return map({ kind: 'binary', name: 'div', x, y }, [powers, sum(powers, last)]);
}

/** Logarithms of `softmax`, without taking one of a number near 0. */
export function logSoftmax(a: Node): Node {
  const last = [a.shape.length - 1];
  const shifted = minus(a, max(a, last));
  return minus(shifted, map(unary('log', x), [sum(map(unary('exp', x), [shifted]), last)]));
}

/** (a - m) / sqrt(v + epsilon), with mean and biased variance over axes, those of `a` or of another tensor. */
export function standardised(a: Node, axes: readonly number[], epsilon: number, of = a): Node {
  const middle = mean(of, axes);
  const centred = minus(a, middle);
  const variance = mean(map(mul(x, x), [of === a ? centred : minus(of, middle)]), axes);
  return map({ kind: 'binary', name: 'div', x, y: unary('sqrt', add(y, epsilon)) }, [centred, variance]);
}

/** The same rows under one another as often as there are pictures. */
export const repeated = (a: Node, count: number): Node => broadcast(a, [count, ...a.shape.slice(1)]);
