/** Runs a portable optimizer of any layout on given gradients, for comparison with its fused form. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Theta } from '../../../src/checkpoints/theta';
import type { ParamLayout } from '../../../src/core/paramLayout';
import type { Optimizer, OptimizerConfig, PortableInput, PortableState } from '../../../src/optimizers/types';
import type { LaneInput } from './fusedRun';

export interface PortableRun {
  /** The proposal of the one lane, and its probes. */
  step(
    index: number,
    input: LaneInput,
    config?: OptimizerConfig,
  ): { update: Float32Array; probes?: Float32Array };
  state(): Readonly<Record<string, Float32Array>>;
  destroy(): void;
}

export async function portableRun(
  optimizer: Optimizer,
  layout: ParamLayout,
  config: OptimizerConfig,
  numSteps: number,
  thetas?: readonly Theta[],
): Promise<PortableRun> {
  await tf.setBackend('cpu');
  const portable = optimizer.portable({
    tf,
    layout,
    lanes: 1,
    config,
    numSteps,
    ...(thetas ? { thetas } : {}),
  });
  let state: PortableState = portable.init();
  return {
    step(index, { params, grads, loss }, present = config) {
      const before = state;
      let update = new Float32Array();
      let probes: Float32Array | undefined;
      state = tf.tidy(() => {
        const input: PortableInput = {
          params: tf.tensor2d(Float32Array.from(params), [1, layout.size]),
          grads: tf.tensor2d(Float32Array.from(grads), [1, layout.size]),
          loss: tf.tensor1d([loss]),
          time: { step: index, numSteps },
          config: present,
          probe: true,
        };
        const out = portable.update(input, before);
        update = out.update.dataSync().slice() as Float32Array<ArrayBuffer>;
        probes = out.probes?.dataSync().slice() as Float32Array | undefined;
        return out.state as Record<string, tf.Tensor>;
      });
      tf.dispose(Object.values(before));
      return { update, ...(probes ? { probes } : {}) };
    },
    state: () =>
      Object.fromEntries(
        Object.entries(state).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
      ),
    destroy() {
      tf.dispose(Object.values(state));
      portable.dispose?.();
    },
  };
}
