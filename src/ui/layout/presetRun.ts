/** How the run shown compares with what a preset asks: from the curves, never from what was expected. */
import type { Experiment } from '../../config/types';
import type { ArmCurve } from '../../store/curves';
import { texts } from '../../texts/page';
import { formatCount, formatValue } from '../format';

interface ToldArm {
  readonly label: string;
  readonly curve: ArmCurve | undefined;
}

/** Who has reached the target, and at which step; null before anything trained. */
export function targetSentence(
  arms: readonly ToldArm[],
  { target, steps }: Pick<Experiment, 'target' | 'steps'>,
): string | null {
  const begun = arms.flatMap(({ label, curve }) =>
    curve && curve.length > 0 ? [{ label, curve, step: curve.stepsToTarget(target) }] : [],
  );
  if (begun.length === 0) return null;
  const reached = begun
    .filter(({ step }) => Number.isFinite(step))
    .sort((a, b) => a.step - b.step)
    .map(({ label, step }) => texts.presets.reached(label, formatCount(step)));
  const missing = begun.filter(({ step }) => !Number.isFinite(step));
  const ended = missing.every(({ curve }) => curve.ended(steps));
  const left = missing.map(({ label }) => label);
  return texts.presets.target(formatValue(target), reached, left, { ended, seeds: begun[0].curve.seeds });
}
