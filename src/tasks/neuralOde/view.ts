/** A neural ODE as the page draws it: where its velocities lead from the beginning of the curve, and how they lie in the plane. */
import { type ParamLayout, tensorOf } from '../../core/paramLayout';
import type { TaskView } from '../types';
import { type Field, solve, spiralField } from './spiral';

/** The part of the plane that is shown, as far as this to every side of the origin, and arrows along each. */
export const REACH = 2.2;
export const ARROWS = 17;

export interface NeuralOdeView extends TaskView {
  readonly kind: 'neuralOde';
  /** `[points, 2]`. */
  readonly truth: Float32Array<ArrayBuffer>;
  /** `[points, 2]`, solved from the first point of the truth at a step an interval. */
  readonly way: Float32Array<ArrayBuffer>;
  /** `[points]`, distance between the two. */
  readonly distance: Float32Array<ArrayBuffer>;
  /** Velocities `[ARROWS, ARROWS, 2]` from the lower left, row by row. */
  readonly learned: Float32Array<ArrayBuffer>;
  readonly wanted: Float32Array<ArrayBuffer>;
}

/** Coordinate of an arrow along either side. */
export const arrowAt = (index: number): number => REACH * ((2 * index) / (ARROWS - 1) - 1);

export function neuralOdeView(truth: Float64Array, layout: ParamLayout, params: Float32Array): NeuralOdeView {
  const field = fieldOf(layout, params);
  const points = truth.length / 2;
  const way = solve(field, points, 1);
  return {
    kind: 'neuralOde',
    truth: Float32Array.from(truth),
    way: Float32Array.from(way),
    distance: Float32Array.from({ length: points }, (_, n) =>
      Math.hypot(way[2 * n] - truth[2 * n], way[2 * n + 1] - truth[2 * n + 1]),
    ),
    learned: arrows(field),
    wanted: arrows(spiralField),
  };
}

const arrows = (field: Field): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    Array.from({ length: ARROWS ** 2 }, (_, i) =>
      field(arrowAt(i % ARROWS), arrowAt(Math.floor(i / ARROWS))),
    ).flat(),
  );

/** f(y) = tanh(y³ w1 + b1) w2 + b2; see `network/layers/recurrent.ts`. */
function fieldOf(layout: ParamLayout, params: Float32Array): Field {
  const [w1, b1, w2, b2] = layout.segments.map(({ name }) => tensorOf(params, layout, name));
  const { length: units } = b1;
  return (x, y) => {
    const [r, s] = [x ** 3, y ** 3];
    let [u, v] = b2;
    for (let unit = 0; unit < units; unit++) {
      const h = Math.tanh(r * w1[unit] + s * w1[units + unit] + b1[unit]);
      u += h * w2[2 * unit];
      v += h * w2[2 * unit + 1];
    }
    return [u, v];
  };
}
