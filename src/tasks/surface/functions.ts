/**
 * Functions to go downhill on, as graphs over points `[..., d]`; values have `[..., 1]`. Forms and minima: Molga and Smutnicki,
 * "Test functions for optimization needs", 2005; Surjanovic and Bingham, "Virtual Library of Simulation Experiments", 2013.
 */
import { add, type Expression, input, mul, sub, unary } from '../../network/expression';
import { concat, constant, map, type Node, slice, sum } from '../../network/graph';

/** One that is looked at in the plane: where, and where runs begin unless told otherwise. */
export interface SurfaceFunction {
  /** Dimensions at least. */
  readonly least: number;
  /** Whether it is of the plane alone. */
  readonly planar?: true;
  /** Coordinates of the usual start, again and again. */
  readonly start: readonly [number, number];
  /** Middle of what is drawn, and half its extent. */
  readonly middle: readonly [number, number];
  readonly reach: number;
  /** Coordinates of its known minima, again and again; none where it has no lowest point. */
  readonly minima: readonly (readonly [number, number])[];
  /** Whether it is below 0 somewhere. */
  readonly negative?: true;
  value(points: Node, shape: SurfaceShape): Node;
}

/** Of the ravine. */
export interface SurfaceShape {
  /** Largest curvature over the smallest. */
  readonly condition: number;
  /** Turn of its axes against the coordinates, degrees. */
  readonly angle: number;
}

const [x, y] = [input(0), input(1)];
const square = (each: Expression): Expression => mul(each, each);
const axisOf = ({ shape }: Node) => shape.length - 1;
const dimOf = ({ shape }: Node) => shape[shape.length - 1];
const total = (terms: Node): Node => sum(terms, [axisOf(terms)]);
const part = (points: Node, start: number, extent: number): Node =>
  slice(points, axisOf(points), start, extent);
const inPlane = (of: Expression) => (points: Node) => map(of, [part(points, 0, 1), part(points, 1, 1)]);

/** Sum over neighbours of 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2 (Rosenbrock 1960, doi:10.1093/comjnl/3.3.175). */
function rosenbrock(points: Node): Node {
  const pairs = dimOf(points) - 1;
  const wall = mul(100, square(sub(y, square(x))));
  return total(map(add(wall, square(sub(1, x))), [part(points, 0, pairs), part(points, 1, pairs)]));
}

/**
 * Half the sum of c[i] z[i]^2 with curvatures from 1 to the condition number, evenly spaced in the logarithm. z is x turned by
 * the angle in the planes of coordinates i and i + floor(d / 2).
 */
function ravine(points: Node, { condition, angle }: SurfaceShape): Node {
  const d = dimOf(points);
  const half = Math.floor(d / 2);
  const curvatures = Array.from({ length: d }, (_, i) => condition ** (d === 1 ? 1 : i / (d - 1)));
  const halves = mul(0.5, mul(square(x), y));
  if (half === 0) return total(map(halves, [points, constant(curvatures, [d])]));
  const [cos, sin] = [Math.cos, Math.sin].map((of) => of((angle * Math.PI) / 180));
  const sides = [part(points, 0, half), part(points, half, half)];
  const turned = [
    map(add(mul(cos, x), mul(sin, y)), sides),
    map(sub(mul(cos, y), mul(sin, x)), sides),
    ...(d % 2 === 1 ? [part(points, d - 1, 1)] : []),
  ];
  return total(map(halves, [concat(turned, axisOf(points)), constant(curvatures, [d])]));
}

/** Squares of the first half of the coordinates, rounded up, less those of the others. */
function saddle(points: Node): Node {
  const d = dimOf(points);
  const signs = Array.from({ length: d }, (_, i) => (i < Math.ceil(d / 2) ? 1 : -1));
  return total(map(mul(square(x), y), [points, constant(signs, [d])]));
}

/** (x^2 + y - 11)^2 + (x + y^2 - 7)^2 (Himmelblau 1972). */
const himmelblau = inPlane(add(square(sub(add(square(x), y), 11)), square(sub(add(x, square(y)), 7))));

/** (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2 (Beale 1958). */
const beale = inPlane(
  [1.5, 2.25, 2.625]
    .map((level, i) => {
      const power = [y, square(y), mul(square(y), y)][i];
      return square(add(sub(level, x), mul(x, power)));
    })
    .reduce(add),
);

/** 10 d plus the sum of x[i]^2 - 10 cos(2 pi x[i]) (Rastrigin 1974). */
const rastrigin = (points: Node): Node =>
  total(map(add(square(x), sub(10, mul(10, unary('cos', mul(2 * Math.PI, x))))), [points]));

/** Half the sum of x[i]^4 - 16 x[i]^2 + 5 x[i] (Styblinski and Tang 1990, doi:10.1016/0893-6080(90)90029-K). */
const styblinskiTang = (points: Node): Node =>
  total(map(mul(0.5, add(sub(square(square(x)), mul(16, square(x))), mul(5, x))), [points]));

/** Where 4 x^3 - 32 x + 5 = 0 is lowest. */
const STYBLINSKI_TANG_MINIMUM = -2.903534027771177;

export const FUNCTIONS = {
  rosenbrock: {
    least: 2,
    start: [-1.2, 1],
    middle: [0, 1],
    reach: 2,
    minima: [[1, 1]],
    value: rosenbrock,
  },
  ravine: {
    least: 1,
    start: [-3, 2],
    middle: [0, 0],
    reach: 4,
    minima: [[0, 0]],
    value: ravine,
  },
  saddle: {
    least: 2,
    start: [-1.5, 0],
    middle: [0, 0],
    reach: 2,
    minima: [],
    negative: true,
    value: saddle,
  },
  himmelblau: {
    least: 2,
    planar: true,
    start: [0, 0],
    middle: [0, 0],
    reach: 5,
    minima: [
      [3, 2],
      [-2.805118086952745, 3.131312518250573],
      [-3.779310253377747, -3.28318599128617],
      [3.584428340330492, -1.848126526964404],
    ],
    value: himmelblau,
  },
  beale: {
    least: 2,
    planar: true,
    start: [-1.5, 2],
    middle: [0, 0],
    reach: 4,
    minima: [[3, 0.5]],
    value: beale,
  },
  rastrigin: {
    least: 1,
    start: [3.3, -2.7],
    middle: [0, 0],
    reach: 5,
    minima: [[0, 0]],
    value: rastrigin,
  },
  'styblinski-tang': {
    least: 1,
    start: [1, 0.5],
    middle: [0, 0],
    reach: 4.5,
    minima: [[STYBLINSKI_TANG_MINIMUM, STYBLINSKI_TANG_MINIMUM]],
    negative: true,
    value: styblinskiTang,
  },
} as const satisfies Readonly<Record<string, SurfaceFunction>>;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];
