/** Contract of every registered optimizer's portable form as a pair; methodContract.ts has what holds in an executor. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { paramLayout } from '../../src/core/paramLayout';
import { optimizers } from '../../src/optimizers';
import type { OptimizerConfig, PortableOptimizer, PortableState } from '../../src/optimizers/types';
import type { Tf } from '../../src/tasks/types';
import { configOf, cpuTf } from './subjects';

const layout = paramLayout([
  { name: 'w', shape: [2, 3] },
  { name: 'b', shape: [3] },
  { name: 's', shape: [] },
]);
const lanes = 2;
const numSteps = 400;
const start = Float32Array.from({ length: lanes * layout.size }, (_, i) => Math.sin(1 + i));

let tf: Tf;
beforeAll(async () => {
  tf = await cpuTf();
});

/** One step from outside: tensors in, plain numbers and the next state out. */
function step(
  rule: PortableOptimizer,
  config: OptimizerConfig,
  state: PortableState,
  values: { params: Float32Array; grads: Float32Array; loss: Float32Array; step: number },
) {
  const params = tf.tensor2d(values.params, [lanes, layout.size]);
  const grads = tf.tensor2d(values.grads, [lanes, layout.size]);
  const loss = tf.tensor1d(values.loss);
  const input = {
    params: params as Tensor2D,
    grads: grads as Tensor2D,
    loss: loss as Tensor1D,
    time: { step: values.step, numSteps },
    config,
  };
  const result = tf.tidy(() => {
    const { update, state: next } = rule.update(input, state);
    // Kept as entries, since `tidy` keeps what it finds in what is returned.
    return { update, next: { ...next } };
  });
  const after = [params, grads, loss].map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose([params, grads, loss]);
  const update = Float32Array.from(result.update.dataSync());
  const { shape } = result.update;
  result.update.dispose();
  return { update, shape, state: result.next as PortableState, after };
}

const describeState = (state: PortableState) =>
  Object.entries(state)
    .map(([name, tensor]: [string, Tensor]) => `${name} ${tensor.dtype}[${tensor.shape}]`)
    .sort();

describe.each(optimizers.map((optimizer) => ({ optimizer, id: optimizer.id })))('$id', ({ optimizer }) => {
  const config = configOf(optimizer);
  const open = (chosen = config) => optimizer.portable({ tf, layout, lanes, config: chosen, numSteps });
  const zeros = { grads: new Float32Array(start.length), loss: new Float32Array(lanes) };

  test('keeps the shapes of its update and of its state', () => {
    const rule = open();
    let state = tf.tidy(() => ({ ...rule.init() })) as PortableState;
    const structure = describeState(state);
    for (const tensor of Object.values(state)) expect(tensor.shape[0]).toBe(lanes);
    for (let index = 0; index < 3; index++) {
      const grads = start.map((value) => value * (index + 1));
      const result = step(rule, config, state, { params: start, grads, loss: zeros.loss, step: index });
      expect(result.shape).toEqual([lanes, layout.size]);
      expect(describeState(result.state)).toEqual(structure);
      tf.dispose(state);
      state = result.state;
    }
    tf.dispose(state);
  });

  test('keeps no parameters in its state, so that any two can be mixed', () => {
    const rule = open();
    let state = tf.tidy(() => ({ ...rule.init() })) as PortableState;
    const params = Float32Array.from(start);
    // Own parameters in a row, such as a copy would be, and those of one lane anywhere in a longer row.
    const holds = (words: readonly number[], of: Float32Array) =>
      words.some(
        (_, at) => at + of.length <= words.length && of.every((value, i) => words[at + i] === value),
      );
    for (let index = 0; index < 3; index++) {
      const before = params.slice(0, layout.size);
      const grads = params.map((value) => 2 * value + 0.1);
      const result = step(rule, config, state, { params, grads, loss: zeros.loss, step: index });
      result.update.forEach((value, i) => {
        params[i] += value;
      });
      for (const [name, tensor] of Object.entries(result.state)) {
        const words = Array.from(tensor.dataSync());
        expect([before, params.slice(0, layout.size)].map((of) => [name, holds(words, of)])).toEqual([
          [name, false],
          [name, false],
        ]);
      }
      tf.dispose(state);
      state = result.state;
    }
    tf.dispose(state);
  });

  test('leaves its inputs as they were and no tensor behind', () => {
    const rule = open();
    const before = tf.memory().numTensors;
    const state = tf.tidy(() => ({ ...rule.init() })) as PortableState;
    const kept = Object.values(state).map((tensor) => Array.from(tensor.dataSync()));
    const grads = start.map((value) => -value);
    const loss = Float32Array.of(1, 2);
    const result = step(rule, config, state, { params: start, grads, loss, step: 0 });
    expect(result.after).toEqual([start, grads, loss]);
    expect(Object.values(state).map((tensor) => Array.from(tensor.dataSync()))).toEqual(kept);
    tf.dispose([state, result.state] as never);
    expect(tf.memory().numTensors).toBe(before);
  });
});
