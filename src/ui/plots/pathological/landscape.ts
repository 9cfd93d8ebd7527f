/** The pathological function along one direction, as points worth drawing. */
import { pathologicalLoss, pathologicalSlope } from '../../../tasks/pathological';

export interface LandscapeCurve {
  /** s = |x|_1, ascending, and f(s); the waves are resolved from `resolved` on. */
  readonly s: readonly number[];
  readonly f: readonly number[];
  readonly resolved: number;
  /** Both envelopes, over the whole range: every wave lies between them. */
  readonly envelope: {
    readonly s: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
  };
}

/** Waves drawn at most; 1/s grows by 2 pi from one to the next, so nearer the origin they cannot be told apart. */
const WAVES = 12;
const PER_WAVE = 60;
const ENVELOPE_POINTS = 80;

/** The curve for s in [min, max], 0 < min < max. */
export function landscape(min: number, max: number, lambda: number): LandscapeCurve {
  const densest = 1 / max + WAVES * 2 * Math.PI;
  const resolved = Math.max(min, 1 / densest);
  // Even steps in 1/s follow the waves; even steps in log s the slope beyond them.
  const waves = Array.from({ length: WAVES * PER_WAVE + 1 }, (_, i) => {
    const u = 1 / resolved + ((1 / max - 1 / resolved) * i) / (WAVES * PER_WAVE);
    return 1 / u;
  });
  const smooth = logSpace(resolved, max, ENVELOPE_POINTS);
  const s = [...new Set([...waves, ...smooth])].sort((a, b) => a - b);
  const ends = logSpace(min, max, ENVELOPE_POINTS);
  return {
    s,
    f: s.map((value) => pathologicalLoss(value, lambda)),
    resolved,
    envelope: {
      s: ends,
      low: ends.map((value) => lambda * value * value),
      high: ends.map((value) => value * (2 + lambda * value)),
    },
  };
}

/** `count` values from `min` to `max`, evenly spaced in the logarithm. */
function logSpace(min: number, max: number, count: number): number[] {
  const [a, b] = [Math.log(min), Math.log(max)];
  return Array.from({ length: count }, (_, i) => Math.exp(a + ((b - a) * i) / (count - 1)));
}

/** A distance from the origin where equation 6 says what becomes of the slope. */
export interface SlopePoint {
  readonly k: number;
  readonly s: number;
  readonly loss: number;
  readonly slope: number;
}

/**
 * The points of equation 6 (arXiv:2305.16823) with `least` <= s <= `most`, outermost first, at most one per wave drawn:
 * the slope explodes, to 1 + 2 lambda s + 1/s, where sin(1/s) = 1, at s = 1/(2 k pi + pi/2); it vanishes, to 2 lambda s,
 * where cos(1/s) = -1, at s = 1/((2 k + 1) pi), the bottom of a trough.
 */
export function slopePoints(
  least: number,
  most: number,
  lambda: number,
): { readonly exploding: readonly SlopePoint[]; readonly vanishing: readonly SlopePoint[] } {
  const points = (phase: number) =>
    Array.from({ length: WAVES }, (_, k): SlopePoint => {
      const s = 1 / ((2 * k + phase) * Math.PI);
      return { k, s, loss: pathologicalLoss(s, lambda), slope: pathologicalSlope(s, lambda) };
    }).filter(({ s }) => s >= least && s <= most);
  return { exploding: points(0.5), vanishing: points(1) };
}
