import { describe, expect, test } from 'vitest';
import type { ArmConfig } from '../../src/config/types';
import { paramLayout } from '../../src/core/paramLayout';
import { parameterAnatomy, placeOf } from '../../src/engine/anatomy';
import type { LaneTerms } from '../../src/engine/executor';
import { MIX_TERMS, type MixTerm } from '../../src/optimizers/hub/terms';
import { hubConfig } from '../optimizers/learnedCases';

const layout = paramLayout([
  { name: 'w', shape: [2, 3], module: 'first' },
  { name: 'v', shape: [4], module: 'second' },
  { name: 'b', shape: [3], module: 'first' },
]);

/** Number i of quantity q is 100 q + i. */
const vector = (quantity: number) => Float32Array.from({ length: layout.size }, (_, i) => 100 * quantity + i);
const kept: LaneTerms = {
  step: 7,
  terms: Object.fromEntries(MIX_TERMS.map((name, q) => [name, vector(q)])) as Record<MixTerm, Float32Array>,
  update: vector(6),
  before: vector(7),
  after: vector(8),
  moments: { mu: vector(9) },
};
const armOf = (layer: 'tensor' | 'module') =>
  ({
    optimizer: hubConfig({ id: 'adam', options: {} }, { id: 'celo', options: {} }, { layer }),
  }) as ArmConfig;
const target = (layer: number, index: number | null) => ({ armId: 'a', seed: 1, layer, index });

describe('the anatomy of a weight', () => {
  test('takes every number from the same entry of its vector', () => {
    expect(parameterAnatomy(target(1, 2), armOf('tensor'), layout, kept)).toMatchObject({
      armId: 'a',
      seed: 1,
      step: 7,
      tensor: 'v',
      place: [2],
      shape: [4],
      gradient: 8,
      rawSigma: 108,
      sigma: 208,
      share: 308,
      hand: 408,
      learned: 508,
      update: 608,
      before: 708,
      after: 808,
      moments: { mu: 908 },
      layerGradients: Float32Array.of(6, 7, 8, 9),
      layerSigma: Float32Array.of(206, 207, 208, 209),
    });
  });

  test('counts through the tensors of a module', () => {
    const found = parameterAnatomy(target(0, 7), armOf('module'), layout, kept)!;
    expect(found).toMatchObject({ tensor: 'b', place: [1], shape: [9], gradient: 11, index: 7 });
    expect([...found.layerGradients]).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12]);
  });

  test('begins with the largest gradient of the layer, and stays within it', () => {
    const grads = Float32Array.from(kept.terms.grads);
    grads[4] = -1000;
    const steep = { ...kept, terms: { ...kept.terms, grads } };
    expect(parameterAnatomy(target(0, null), armOf('tensor'), layout, steep)).toMatchObject({
      index: 4,
      place: [1, 1],
    });
    expect(parameterAnatomy(target(0, 99), armOf('tensor'), layout, steep)!.index).toBe(5);
    expect(parameterAnatomy(target(3, 0), armOf('tensor'), layout, steep)).toBeNull();
  });

  test('names places row by row', () => {
    expect(placeOf(23, [2, 3, 4])).toEqual([1, 2, 3]);
    expect(placeOf(0, [])).toEqual([]);
  });
});
