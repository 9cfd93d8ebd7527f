import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/core/errors';
import { readLoptFile } from '../../../src/engine/golden/loptFile';
import shipped from '../../golden/lopt-golden.json';

/** A file with one task of one matrix and one scalar, and one run of two steps. */
function smallFile() {
  return {
    format: 1,
    kind: 'golden',
    tasks: {
      bowl: {
        names: ['w', 's'] as string[],
        data: { a: { w: [[1, 2]], s: 3 }, c: { w: [[0, 0]], s: 0 } } as Record<string, unknown>,
        start: { w: [[1, 2]] as unknown, s: 3 },
        steps: 2,
        num_steps: 10,
        layers: [['w', 's']],
        runs: {
          adam: {
            spec: { optimizer: 'adam', lr: 0.1 } as Record<string, unknown>,
            loss: [1, 0.5, 0.25],
            params: { '2': { w: [[0.8, 1.8]], s: 2.8 }, '1': { w: [[0.9, 1.9]], s: 2.9 } } as Record<
              string,
              unknown
            >,
            float32_max_abs_diff: { '1': 1e-9, '2': 0.25 },
          },
        },
      },
    },
  };
}

function culprit(change: (file: ReturnType<typeof smallFile>) => void): string {
  const file = smallFile();
  change(file);
  try {
    readLoptFile(file);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).field;
  }
  throw new Error('the changed file was read without an error');
}

describe('A golden file of optimizers', () => {
  test('is flattened in the order of its names, scalars included', () => {
    const [task] = readLoptFile(smallFile()).tasks;
    expect(task.layout.segments.map(({ name, shape, module }) => ({ name, shape, module }))).toEqual([
      { name: 'w', shape: [1, 2], module: 'w+s' },
      { name: 's', shape: [], module: 'w+s' },
    ]);
    expect(task.start).toEqual(Float64Array.of(1, 2, 3));
    expect(task.problem).toEqual({
      kind: 'quadratic',
      a: Float64Array.of(1, 2, 3),
      c: Float64Array.of(0, 0, 0),
    });
  });

  test('allows ten times its own float32 error, and never less than 1e-6', () => {
    const [run] = readLoptFile(smallFile()).tasks[0].runs;
    expect(run.name).toBe('bowl/adam');
    expect(run.params.map(({ step, tolerance }) => [step, tolerance])).toEqual([
      [1, 1e-6],
      [2, 2.5],
    ]);
    expect(run.params[0].values).toEqual(Float64Array.of(0.9, 1.9, 2.9));
  });

  test('is refused by naming what does not fit', () => {
    expect(culprit((file) => (file.kind = 'silver'))).toBe('format');
    expect(culprit((file) => file.tasks.bowl.names.push('missing'))).toBe('tasks.bowl.start.missing');
    expect(culprit((file) => (file.tasks.bowl.start.w = [[1, 2, 3]]))).toBe('tasks.bowl.data.a.w');
    expect(culprit((file) => (file.tasks.bowl.data = { z: 1 }))).toBe('tasks.bowl.data');
    expect(culprit((file) => (file.tasks.bowl.data = { x: [[1, 2]], y: [[1]] }))).toBe('tasks.bowl.data');
    expect(culprit((file) => Object.assign(file.tasks.bowl, { layers: 'all' }))).toBe('tasks.bowl.layers');
    expect(culprit((file) => (file.tasks.bowl.steps = 0))).toBe('tasks.bowl.steps');
    expect(culprit((file) => (file.tasks.bowl.steps = 1))).toBe('bowl/adam: params');
    expect(culprit((file) => file.tasks.bowl.runs.adam.loss.pop())).toBe('bowl/adam: loss');
    expect(culprit((file) => (file.tasks.bowl.runs.adam.spec = {}))).toBe('bowl/adam: spec.optimizer');
    expect(culprit((file) => (file.tasks.bowl.runs.adam.params.two = {}))).toBe('bowl/adam: params["two"]');
  });

  test('as shipped holds four tasks: quadratics, a network and the pathological function', () => {
    const { tasks } = readLoptFile(shipped);
    expect(tasks.map(({ name, problem }) => [name, problem.kind])).toEqual([
      ['quadratic', 'quadratic'],
      ['mlp', 'mlp'],
      ['pathological', 'pathological'],
      ['shapes', 'quadratic'],
    ]);
    expect(tasks[1].problem).toMatchObject({ sizes: [3, 8, 2] });
    expect(tasks[3].layout.segments.map(({ shape }) => shape)).toContainEqual([3, 3, 2, 4]);
  });
});
