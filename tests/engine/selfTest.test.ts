import { expect, test } from 'vitest';
import { readOptions } from '../../src/core/option';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { project, selfTests } from '../../src/engine/selfTest';
import { findTask, tasks } from '../../src/tasks';

test('every task has a self-test', () => {
  expect(Object.keys(selfTests).sort()).toEqual(tasks.map((task) => task.id).sort());
});

test.each(Object.entries(selfTests))(
  'the constants of %s follow from its double-precision loss',
  (id, { options, loss, projection }) => {
    const task = findTask(id).create(readOptions(findTask(id).options, options, 'options'));
    const params = Float64Array.from(task.init(foldIn(prngKey(1), Purpose.init)));
    const batchKey = foldIn(foldIn(prngKey(1), Purpose.batch), 0);
    const h = 1e-5;
    const slopes = params.map((value, i) => {
      const at = (moved: number) => task.referenceLoss(params.with(i, moved), batchKey);
      return (at(value + h) - at(value - h)) / (2 * h);
    });
    expect(task.referenceLoss(params, batchKey)).toBeCloseTo(loss, 6);
    // Central differences err by h^2 times a third derivative.
    expect(Math.abs(project(slopes) - projection)).toBeLessThan(1e-4 * Math.max(1e-3, Math.abs(projection)));
  },
);
