/** Small networks of sines (SIREN, arXiv:2006.09661) that fit random pictures. */
import { foldIn, normal, type PrngKey, uniform } from '../../core/prng';
import { input, mul, unary } from '../../network/expression';
import { HIDDEN_FREQUENCY, initSiren } from '../../tasks/siren/network';
import { familyTexts } from '../../texts/families';
import type { SampledTask, TaskFamily, TaskVariant } from '../types';
import { denseVariant } from './dense';

/** Pixels along an edge. */
const EDGE = 16;
const SAMPLES = EDGE * EDGE;
const BATCH = 64;

/** A picture of blobs, waves and an edge, with values of mean 0 and root mean square 0.3 to 1. */
function samplePicture(key: PrngKey, sizes: readonly number[]): SampledTask {
  const axis = Array.from({ length: EDGE }, (_, i) => -1 + (2 * i) / (EDGE - 1));
  const inputs = axis.flatMap((y) => axis.flatMap((x) => [y, x]));
  const draws = normal(foldIn(key, 0), 16);
  const [level, sharp] = uniform(foldIn(key, 1), 2);
  const values = Array.from({ length: SAMPLES }, (_, s) => {
    const [y, x] = [inputs[2 * s], inputs[2 * s + 1]];
    const wave = Math.sin(4 * (draws[0] * y + draws[1] * x) + 3 * draws[2]);
    const edge = Math.tanh((2 + 20 * sharp) * (draws[3] * y + draws[4] * x + 0.3 * draws[5]));
    const blob = (from: number) =>
      draws[from] * Math.exp(-8 * ((y - 0.5 * draws[from + 1]) ** 2 + (x - 0.5 * draws[from + 2]) ** 2));
    return draws[6] * wave + draws[7] * edge + 2 * blob(8) + 2 * blob(11);
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / SAMPLES;
  const rms = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / SAMPLES);
  const size = 0.3 ** level / (rms + 1e-6);
  return {
    data: Float32Array.from([...inputs, ...values.map((value) => (value - mean) * size)]),
    init: initSiren({ dims: 2, layers: sizes.length - 1, width: sizes[1] }, foldIn(key, 2)),
  };
}

const variant = (width: number, layers: number): TaskVariant => {
  const sizes = [2, ...new Array<number>(layers - 1).fill(width), 1];
  return denseVariant({
    id: `inr ${sizes.join('-')}`,
    sizes,
    activation: unary('sin', mul(HIDDEN_FREQUENCY, input(0))),
    samples: SAMPLES,
    batch: BATCH,
    sample: (key) => samplePicture(key, sizes),
  });
};

export const inr: TaskFamily = {
  id: 'inr',
  ...familyTexts.inr,
  variants: [variant(8, 3), variant(10, 3)],
};
