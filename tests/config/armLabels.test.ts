import { expect, test } from 'vitest';
import { armLabels } from '../../src/config/armLabels';
import { readExperiment } from '../../src/config/experiment';
import { presets } from '../../src/config/presets';
import type { ArmConfig } from '../../src/config/types';

const hub = (options: object, label = '') => ({
  label,
  optimizer: {
    id: 'hub',
    options,
    parts: { designed: { id: 'adam' }, learned: { id: 'celo', checkpoint: 'mlp' } },
  },
});

/** Labels of arms as an experiment of them has them. */
function labels(arms: readonly object[]): string[] {
  const experiment = readExperiment({
    task: { id: 'pathological' },
    arms: arms.map((arm, i) => ({ id: `a${i}`, ...arm })),
  });
  return [...armLabels(experiment.arms as ArmConfig[]).values()];
}

test('arms that look alike are told apart by what they differ in', () => {
  expect(labels([hub({}), hub({ invert: true }), hub({ upper: 0.7, lower: 0.3 })])).toEqual([
    'HUB (not inverted, A 1)',
    'HUB (inverted)',
    'HUB (A 0.7, B 0.3)',
  ]);
  expect(
    labels([
      { optimizer: { id: 'adam', options: { learningRate: 0.01 } } },
      { optimizer: { id: 'adam', options: { learningRate: 0.1 } }, clipNorm: 1 },
      { optimizer: { id: 'sgd' } },
    ]),
  ).toEqual(['Adam (lr 0.01)', 'Adam (lr 0.1, clipped 1)', 'SGD']);
});

test('one option in which they differ is told of all of them, several where they are not as declared', () => {
  const rate = (learningRate: number) => ({ optimizer: { id: 'adam', options: { learningRate } } });
  expect(labels([rate(0.001), rate(0.01)])).toEqual(['Adam (lr 0.001)', 'Adam (lr 0.01)']);
  expect(
    labels([hub({}), hub({ weighting: 'manual' }), hub({ invert: true }), hub({ invert: true, upper: 0.3 })]),
  ).toEqual([
    'HUB (softmax of |g|, not inverted)',
    'HUB (constant share)',
    'HUB (inverted)',
    'HUB (inverted, A 0.3)',
  ]);
});

test('a flag that one of two has is told of both', () => {
  expect(labels([hub({}), hub({ invert: true })])).toEqual(['HUB (not inverted)', 'HUB (inverted)']);
  expect(labels([hub({}), hub({ skipNonFinite: false, upper: 0.7 })])[1]).toMatch(/^HUB \(.* off/);
});

test('what comes with another setting is not told beside it', () => {
  const sgd = (momentum: number) => ({ optimizer: { id: 'sgd', options: { momentum } } });
  expect(labels([sgd(0.9), sgd(0)])).toEqual(['SGD (momentum 0.9)', 'SGD (momentum 0)']);
});

test('optimizers of presets go by what they are, so that no name outlives an edit', () => {
  const named = presets.flatMap(({ experiment }) => experiment.arms.filter(({ label }) => label !== ''));
  expect(named).toEqual([]);
});

test('arms of another kind that go by the name of one are told apart by what they are', () => {
  const named = (id: string, options = {}) => ({ label: 'mine', optimizer: { id, options } });
  expect(labels([named('adam'), named('sgd')])).toEqual(['mine (Adam)', 'mine (SGD)']);
  expect(labels([named('adam'), named('sgd'), named('sgd', { learningRate: 1 })])).toEqual([
    'mine (Adam)',
    'mine (SGD, lr 0.01)',
    'mine (SGD, lr 1)',
  ]);
});

test('equal arms are numbered, and a label that is one arm’s alone stays as it is', () => {
  expect(labels([{ optimizer: { id: 'adam' } }, { optimizer: { id: 'adam' } }])).toEqual([
    'Adam',
    'Adam (2)',
  ]);
  expect(labels([hub({ invert: true }), hub({}, 'mine'), { optimizer: { id: 'adam' } }])).toEqual([
    'HUB · Adam + mlp',
    'mine',
    'Adam',
  ]);
  // A name that another arm's label already is.
  expect(labels([{ optimizer: { id: 'sgd' } }, { optimizer: { id: 'adam' }, label: 'SGD' }])).toHaveLength(2);
});
