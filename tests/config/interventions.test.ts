import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { armAt, MAX_INTERVENTIONS, withoutStaleInterventions } from '../../src/config/interventions';
import { ConfigError } from '../../src/core/errors';

const base = {
  task: { id: 'pathological' },
  arms: [
    { id: 'b', optimizer: { id: 'adam' } },
    {
      id: 'a',
      optimizer: {
        id: 'hub',
        parts: { designed: { id: 'sgd' }, learned: { id: 'celo', checkpoint: 'celo' } },
      },
    },
  ],
};
const change = (step: number, armId: string, path: string, value: unknown) => ({ step, armId, path, value });
const read = (...interventions: unknown[]) => readExperiment({ ...base, interventions });

test('they come into one order: by step, then arm, then path; of two at one place the last stays', () => {
  const { interventions } = read(
    change(9, 'a', 'upper', 0.5),
    change(2, 'a', 'parts.designed.momentum', 0.5),
    change(2, 'b', 'learningRate', 0.1),
    change(2, 'b', 'beta1', 0.5),
    change(2, 'b', 'learningRate', 0.2),
  );
  expect(interventions?.map(({ step, armId, path, value }) => [step, armId, path, value])).toEqual([
    [2, 'b', 'beta1', 0.5],
    [2, 'b', 'learningRate', 0.2],
    [2, 'a', 'parts.designed.momentum', 0.5],
    [9, 'a', 'upper', 0.5],
  ]);
  expect('interventions' in read()).toBe(false);
});

test('an arm’s options at a step are its own with every change up to and including that step', () => {
  const { arms, interventions } = read(
    change(3, 'a', 'parts.designed.learningRate', 0.5),
    change(5, 'a', 'clipNorm', 1),
  );
  const rates = [2, 3, 5].map((step) => {
    const { optimizer, clipNorm } = armAt(arms[1], interventions!, step);
    return [optimizer.parts!.designed.options.learningRate, clipNorm];
  });
  expect(rates).toEqual([
    [0.01, 0],
    [0.5, 0],
    [0.5, 1],
  ]);
  expect(armAt(arms[0], interventions!, 9)).toBe(arms[0]);
});

describe('Refused, by field, is', () => {
  test.each([
    ['a step 0, which is the start', change(0, 'a', 'upper', 0.5), 'step'],
    ['half a step', change(1.5, 'a', 'upper', 0.5), 'step'],
    ['a step beyond all runs', change(1e9, 'a', 'upper', 0.5), 'step'],
    ['an unknown arm', change(1, '__proto__', 'upper', 0.5), 'armId'],
    ['an option of another optimizer', change(1, 'b', 'upper', 0.5), 'path'],
    ['an option of an object’s inheritance', change(1, 'b', 'constructor', 0.5), 'path'],
    ['a part there is not', change(1, 'a', 'parts.__proto__.learningRate', 0.5), 'path'],
    ['a path that is no text', change(1, 'a', 7 as never, 0.5), 'path'],
    ['a value out of range', change(1, 'a', 'upper', 1.5), 'value'],
    ['a value of another kind', change(1, 'a', 'invert', 1), 'value'],
  ])('%s', (_, bad, field) => {
    expect(() => read(change(1, 'a', 'lower', 0), bad)).toThrow(ConfigError);
    expect(() => read(change(1, 'a', 'lower', 0), bad)).toThrow(
      new RegExp(`^interventions\\[1\\]\\.${field} must`),
    );
  });

  test('more than there may be, or no list', () => {
    const many = Array.from({ length: MAX_INTERVENTIONS + 1 }, (_, i) => change(i + 1, 'b', 'beta1', 0.5));
    expect(() => read(...many)).toThrow(/at most 200/);
    expect(read(...many.slice(1)).interventions).toHaveLength(MAX_INTERVENTIONS);
    expect(() => readExperiment({ ...base, interventions: { length: 1 } })).toThrow(/must be a list/);
    expect(() => read(null)).toThrow(/must be an object/);
  });

  test('bounds that cross after a step, though not within it', () => {
    expect(() => read(change(4, 'a', 'upper', 0.2), change(6, 'a', 'lower', 0.5))).toThrow(ConfigError);
    expect(() => read(change(4, 'a', 'upper', 0.2), change(4, 'a', 'lower', 0.1))).not.toThrow();
    // Each alone would cross the other's old value.
    const moved = read(
      change(4, 'a', 'lower', 0.6),
      change(8, 'a', 'lower', 0.1),
      change(8, 'a', 'upper', 0.2),
    );
    expect(moved.interventions).toHaveLength(3);
  });
});

test('an edit takes interventions along that its arms still have a place for', () => {
  const experiment = read(change(1, 'b', 'beta1', 0.5), change(2, 'a', 'parts.designed.momentum', 0.5));
  expect(withoutStaleInterventions(experiment)).toBe(experiment);
  const one = withoutStaleInterventions({ ...experiment, arms: [experiment.arms[0]] });
  expect(one.interventions).toEqual([change(1, 'b', 'beta1', 0.5)]);
  const other = { ...experiment.arms[0], optimizer: { id: 'sgd', options: {} } };
  expect('interventions' in withoutStaleInterventions({ ...experiment, arms: [other] })).toBe(false);
});
