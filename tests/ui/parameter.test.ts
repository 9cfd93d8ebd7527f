import { describe, expect, it } from 'vitest';
import type { ParameterAnatomy } from '../../src/engine/types';
import {
  anatomyRows,
  mixOf,
  momentSymbol,
  neighbour,
  pictureColumns,
  reachOf,
  steepestWithin,
  weightName,
} from '../../src/ui/hub/parameter';

const f = Math.fround;

function anatomy(part: Partial<ParameterAnatomy> = {}): ParameterAnatomy {
  const [sigma, hand, learned, before] = [f(0.25), f(-0.5), f(0.125), f(2)];
  const update = f(sigma * hand + f(1 - sigma) * learned);
  return {
    armId: 'a',
    seed: 0,
    layer: 0,
    step: 3,
    index: 1,
    tensor: 'w',
    place: [0, 1],
    shape: [2, 2],
    gradient: 0.3,
    rawSigma: sigma,
    sigma,
    share: sigma,
    hand,
    learned,
    update,
    before,
    after: f(before + update),
    moments: { mu: 0.1, nu: 0.01 },
    layerGradients: Float32Array.of(0.1, 0.3, -0.9, 0),
    layerSigma: Float32Array.of(0.2, 0.25, 0.45, 0.1),
    ...part,
  };
}

describe('the picture of a layer', () => {
  it('has the columns of a matrix, and wraps strips and vectors', () => {
    expect(pictureColumns([8, 8])).toBe(8);
    expect(pictureColumns([20, 30])).toBe(30);
    expect(pictureColumns([12])).toBe(12);
    expect(pictureColumns([1000])).toBe(55);
    expect(pictureColumns([64, 1])).toBe(14);
    expect(pictureColumns([])).toBe(1);
  });

  it('goes from weight to weight by keys and stays in the layer', () => {
    expect(neighbour('ArrowRight', 3, 8, 64)).toBe(4);
    expect(neighbour('ArrowDown', 3, 8, 64)).toBe(11);
    expect(neighbour('ArrowUp', 3, 8, 64)).toBe(0);
    expect(neighbour('End', 3, 8, 64)).toBe(63);
    expect(neighbour('Home', 3, 8, 64)).toBe(0);
    expect(neighbour('a', 3, 8, 64)).toBeNull();
  });
});

describe('the numbers of a weight', () => {
  it('say which proposal σ weighs, by what was taken and not by what is set now', () => {
    expect(mixOf(anatomy())).toEqual({ inverted: false, learnedShare: 0.75, leftOut: null, bounded: false });
    const inverted = anatomy({ share: f(0.75) });
    expect(mixOf(inverted)).toMatchObject({ inverted: true, learnedShare: 0.25 });
  });

  it('say when a proposal was left out and when a bound held the weight', () => {
    const one = anatomy({ learned: Number.NaN, share: 1 });
    expect(mixOf(one)).toMatchObject({ leftOut: 'learned', learnedShare: 0 });
    expect(mixOf(anatomy({ hand: Number.POSITIVE_INFINITY, share: 0 }))).toMatchObject({
      leftOut: 'hand',
      learnedShare: 1,
    });
    expect(mixOf(anatomy({ after: 0 })).bounded).toBe(true);
  });

  it('name the weight and the state of each optimizer as its formula does', () => {
    expect(weightName(anatomy())).toBe('w[0, 1]');
    expect(weightName({ tensor: 's', place: [] })).toBe('s');
    expect(['adam', 'adamax', 'sgd'].map((id) => momentSymbol(id, id === 'sgd' ? 'trace' : 'nu'))).toEqual([
      'v',
      'n',
      'b',
    ]);
  });

  it('are all in the table, to the last digit of float32', () => {
    const names = { hand: 'Adam', learned: 'Celo', handId: 'adam', manual: false };
    const rows = Object.fromEntries(anatomyRows(anatomy(), names));
    expect(rows['step U']).toBe('−0.03125');
    expect(rows['weight after']).toBe('1.96875');
    expect(rows['v of Adam, after the step']).toBe('0.01');
    expect(Object.keys(rows)).toHaveLength(11);
  });

  it('are drawn around zero, whatever they are', () => {
    expect(reachOf(2, 3)).toEqual([0, 3]);
    expect(reachOf(-2, Number.NaN, 1)).toEqual([-2, 1]);
    expect(reachOf(0, 0)).toEqual([-1, 1]);
  });

  it('lead from a bar of the distribution to the steepest weight in it', () => {
    expect(steepestWithin(anatomy(), 0.1, 0.316)).toBe(1);
    expect(steepestWithin(anatomy(), 0.316, 1)).toBe(2);
    expect(steepestWithin(anatomy(), 0, 0.01)).toBeNull();
    expect(steepestWithin(anatomy({ layerSigma: Float32Array.of(1, 0, 0, 0) }), 0.316, 1)).toBe(0);
  });
});
