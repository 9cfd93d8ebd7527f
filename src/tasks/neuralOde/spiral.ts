/**
 * The spiral that a neural ODE learns, and the solver: dy/dt = (y ⊙ y ⊙ y) A from (2, 0).
 *
 * Source: torchdiffeq, `examples/ode_demo.py`, whose solver is adaptive; here it is RK4 at ten substeps an interval, within
 * 3e-8 of a solution at a tolerance of 1e-13.
 */

/** Points from t = 0 to 25, both included. */
export const POINTS = 1000;
/** Time from a point to the next. */
export const INTERVAL = 25 / (POINTS - 1);

type Point = readonly [number, number];
/** Velocity at a point. */
export type Field = (x: number, y: number) => Point;

export const spiralField: Field = (x, y) => [-0.1 * x ** 3 - 2 * y ** 3, 2 * x ** 3 - 0.1 * y ** 3];

/** One step of the classic Runge-Kutta method. */
function rungeKutta(field: Field, [x, y]: Point, h: number): Point {
  const [a, b] = field(x, y);
  const [c, d] = field(x + (h / 2) * a, y + (h / 2) * b);
  const [e, f] = field(x + (h / 2) * c, y + (h / 2) * d);
  const [g, k] = field(x + h * e, y + h * f);
  return [x + (h / 6) * (a + 2 * c + 2 * e + g), y + (h / 6) * (b + 2 * d + 2 * f + k)];
}

/** The way of `field` from (2, 0), `[points, 2]`. */
export function solve(field: Field, points: number, substeps: number): Float64Array<ArrayBuffer> {
  const way = new Float64Array(2 * points);
  let point: Point = [2, 0];
  for (let index = 0; index < points; index++) {
    way.set(point, 2 * index);
    for (let i = 0; i < substeps; i++) point = rungeKutta(field, point, INTERVAL / substeps);
  }
  return way;
}

/** The first `points` of the spiral, `[points, 2]`. */
export const spiral = (points: number): Float64Array<ArrayBuffer> => solve(spiralField, points, 10);
