import { expect, test } from 'vitest';
import { ArmCurve } from '../../src/store/curves';
import { lagOf } from '../../src/store/lag';

function curveOf(losses: readonly number[]): ArmCurve {
  const curve = new ArmCurve(1);
  if (losses.length > 0)
    curve.append(0, losses.length, { armId: '', loss: Float32Array.from(losses) }, losses.length);
  return curve;
}

test('an arm that joined later says how far behind it is', () => {
  const curves = new Map([
    ['adam', curveOf([3, 2, 1, 0.5])],
    ['celo', curveOf([3, 2])],
    ['lost', curveOf([3, Number.NaN])],
  ]);
  expect(lagOf(curves, 'adam')).toBeNull();
  expect(lagOf(curves, 'celo')).toEqual({ step: 1, of: 3 });
  expect(lagOf(curves, 'hub')).toEqual({ step: null, of: 3 });
  expect(lagOf(curves, 'lost')).toBeNull();
  expect(lagOf(new Map([['adam', curveOf([])]]), 'celo')).toBeNull();
});
