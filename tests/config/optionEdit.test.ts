import { afterEach, describe, expect, test, vi } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { changedOptions, checkEdit } from '../../src/config/optionEdit';
import { findMethod, type Method } from '../../src/methods';

const experiment = readExperiment({
  task: { id: 'pathological' },
  arms: [
    {
      id: 'a',
      optimizer: {
        id: 'hub',
        options: { upper: 0.8, lower: 0.2 },
        parts: { designed: { id: 'adam' }, learned: { id: 'celo', checkpoint: 'c' } },
      },
    },
    { id: 'b', optimizer: { id: 'sgd' } },
  ],
  interventions: [{ step: 5, armId: 'a', path: 'lower', value: 0.6 }],
});

afterEach(() => void vi.restoreAllMocks());

describe('An edit', () => {
  test('leads to the experiment with that value, and tells what it replaces', () => {
    const edit = { armId: 'a', path: 'parts.designed.learningRate', value: 0.5 };
    const { experiment: next, change } = checkEdit(experiment, edit);
    expect(change).toMatchObject({ ...edit, from: 0.001 });
    expect(change.spec.label).toBe('Learning rate');
    expect(next.arms[0].optimizer.parts!.designed.options.learningRate).toBe(0.5);
    expect(next.arms[1]).toBe(experiment.arms[1]);
    expect(changedOptions(experiment, next)).toEqual([change]);
    expect(readExperiment(next)).toEqual(next);
  });

  test('is checked once, whatever the number of arms, and once more after every planned change of its arm', () => {
    const check = vi.spyOn(findMethod('hub') as Required<Method>, 'check');
    checkEdit(experiment, { armId: 'a', path: 'upper', value: 0.9 });
    expect(check).toHaveBeenCalledTimes(2);
    check.mockClear();
    checkEdit(experiment, { armId: 'b', path: 'clipNorm', value: 1 });
    expect(check).not.toHaveBeenCalled();
  });

  test.each([
    ['an arm that is not there', { armId: 'z', path: 'learningRate', value: 1 }, /no arm "z"/],
    ['an option that is not there', { armId: 'b', path: 'beta1', value: 1 }, /no option "beta1"/],
    ['a prototype’s name', { armId: 'b', path: '__proto__', value: 1 }, /no option/],
    ['a value out of bounds', { armId: 'b', path: 'learningRate', value: -1 }, /learningRate/],
    ['a value of another kind', { armId: 'a', path: 'invert', value: 3 }, /invert/],
    ['bounds that cross', { armId: 'a', path: 'lower', value: 0.9 }, /must not exceed/],
    [
      'bounds that a planned change would cross',
      { armId: 'a', path: 'upper', value: 0.5 },
      /B = 0.6 and A = 0.5/,
    ],
  ])('of %s is refused', (_, edit, message) => {
    expect(() => checkEdit(experiment, edit)).toThrow(message);
  });
});
