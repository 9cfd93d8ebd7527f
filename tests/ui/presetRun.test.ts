import { expect, it } from 'vitest';
import { findPreset } from '../../src/config/presets';
import { ArmCurve } from '../../src/store/curves';
import { pathologicalLoss } from '../../src/tasks/pathological';
import { texts } from '../../src/texts/page';
import { targetSentence } from '../../src/ui/layout/presetRun';

function curveOf(...losses: readonly number[]): ArmCurve {
  const curve = new ArmCurve(1);
  if (losses.length > 0)
    curve.append(0, losses.length, { armId: 'a', loss: Float32Array.from(losses) }, losses.length);
  return curve;
}

it('a preset says how its question comes out here from the curves alone', () => {
  const run = { target: 1, steps: 2 };
  const say = (...arms: readonly (readonly [string, ArmCurve | undefined])[]) =>
    targetSentence(
      arms.map(([label, curve]) => ({ label, curve })),
      run,
    );
  expect(say(['Adam', undefined], ['SGD', curveOf()])).toBeNull();
  expect(say(['Adam', curveOf(8, 4)], ['SGD', curveOf(8, 7)])).toBe(
    'Here the target of 1 has not yet been reached.',
  );
  expect(say(['Adam', curveOf(8, 4, 2)])).toBe('Here the target of 1 has not been reached.');
  expect(say(['Adam', curveOf(8, 4, 1)], ['SGD', curveOf(8, 0.5)], ['HUB', curveOf(8, 7)])).toBe(
    'Here the target of 1 was reached by SGD at step 1, Adam at step 2; not yet by HUB.',
  );
  expect(say(['Adam', curveOf(8, Number.NaN)])).toBe('Here the target of 1 has not been reached.');
  // One of three got there, the median did not.
  const three = new ArmCurve(3);
  three.append(0, 3, { armId: 'a', loss: Float32Array.of(8, 8, 8, 4, 4, 0.5, 4, 4, 0.5) }, 3);
  expect(say(['Adam', three])).toBe(
    'Here, in the median over 3 seeds, the target of 1 has not been reached.',
  );
});

it('what presets say of outcomes is headed as what to expect', () => {
  expect(texts.presets.expect).toMatch(/expect/);
});

it('where a preset asks who gets past the first trough, the target lies below it', () => {
  for (const id of ['pathological-waves', 'pathological-plane']) {
    const { target, task } = findPreset(id).experiment;
    expect(target).toBeLessThan(pathologicalLoss(1 / Math.PI, Number(task.options.lambda)));
  }
});
