import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/core/errors';
import { readLtcFile } from '../../../src/engine/golden/ltcFile';
import { smallLtcFile } from './smallLtcFile';

/** The field named by the error that reading a changed file gives. */
function culprit(change: (file: ReturnType<typeof smallLtcFile>) => void): string {
  const file = smallLtcFile();
  change(file);
  try {
    readLtcFile(file);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).field;
  }
  throw new Error('the changed file was read without an error');
}

describe('A golden file of the LTC cell', () => {
  test('is read with extents of its own: 3 cells, 2 inputs, 2 outputs, 2 sequences of 4', () => {
    const file = readLtcFile(smallLtcFile());
    expect(file.adam).toMatchObject({ learningRate: 0.01, clipNorm: 0 });
    const [first] = file.cases;
    expect(first.problem).toMatchObject({
      batch: 2,
      time: 4,
      inputs: 2,
      outputs: 2,
      units: 3,
      constraint: 'explicit-clip',
      unfolds: 5,
      elapsed: 0.5,
    });
    expect(first.params).toHaveLength(3 * 3 + 4 * 9 + 4 * 6 + 2 * 2 + 2 * 2);
    expect(first.expected.unfoldStates).toHaveLength(2 * 6 * 3);
    expect(first.expected.adamLosses).toEqual(Float64Array.of(1, 0.9, 0.8));
    expect(first.expected.adamLong?.steps).toEqual([0, 2]);
  });

  test('keeps row-major order', () => {
    const file = smallLtcFile();
    file.cases[0].input[1][2] = [7, 8];
    expect(Array.from(readLtcFile(file).cases[0].problem.input).slice(12, 14)).toEqual([7, 8]);
  });

  test('may lack results, which are then not compared', () => {
    const file = smallLtcFile();
    for (const name of ['grads', 'adam', 'adam_long', 'states', 'unfold_states_first_step', 'loss']) {
      delete (file.cases[0] as Record<string, unknown>)[name];
    }
    const { expected } = readLtcFile(file).cases[0];
    expect(
      Object.keys(expected).filter((key) => expected[key as keyof typeof expected] !== undefined),
    ).toEqual(['output']);
  });

  test('is refused by naming what does not fit', () => {
    expect(culprit((file) => (file.format = 'ltc-golden-2'))).toBe('format');
    expect(culprit((file) => (file.cases = []))).toBe('cases');
    expect(culprit((file) => file.cases.push(file.cases[0]))).toBe('cases');
    expect(culprit((file) => (file.solver.ode_unfolds = 2.5))).toBe('solver.ode_unfolds');
    expect(culprit((file) => (file.solver.elapsed_time = 0))).toBe('elapsed');
    expect(culprit((file) => (file.adam.weight_decay = 0.1))).toBe('adam.weight_decay');
    expect(culprit((file) => (file.cases[0].batch = 3))).toBe('case small: input');
    expect(culprit((file) => (file.cases[0].outputs = 4))).toBe('case small: target');
    expect(culprit((file) => (file.cases[0].constraint_mode = 'soft'))).toBe('constraint_mode');
    expect(culprit((file) => file.cases[0].params.w[1].pop())).toBe('case small: params.w');
    expect(culprit((file) => (file.cases[0].params.w[1][0] = Number.NaN))).toBe('case small: params.w');
    expect(culprit((file) => (file.cases[0].masks.sparsity_mask[0][0] = 2))).toBe(
      'case small: masks.sparsity_mask',
    );
    expect(culprit((file) => (file.cases[0].adam.losses = [1, 2]))).toBe('case small: adam.losses');
    expect(culprit((file) => (file.cases[0].adam_long.steps = [2, 0]))).toBe('case small: adam_long.steps');
    expect(culprit((file) => Object.assign(file.cases[0].grads, { extra: [1] }))).toBe(
      'case small: grads.extra',
    );
  });

  test('that is not an object at all is refused', () => {
    for (const input of [null, 1, 'text', [], {}]) expect(() => readLtcFile(input)).toThrow(ConfigError);
  });
});
