/** The unroll's reference: the same steps with the portable optimizers and tasks of the engine. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { foldIn } from '../../src/core/prng';
import type { Episode } from '../../src/metatrain/draw';
import type { TaskVariant } from '../../src/metatrain/types';
import type { PortableOptimizer, PortableState } from '../../src/optimizers/types';
import type { Tf } from '../../src/tasks/types';

export interface ReferenceRun {
  readonly losses: number[];
  readonly params: Float32Array;
}

/** `steps` updates of one episode: the optimizer moves x, the task sees scale * x. */
export async function referenceRun(
  tf: Tf,
  variant: TaskVariant,
  episode: Episode,
  optimizer: PortableOptimizer,
  config: Parameters<PortableOptimizer['update']>[0]['config'],
  steps: number,
  numSteps: number,
): Promise<ReferenceRun> {
  const { segments, size } = variant.layout;
  const task = variant.instance!(episode.task).portable(tf);
  const flat = new Float32Array(size);
  segments.forEach((segment, tensor) => {
    flat.fill(episode.scales[tensor], segment.offset, segment.offset + segment.size);
  });
  const scale = tf.tensor2d(flat, [1, size]);
  let params = tf.tensor2d(episode.start, [1, size]);
  let state: PortableState = tf.tidy(() => optimizer.init());
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const seen = tf.mul(params, scale) as Tensor2D;
    const { loss, grads } = task.lossAndGrads(seen, [foldIn(episode.key, step)]);
    losses.push((await loss.data())[0]);
    const own = tf.mul(grads, scale) as Tensor2D;
    const time = { step, numSteps };
    const next = tf.tidy(() => {
      const result = optimizer.update({ params, grads: own, loss, time, config }, state);
      return { ...result.state, params: tf.add(params, result.update) };
    });
    tf.dispose([seen, loss, grads, own, params, ...Object.values(state)]);
    const { params: moved, ...rest } = next;
    params = moved as Tensor2D;
    state = rest;
  }
  const values = (await params.data()) as Float32Array;
  tf.dispose([params, scale, ...Object.values(state)]);
  task.dispose?.();
  optimizer.dispose?.();
  return { losses, params: values };
}
