/** One training run to be: a task as the optimizer meets it, drawn by key. */
import { foldIn, type PrngKey, uniform } from '../core/prng';
import type { SampledTask, TaskVariant } from './types';

export interface Episode {
  readonly task: SampledTask;
  /** One factor per tensor: the task sees scale * x where the optimizer moves x. */
  readonly scales: Float32Array<ArrayBuffer>;
  /** Start of x. */
  readonly start: Float32Array<ArrayBuffer>;
  /** For batches and noise. */
  readonly key: PrngKey;
}

/** Every tensor is rescaled by a factor log-uniform in [0.1, 10]. */
export function drawEpisode(variant: TaskVariant, key: PrngKey): Episode {
  const { segments } = variant.layout;
  const task = variant.sample(foldIn(key, 0));
  const scales = uniform(foldIn(key, 1), segments.length, -1, 1).map((exponent) => 10 ** exponent);
  const start = task.init.slice();
  segments.forEach(({ offset, size }, tensor) => {
    for (let i = offset; i < offset + size; i++) start[i] /= scales[tensor];
  });
  return { task, scales, start, key: foldIn(key, 2) };
}
