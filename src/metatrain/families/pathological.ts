/** The toy function of the HUB paper (arXiv:2305.16823, eq. 5) with random bowl, dimensions and distance. */
import { paramLayout } from '../../core/paramLayout';
import { foldIn, type PrngKey, uniform } from '../../core/prng';
import { pathologicalText } from '../../kernels/unroll';
import { pathologicalLoss } from '../../tasks/pathological';
import { familyTexts } from '../../texts/families';
import type { SampledTask, TaskFamily, TaskVariant } from '../types';

/** lambda from 1e-4 to 1, expected |x|_1 at the start from 0.5 to 50, the loss there from 0.3 to 3; all log-uniform. */
function samplePathological(key: PrngKey, dim: number): SampledTask {
  const [bowl, distance, height] = uniform(foldIn(key, 0), 3);
  const lambda = 10 ** (-4 * bowl);
  const norm = 0.5 * 100 ** distance;
  const init = uniform(foldIn(key, 1), dim, (-2 * norm) / dim, (2 * norm) / dim);
  const start = init.reduce((sum, x) => sum + Math.abs(x), 0);
  // By the bowl rather than by f itself, which may be near 0 at the start.
  return { data: Float32Array.of(lambda, (0.3 * 10 ** height) / (start + lambda * start * start)), init };
}

const variant = (dim: number): TaskVariant => ({
  id: `pathological ${dim}`,
  layout: paramLayout([{ name: 'x', shape: [dim] }]),
  text: pathologicalText,
  record: 2,
  sample: (key) => samplePathological(key, dim),
  loss: ({ data }, params) => {
    let norm = 0;
    for (let i = 0; i < dim; i++) norm += Math.abs(params[i]);
    return data[1] * pathologicalLoss(norm, data[0]);
  },
});

export const pathological: TaskFamily = {
  id: 'pathological',
  ...familyTexts.pathological,
  variants: [variant(8), variant(40)],
};
