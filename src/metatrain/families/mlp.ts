/** Small tanh regressions of random functions: what the first optimizer of ours is trained on. */
import { foldIn, normal, type PrngKey, uniform } from '../../core/prng';
import { input, unary } from '../../network/expression';
import { createMlp, initMlp, mlpLayoutOf } from '../../tasks/mlp';
import { familyTexts } from '../../texts/families';
import type { SampledTask, TaskFamily, TaskVariant } from '../types';
import { denseVariant } from './dense';

const SAMPLES = 128;
const BATCH = 32;

/** Random sine, tanh and product targets with random frequency, phase and scale (0.3 to 3). */
function sampleRegression(key: PrngKey, sizes: readonly number[]): SampledTask {
  const [wide, out] = [sizes[0], sizes.at(-1)!];
  const inputs = uniform(foldIn(key, 0), SAMPLES * wide, -1.5, 1.5);
  const targets = new Float32Array(SAMPLES * out);
  for (let j = 0; j < out; j++) {
    const target = randomFunction(foldIn(foldIn(key, 1), j), wide);
    for (let s = 0; s < SAMPLES; s++)
      targets[s * out + j] = target(inputs.subarray(s * wide, (s + 1) * wide));
  }
  const data = new Float32Array(inputs.length + targets.length);
  data.set(inputs);
  data.set(targets, inputs.length);
  return { data, init: startOf(foldIn(key, 2), sizes) };
}

/** Glorot's start, and in three tasks of four biases uniform within ±1/sqrt(in), PyTorch's default, else 0. */
function startOf(key: PrngKey, sizes: readonly number[]): Float32Array<ArrayBuffer> {
  const params = initMlp(key, sizes);
  if (uniform(foldIn(key, 100), 1)[0] < 0.25) return params;
  mlpLayoutOf(sizes).segments.forEach(({ shape, offset, size }, index) => {
    if (shape.length > 1) return;
    const bound = 1 / Math.sqrt(sizes[index >> 1]);
    params.set(uniform(foldIn(key, 101 + index), size, -bound, bound), offset);
  });
  return params;
}

/** A function of points in [-1.5, 1.5]^d; its kind, direction, frequency, phase and scale follow from the key. */
function randomFunction(key: PrngKey, dims: number): (x: Float32Array) => number {
  const [kind, frequency, phase, size] = uniform(foldIn(key, 0), 4);
  const direction = normal(foldIn(key, 1), 2 * dims);
  const scale = 0.3 * 10 ** size;
  const rate = 1 + 3 * frequency;
  const shift = 2 * Math.PI * phase;
  const along = (x: Float32Array, from: number) =>
    x.reduce((sum, value, k) => sum + value * direction[from + k], 0);
  if (kind < 1 / 3) return (x) => scale * Math.sin(rate * along(x, 0) + shift);
  if (kind < 2 / 3) return (x) => scale * Math.tanh(rate * along(x, 0) + Math.cos(shift));
  return (x) => scale * along(x, 0) * Math.sin(along(x, dims) + shift);
}

const variant = (sizes: readonly number[]): TaskVariant => ({
  ...denseVariant({
    id: `mlp ${sizes.join('-')}`,
    sizes,
    activation: unary('tanh', input(0)),
    samples: SAMPLES,
    batch: BATCH,
    sample: (key) => sampleRegression(key, sizes),
  }),
  instance: ({ data }) =>
    createMlp({
      sizes,
      inputs: data.slice(0, SAMPLES * sizes[0]),
      targets: data.slice(SAMPLES * sizes[0]),
      batch: BATCH,
    }),
});

export const mlp: TaskFamily = {
  id: 'mlp',
  ...familyTexts.mlp,
  variants: [variant([2, 16, 1]), variant([2, 8, 8, 1]), variant([3, 24, 2])],
};
