import { expect, test } from 'vitest';
import { shortNames } from '../../src/store/shortNames';

test('names of tensors leave out type and number of their layer where they stay apart', () => {
  expect(shortNames(['0.neuralOde/w1', '0.neuralOde/w2'])).toEqual(['w1', 'w2']);
  expect(shortNames(['0.dense/w', '2.dense/w'])).toEqual(['0/w', '2/w']);
  expect(shortNames(['w', 'b'])).toEqual(['w', 'b']);
  expect(shortNames(['a.x/y/w', 'a.z/y/w'])).toEqual(['a.x/y/w', 'a.z/y/w']);
});
