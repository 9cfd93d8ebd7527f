/**
 * Every operation of the network floor: the gradient of its float64 form against central differences, at sizes around
 * those at which kernels are cut. One entry per operation; one without an entry fails the last test.
 */
import { describe, expect, test } from 'vitest';
import * as g from '../../src/network/graph';
import { operations } from '../../src/network/ops/table';
import { evaluate } from '../../src/network/reference';
import { drawn, slopeError } from '../network/centralDifferences';
import { examples, SIZES } from './opsExamples';

describe.each(Object.keys(examples))('%s', (name) => {
  test.each(SIZES)('has the gradient that central differences have at size %i', (n) => {
    for (const [index, { shapes, build }] of examples[name as keyof typeof examples](n).entries()) {
      const leaves = shapes.map((shape, i) => g.given(`${i}`, shape));
      const values = new Map(leaves.map((leaf, i) => [leaf, drawn(17 * n + i, g.sizeOf(leaf.shape))]));
      expect(slopeError(build(...leaves), leaves, values), `example ${index}`).toBeLessThan(1e-6);
    }
  });
});

test('every operation has examples', () => {
  expect(Object.keys(examples).sort()).toEqual([...Object.keys(operations), 'scan'].sort());
});

test('the largest of a tie has the gradient that comes first in row-major order', () => {
  const leaf = g.given('x', [1, 2, 2, 1]);
  const pooled = g.pool(leaf, 'max', { size: 2, stride: 1 });
  const back = g.unpool(leaf, g.full(pooled.shape, 1), { kind: 'max', size: 2, stride: 1 });
  expect([...evaluate([back], new Map([[leaf, Float64Array.of(1, 3, 3, 3)]]))[0]]).toEqual([0, 1, 0, 0]);
});
