/** Runs the portable form of an optimizer on plain arrays, in Node, for tests. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { AnyOptions } from '../../src/core/option';
import { optionDefaults } from '../../src/core/option';
import { paramLayout } from '../../src/core/paramLayout';
import type { Optimizer, PortableState } from '../../src/optimizers/types';

export interface PortableRun {
  /** The proposal for gradients `[lanes, size]`, flat; the parameters then move by it. */
  step(grads: readonly number[]): Float32Array;
  /** Parameters, `[lanes, size]`. */
  params(): Float32Array;
  state(): Readonly<Record<string, Float32Array>>;
  /** New option values from the next step on. */
  set(options: AnyOptions): void;
  dispose(): void;
}

/** Starts a run from `params`, `[lanes, size]` flat; options not given take their defaults. */
export function runPortable(
  optimizer: Optimizer,
  options: AnyOptions,
  params: readonly number[],
  { lanes = 1, numSteps = 100 } = {},
): PortableRun {
  const size = params.length / lanes;
  let config = { id: optimizer.id, options: { ...optionDefaults(optimizer.options), ...options } };
  const layout = paramLayout([{ name: 'x', shape: [size] }]);
  const portable = optimizer.portable({ tf, layout, lanes, config, numSteps });
  let current = tf.tensor2d([...params], [lanes, size]);
  let state: PortableState = portable.init();
  let count = 0;
  return {
    step(grads) {
      const before = [current, ...Object.values(state)];
      const [update, next, nextState] = tf.tidy(() => {
        const input = {
          params: current,
          grads: tf.tensor2d([...grads], [lanes, size]),
          loss: tf.zeros<tf.Rank.R1>([lanes]),
          time: { step: count, numSteps },
          config,
        };
        const result = portable.update(input, state);
        return [result.update, tf.add<tf.Tensor2D>(current, result.update), result.state] as const;
      });
      current = next;
      state = nextState;
      count += 1;
      const values = update.dataSync() as Float32Array;
      tf.dispose([update, ...before]);
      return values.slice();
    },
    params: () => (current.dataSync() as Float32Array).slice(),
    state: () =>
      Object.fromEntries(
        Object.entries(state).map(([name, tensor]) => [name, (tensor.dataSync() as Float32Array).slice()]),
      ),
    set: (changed) => {
      config = { ...config, options: { ...config.options, ...changed } };
    },
    dispose: () => tf.dispose([current, ...Object.values(state)]),
  };
}
