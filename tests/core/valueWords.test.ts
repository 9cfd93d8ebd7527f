import { expect, test } from 'vitest';
import { lowerFirst } from '../../src/core/valueWords';

test('names keep their capitals in the middle of a sentence, other words do not', () => {
  expect(['Learning rate', 'Shifted and turned', 'Seeds'].map(lowerFirst)).toEqual([
    'learning rate',
    'shifted and turned',
    'seeds',
  ]);
  const names = ['CutMix', 'ViT', 'ResNet', 'SGD', 'τ', '7 × 7'];
  expect(names.map(lowerFirst)).toEqual(names);
});
