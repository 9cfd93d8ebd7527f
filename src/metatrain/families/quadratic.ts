/** Quadratics with random axes, spectra and noise. */
import { type ParamEntry, paramLayout } from '../../core/paramLayout';
import { foldIn, normal, type PrngKey, uniform } from '../../core/prng';
import { quadraticText } from '../../kernels/unroll';
import { familyTexts } from '../../texts/families';
import type { SampledTask, TaskFamily, TaskVariant } from '../types';

/** Reflections that turn the axes: enough to mix all of them. */
const REFLECTIONS = 6;

/** Condition numbers log-uniform from 1 to 1e4, the loss at the start from 0.3 to 3, noise in half of the tasks. */
function sampleQuadratic(key: PrngKey, size: number): SampledTask {
  const [condition, height, noisy, level] = uniform(foldIn(key, 0), 4);
  const spread = uniform(foldIn(key, 1), size);
  const centre = normal(foldIn(key, 2), size);
  const start = normal(foldIn(key, 3), size);
  const curvature = Array.from(spread, (exponent) => 10 ** (-4 * condition * exponent));
  let matrix = curvature.map((value, i) => curvature.map((_, j) => (i === j ? value : 0)));
  for (let r = 0; r < REFLECTIONS; r++) matrix = reflected(matrix, normal(foldIn(foldIn(key, 4), r), size));
  const distance = Array.from(start, (value, i) => value - centre[i]);
  const loss = distance.reduce((sum, d, i) => sum + (d * dot(matrix[i], distance)) / 2, 0);
  const factor = (0.3 * 10 ** height) / loss;
  const gradient = matrix.map((row) => factor * dot(row, distance));
  // A hundredth to the whole of the gradient's root mean square at the start.
  const noise = noisy < 0.5 ? 0 : 10 ** (-2 * level) * Math.sqrt(dot(gradient, gradient) / size);
  return {
    data: Float32Array.from([noise, ...centre, ...matrix.flat().map((value) => factor * value)]),
    init: start,
  };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** R M R with the reflection R = I - 2 v v' / v'v. */
function reflected(matrix: readonly (readonly number[])[], v: ArrayLike<number>): number[][] {
  const scale = 2 / dot(v, v);
  const turned = matrix.map((row) => {
    const along = scale * dot(row, v);
    return row.map((value, j) => value - along * v[j]);
  });
  const down = turned[0].map((_, j) => scale * turned.reduce((sum, row, i) => sum + row[j] * v[i], 0));
  return turned.map((row, i) => row.map((value, j) => value - v[i] * down[j]));
}

function variant(entries: readonly ParamEntry[]): TaskVariant {
  const layout = paramLayout(entries);
  const { size } = layout;
  return {
    id: `quadratic ${layout.segments.map(({ shape }) => shape.join('x')).join('+')}`,
    layout,
    text: quadraticText,
    record: 1 + size + size * size,
    sample: (key) => sampleQuadratic(key, size),
    loss: ({ data }, params) => {
      const distance = Array.from({ length: size }, (_, i) => params[i] - data[1 + i]);
      return distance.reduce((sum, d, i) => {
        const row = data.subarray(1 + size + i * size, 1 + size + (i + 1) * size);
        return sum + (d * dot(row, distance)) / 2;
      }, 0);
    },
    noisyGradient: ({ data }) => data[0],
  };
}

export const quadratic: TaskFamily = {
  id: 'quadratic',
  ...familyTexts.quadratic,
  variants: [
    variant([
      { name: 'w', shape: [4, 5] },
      { name: 'b', shape: [4] },
    ]),
    variant([{ name: 'x', shape: [16] }]),
  ],
};
