import type { ArmCurve } from './curves';

/** How far an arm is behind the others. */
export interface Lag {
  /** Steps it has done; null before its first. */
  readonly step: number | null;
  /** Steps of the arm that is furthest. */
  readonly of: number;
}

/** Null where the arm is level with the others, has diverged, or none has begun. */
export function lagOf(curves: ReadonlyMap<string, ArmCurve>, armId: string): Lag | null {
  const of = Math.max(0, ...[...curves.values()].map(({ length }) => length - 1));
  const curve = curves.get(armId);
  if (of === 0) return null;
  if (!curve || curve.length === 0) return { step: null, of };
  const over = curve.length - 1 >= of || curve.divergedCount === curve.seeds;
  return over ? null : { step: curve.length - 1, of };
}
