/** Layers that do not fit say which, where and why. */
import { expect, test } from 'vitest';
import { gradient } from '../../src/network/gradient';
import { given, matmul, type Node, type Shape } from '../../src/network/graph';
import { type LayerSpec, network } from '../../src/network/layers';
import { Model } from '../../src/network/layers/model';
import { loss } from '../../src/network/loss';
import { evaluate } from '../../src/network/reference';

const build = (shape: Shape, ...layers: readonly LayerSpec[]) =>
  network(layers, given('input', shape), new Model());

test.each<[string, Shape, readonly LayerSpec[], RegExp]>([
  [
    'a kernel wider than the picture',
    [2, 4, 4, 1],
    [{ type: 'conv2d', filters: 2, kernel: 5, padding: 'valid' }],
    /layer 0\.conv2d does not fit: a kernel of 5 x 5 does not fit into 2 x 4 x 4 x 1/,
  ],
  [
    'pictures wanted',
    [2, 4],
    [
      { type: 'dense', units: 3 },
      { type: 'conv2d', filters: 2, kernel: 3 },
    ],
    /layer 1\.conv2d does not fit: it wants pictures, and gets 2 x 3/,
  ],
  [
    'heads',
    [1, 3, 6],
    [{ type: 'attention', heads: 4 }],
    /layer 0\.attention does not fit: a width of 6 is not 4 heads/,
  ],
  [
    'groups',
    [1, 3, 3, 4],
    [{ type: 'groupNorm', groups: 3 }],
    /layer 0\.groupNorm does not fit: 4 channels are not 3 groups/,
  ],
  [
    'a window',
    [1, 3, 3, 1],
    [{ type: 'maxPool', size: 4 }],
    /layer 0\.maxPool does not fit: windows of 4 x 4/,
  ],
  [
    'a sum',
    [2, 5],
    [{ type: 'residual', layers: [{ type: 'dense', units: 4 }] }],
    /layer 0\.residual does not fit: 2 x 4 cannot be added to 2 x 5/,
  ],
  [
    'inside another',
    [2, 5],
    [{ type: 'residual', layers: [{ type: 'tanh' }, { type: 'lastStep' }] }],
    /layer 0\.residual\/1\.lastStep does not fit/,
  ],
  [
    'a token',
    [2, 3, 4],
    [{ type: 'takeToken', index: 3 }],
    /layer 0\.takeToken does not fit: axis 1 of 2 x 3 x 4 has no entries 3 to 3/,
  ],
])('%s', (_, shape, layers, expected) => {
  expect(() => build(shape, ...layers)).toThrow(expected);
});

test('targets of another shape, products that are none, and tensors that are not given', () => {
  const [a, b] = [given('a', [2, 3]), given('b', [2, 4])];
  expect(() => loss({ type: 'meanSquaredError' }, a, b)).toThrow(
    'an output of 2 x 3 cannot meet targets of 2 x 4',
  );
  expect(() => matmul(a, b)).toThrow('2 x 3 times 2 x 4 is no product of matrices');
  expect(() => evaluate([a], new Map())).toThrow('no values are given for "a"');
});

test('what a loss does not depend on has a gradient of zeros', () => {
  const [a, b] = [given('a', [2]), given('b', [3])];
  const value = loss({ type: 'meanSquaredError' }, a, given('target', [2]));
  const known = new Map<Node, Float64Array>();
  expect([...evaluate(gradient(value, [b]), known)[0]]).toEqual([0, 0, 0]);
});
