/** The loss of a dense network on a batch in double precision: what kernels are tested against. */
import { bitsAt, type PrngKey } from '../../core/prng';

/** `count` samples below `samples` with replacement, as drawBelow in draw.wgsl. */
export const drawnSamples = (key: PrngKey, count: number, samples: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor((bitsAt(key, index) * samples) / 2 ** 32));

/** Mean squared error over the batch. `data` holds inputs `[samples, in]`, then targets `[samples, out]`. */
export function networkLoss(
  sizes: readonly number[],
  activation: (z: number) => number,
  data: Float32Array,
  samples: number,
  batch: readonly number[],
  params: ArrayLike<number>,
): number {
  const layers = sizes.length - 1;
  const outputs = sizes[layers];
  let sum = 0;
  for (const sample of batch) {
    let values = Array.from(data.subarray(sample * sizes[0], (sample + 1) * sizes[0]));
    let at = 0;
    for (let layer = 0; layer < layers; layer++) {
      const [wide, next] = [sizes[layer], sizes[layer + 1]];
      values = Array.from({ length: next }, (_, j) => {
        let z = params[at + wide * next + j];
        for (let k = 0; k < wide; k++) z += values[k] * params[at + k * next + j];
        return layer + 1 < layers ? activation(z) : z;
      });
      at += (wide + 1) * next;
    }
    const goal = samples * sizes[0] + sample * outputs;
    values.forEach((value, j) => {
      sum += (value - data[goal + j]) ** 2;
    });
  }
  return sum / (batch.length * outputs);
}
