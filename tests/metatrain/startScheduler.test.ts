import { describe, expect, test } from 'vitest';
import { thetaLayout } from '../../src/checkpoints/theta';
import { prngKey } from '../../src/core/prng';
import { decayingScale, startScheduler } from '../../src/metatrain/startScheduler';

const HIDDEN = 16;
const POWER = 0.3;
const weights = startScheduler(HIDDEN, POWER, prngKey(1));

const BENDS = [0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** S over a run with loss inputs of 0, by the whole LSTM of Celo. */
function scales(theta: Float32Array, hidden: number, length: number): number[] {
  const { segments } = thetaLayout({ architecture: 'celo', hidden, banks: 1 });
  const tensor = (name: string) => {
    const { offset, size } = segments.find((segment) => segment.name === name)!;
    return theta.subarray(offset, offset + size);
  };
  const affine = (name: string, inputs: readonly number[], outputs: number) =>
    Array.from({ length: outputs }, (_, j) =>
      inputs.reduce((sum, x, k) => sum + x * tensor(`${name}/w`)[k * outputs + j], tensor(`${name}/b`)[j]),
    );
  let state = [...tensor('init/hidden')];
  let cell = [...tensor('init/cell')];
  return Array.from({ length }, (_, step) => {
    const inputs = Array.from({ length: 18 }, (_, k) =>
      k < 9 ? Math.tanh(10 * (step / length - BENDS[k])) : 0,
    );
    const top = affine('max', inputs, hidden);
    const y = affine('input', inputs, hidden).map((sum, h) => sum + Math.max(top[h], 0));
    const gates = affine('lstm', [...y, ...state], 4 * hidden);
    const gate = (index: number, h: number) => gates[index * hidden + h];
    cell = cell.map((old, h) => sigmoid(gate(2, h) + 1) * old + sigmoid(gate(0, h)) * Math.tanh(gate(1, h)));
    state = cell.map((value, h) => sigmoid(gate(3, h)) * Math.tanh(value));
    return 0.1 * Math.exp(affine('scale', state, 1)[0]);
  });
}

test('The decaying scale rises for a few steps, then falls to a hundredth of a power of the length', () => {
  expect(decayingScale(0, 100, 0)).toBeCloseTo(1 / 6, 12);
  // Half way of 40 steps: 21/26 (0.01 + 0.99 / 2) (1 + 20 / 20)^-0.75.
  expect(decayingScale(20, 40, 0)).toBeCloseTo((21 / 26) * 0.505 * 2 ** -0.75, 12);
  expect(decayingScale(2000, 2000, 0)).toBeCloseTo((2001 / 2006) * 0.01 * 101 ** -0.75, 12);
});

test('With a power of the length, short runs have larger steps', () => {
  expect(decayingScale(7, 500, 0.3)).toBe(decayingScale(7, 500, 0));
  expect(decayingScale(7, 100, 0.5) / decayingScale(7, 100, 0)).toBeCloseTo(Math.sqrt(5), 12);
});

describe('The first scheduler', () => {
  test('has the weights of its size, and is drawn by key', () => {
    expect(weights).toHaveLength(thetaLayout({ architecture: 'celo', hidden: HIDDEN, banks: 1 }).size - 159);
    expect(startScheduler(HIDDEN, POWER, prngKey(1))).toEqual(weights);
    expect(startScheduler(HIDDEN, POWER, prngKey(2))).not.toEqual(weights);
  });

  test.each([100, 300, 2000])('follows the decaying scale over %i steps', (length) => {
    const errors = scales(weights, HIDDEN, length).map((scale, step) =>
      Math.log(scale / decayingScale(step, length, POWER)),
    );
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / length);
    // 300 is a length it was not fitted to. The best constant misses by more than 1.
    expect(rms).toBeLessThan(0.35);
  });

  test('takes no notice of the loss yet', () => {
    const { segments } = thetaLayout({ architecture: 'celo', hidden: HIDDEN, banks: 1 });
    for (const name of ['max/w', 'input/w']) {
      const { offset } = segments.find((segment) => segment.name === name)!;
      const rows = weights.subarray(offset, offset + 18 * HIDDEN);
      expect(rows.subarray(0, 9 * HIDDEN).every((weight) => weight !== 0)).toBe(true);
      expect(rows.subarray(9 * HIDDEN).every((weight) => weight === 0)).toBe(true);
    }
  });

  test('may have a single unit', () => {
    expect(scales(startScheduler(1, POWER, prngKey(3)), 1, 100).every(Number.isFinite)).toBe(true);
  });
});
