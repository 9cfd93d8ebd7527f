/** Layers that step through time. */
import { add, input, mul, unary } from '../expression';
import { concat, full, given, map, matmul, type Node, reshape, scan, slice, transpose } from '../graph';
import { affine, plus, scaled } from './arithmetic';
import type { Site } from './model';

export interface LstmSpec {
  readonly type: 'lstm';
  readonly units: number;
}

/** Haiku's cell: blocks i, g, f, o; 1 is added to f at run time. `[n, time, features]` to all h `[n, time, units]`. */
export function lstm({ units }: LstmSpec, x: Node, site: Site): Node {
  const [count, time, features] = x.shape;
  const w = site.parameter('w', [features + units, 4 * units]);
  const b = site.parameter('b', [4 * units]);
  // What depends on the inputs alone, of all times at once.
  const driven = transpose(affine(x, slice(w, 0, 0, features), b), [1, 0, 2]);
  const [cell, hidden] = ['cell', 'hidden'].map((name) => given(name, [count, units]));
  const drive = given('drive', [count, 4 * units]);
  const recurrent = given('recurrent weights', [units, 4 * units]);
  const z = plus(drive, matmul(hidden, recurrent));
  const [i, g, f, o] = [0, 1, 2, 3].map((block) => slice(z, 1, block * units, units));
  const [a, c, d, e] = [0, 1, 2, 3].map(input);
  const kept = map(add(mul(unary('sigmoid', add(a, 1)), c), mul(unary('sigmoid', d), unary('tanh', e))), [
    f,
    cell,
    i,
    g,
  ]);
  const told = map(mul(unary('sigmoid', a), unary('tanh', c)), [o, kept]);
  // `c` above is the second input of either map.
  const { made } = scan(
    { carries: [cell, hidden], entries: [drive], shared: [recurrent], next: [kept, told], made: [told] },
    [full([count, units], 0), full([count, units], 0)],
    [driven],
    [slice(w, 0, features, units)],
    time,
  );
  return transpose(made[0], [1, 0, 2]);
}

export interface NeuralOdeSpec {
  readonly type: 'neuralOde';
  readonly units: number;
  readonly steps: number;
  readonly h: number;
  /** Whether the field sees the cubes of y. */
  readonly cubed?: boolean;
}

/** Classic RK4 from y of `[n, in]` on f(y) = tanh(r w1 + b1) w2 + b2; all of y: `[n, steps + 1, in]`. */
export function neuralOde({ units, steps, h, cubed = false }: NeuralOdeSpec, x: Node, site: Site): Node {
  const [count, width] = x.shape;
  const shapes = { w1: [width, units], b1: [units], w2: [units, width], b2: [width] };
  const outer = Object.entries(shapes).map(([name, shape]) => site.parameter(name, shape));
  const inner = Object.entries(shapes).map(([name, shape]) => given(name, shape));
  const [w1, b1, w2, b2] = inner;
  const cube = mul(input(0), mul(input(0), input(0)));
  const field = (y: Node) =>
    affine(map(unary('tanh', input(0)), [affine(cubed ? map(cube, [y]) : y, w1, b1)]), w2, b2);
  const y = given('y', [count, width]);
  const k1 = field(y);
  const k2 = field(plus(y, scaled(k1, h / 2)));
  const k3 = field(plus(y, scaled(k2, h / 2)));
  const k4 = field(plus(y, scaled(k3, h)));
  const [s, t, u, v, w] = [0, 1, 2, 3, 4].map(input);
  const next = map(add(s, mul(h / 6, add(add(t, mul(2, u)), add(mul(2, v), w)))), [y, k1, k2, k3, k4]);
  const { made } = scan(
    { carries: [y], entries: [], shared: inner, next: [next], made: [next] },
    [x],
    [],
    outer,
    steps,
  );
  return concat([reshape(x, [count, 1, width]), transpose(made[0], [1, 0, 2])], 1);
}
