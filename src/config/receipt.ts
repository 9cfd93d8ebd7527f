/**
 * The receipt of a run: a digest of its curves small enough for a link, and the rule by which another run
 * is compared with it. Per arm, at steps spread evenly over log(step): median and quartiles over
 * seeds to 1/64 octave (1.1 %), and the number of diverged seeds.
 *
 * docs/links.md states the rule for readers.
 */
import type { MedianBand } from '../core/stats';
import { verdictTexts } from '../texts/links';

/** Steps at which a receipt looks, at most. */
export const RECEIPT_STEPS = 12;
/** Levels per octave. */
const LEVELS = 64;
/** The smallest magnitude that is not zero, 2^-150: below every float32. */
const SMALLEST_EXPONENT = -150;
/** Level of infinity: above 2^130, beyond float32. */
export const INFINITE_LEVEL = (130 - SMALLEST_EXPONENT) * LEVELS;

export interface Receipt {
  /** Version of the playground that ran. */
  readonly version: string;
  /** As `DeviceInfo.adapter`, such as "nvidia · ampere". */
  readonly adapter: string;
  readonly executor: 'fused' | 'portable';
  readonly backend: 'webgpu' | 'webgl' | 'cpu';
  /** Updates made, at least 1: the receipt looks at `receiptSteps(steps)`. */
  readonly steps: number;
  /** In the order of the experiment's arms; null for an arm that is not in it. */
  readonly arms: readonly (ArmReceipt | null)[];
}

export interface ArmReceipt {
  /** Seeds that diverged. */
  readonly diverged: number;
  /** Levels (`levelOf`), one per step looked at; all three are equal where there is one seed. */
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The curves of one arm, from whatever holds them. */
export interface ArmCurves {
  readonly armId: string;
  /** Updates made; losses are there for steps 0 to `steps`. */
  readonly steps: number;
  /** Per seed the first step without a finite loss, or null. */
  readonly divergedStep: readonly (number | null)[];
  /** Loss after so many updates, over seeds; a diverged seed counts as infinity. */
  band(step: number): MedianBand;
}

/** Curves and surroundings that a receipt is made of. */
export interface RunCurves extends Pick<Receipt, 'version' | 'adapter' | 'executor' | 'backend'> {
  /** In the order of the experiment's arms. */
  readonly arms: readonly ArmCurves[];
}

/** Steps looked at, rising, without repetition: 1 to `steps`, evenly spread over their logarithm. */
export function receiptSteps(steps: number): number[] {
  const all = Array.from({ length: RECEIPT_STEPS }, (_, i) => Math.round(steps ** (i / (RECEIPT_STEPS - 1))));
  return [...new Set(all)];
}

/**
 * Place of a loss on a scale that rises with it: 64 levels per octave above 2^-150, mirrored for negative
 * ones, 0 at 0. Anything not finite is above all.
 */
export function levelOf(loss: number): number {
  if (!Number.isFinite(loss)) return INFINITE_LEVEL;
  // Curves are kept in float32.
  const value = Math.fround(loss);
  if (value === 0) return 0;
  const level = Math.round((Math.log2(Math.abs(value)) - SMALLEST_EXPONENT) * LEVELS);
  return value < 0 ? -level : level;
}

/** The loss in the middle of a level. */
export function lossOf(level: number): number {
  if (level === INFINITE_LEVEL) return Number.POSITIVE_INFINITY;
  if (level === 0) return 0;
  return Math.sign(level) * 2 ** (Math.abs(level) / LEVELS + SMALLEST_EXPONENT);
}

/**
 * The receipt of a run, up to the last step that every arm has reached (arms all of whose seeds diverged
 * count as having reached any); null before the first update.
 */
export function makeReceipt({ arms, version, adapter, executor, backend }: RunCurves): Receipt | null {
  const alive = arms.filter((arm) => !allDiverged(arm));
  const steps =
    alive.length > 0 ? Math.min(...alive.map((arm) => arm.steps)) : Math.max(...arms.map((arm) => arm.steps));
  if (!(steps >= 1)) return null;
  const at = receiptSteps(steps);
  return { version, adapter, executor, backend, steps, arms: arms.map((arm) => armReceipt(arm, at)) };
}

function armReceipt(arm: ArmCurves, at: readonly number[]): ArmReceipt {
  const bands = at.map((step) => bandAt(arm, step));
  return {
    diverged: divergedBy(arm, at.at(-1)!),
    median: bands.map(({ median }) => levelOf(median)),
    low: bands.map(({ low }) => levelOf(low)),
    high: bands.map(({ high }) => levelOf(high)),
  };
}

const allDiverged = ({ divergedStep }: ArmCurves): boolean => divergedStep.every((step) => step !== null);

const divergedBy = ({ divergedStep }: ArmCurves, last: number): number =>
  divergedStep.filter((step) => step !== null && step <= last).length;

/** Beyond the end of an arm that diverged as a whole everything is infinite. */
function bandAt(arm: ArmCurves, step: number): MedianBand {
  if (step <= arm.steps) return arm.band(step);
  return { median: Number.POSITIVE_INFINITY, low: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** Arm of a receipt, as a curve to be drawn behind a new one. */
export interface GhostCurve {
  readonly steps: readonly number[];
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The recorded curve of one arm, or null where the receipt has none. Values are good to the levels' width. */
export function ghostCurve(receipt: Receipt, arm: number): GhostCurve | null {
  const recorded = receipt.arms[arm];
  if (!recorded) return null;
  return {
    steps: receiptSteps(receipt.steps),
    median: recorded.median.map(lossOf),
    low: recorded.low.map(lossOf),
    high: recorded.high.map(lossOf),
  };
}

export type Verdict =
  /** Equal at every step looked at so far. */
  | { readonly verdict: 'matches'; readonly upTo: number; readonly complete: boolean }
  /** One level apart somewhere, never more. */
  | { readonly verdict: 'within rounding'; readonly upTo: number; readonly complete: boolean }
  /** The first step more than a level apart. */
  | {
      readonly verdict: 'departs';
      readonly step: number;
      /** Which number departs first. */
      readonly quantity: 'median' | 'quartile' | 'diverged';
      /** Relative difference of the run from the receipt, such as 0.03; for `diverged`, seeds more or fewer. */
      readonly by: number;
      readonly complete: boolean;
    }
  /** The receipt says nothing of this arm. */
  | { readonly verdict: 'unknown' };

/**
 * Compares a run, finished or on its way, with a receipt: one verdict per arm of the run, in order. A
 * number agrees when it is on the same level, and is within rounding when one level off, for a value near
 * the edge of a level may be rounded to either side.
 */
export function compareReceipt(receipt: Receipt, arms: readonly ArmCurves[]): Verdict[] {
  const at = receiptSteps(receipt.steps);
  return arms.map((arm, index) => {
    const recorded = receipt.arms[index];
    return recorded ? compareArm(recorded, arm, at) : { verdict: 'unknown' };
  });
}

function compareArm(recorded: ArmReceipt, arm: ArmCurves, at: readonly number[]): Verdict {
  const ended = allDiverged(arm);
  const last = at.at(-1)!;
  const complete = ended || arm.steps >= last;
  let off = 0;
  let upTo = 0;
  for (const [index, step] of at.entries()) {
    if (step > arm.steps && !ended) break;
    const band = bandAt(arm, step);
    const levels = { median: levelOf(band.median), low: levelOf(band.low), high: levelOf(band.high) };
    for (const name of ['median', 'low', 'high'] as const) {
      const distance = Math.abs(levels[name] - recorded[name][index]);
      if (distance > 1) return departure(name, step, band[name], recorded[name][index], complete);
      off = Math.max(off, distance);
    }
    upTo = step;
  }
  const by = divergedBy(arm, last) - recorded.diverged;
  if (complete && by !== 0) {
    return { verdict: 'departs', step: last, quantity: 'diverged', by, complete };
  }
  return { verdict: off === 0 ? 'matches' : 'within rounding', upTo, complete };
}

function departure(
  name: 'median' | 'low' | 'high',
  step: number,
  value: number,
  level: number,
  complete: boolean,
): Verdict {
  const quantity = name === 'median' ? 'median' : 'quartile';
  return { verdict: 'departs', step, quantity, by: relative(value, lossOf(level)), complete };
}

/** (value - expected) / |expected|, infinite where one of the two is. */
function relative(value: number, expected: number): number {
  if (!Number.isFinite(expected)) return Number.NEGATIVE_INFINITY;
  if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  return (value - expected) / (Math.abs(expected) || Number.MIN_VALUE);
}

/** A verdict in a few words: "matches", "departs at step 81 (by 3.2 %)". */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'unknown':
      return verdictTexts.unknown;
    case 'departs':
      return verdictTexts.departs(verdict.step, amount(verdict));
    default:
      if (verdict.complete) return verdictTexts.agrees[verdict.verdict];
      return verdict.upTo === 0
        ? verdictTexts.notYet
        : verdictTexts.upTo(verdictTexts.agrees[verdict.verdict], verdict.upTo);
  }
}

function amount({ quantity, by }: Extract<Verdict, { verdict: 'departs' }>): string {
  if (quantity === 'diverged') {
    return by > 0 ? verdictTexts.more(by) : verdictTexts.fewer(-by);
  }
  if (by === Number.POSITIVE_INFINITY) return verdictTexts.divergedHere;
  if (by === Number.NEGATIVE_INFINITY) return verdictTexts.divergedThere;
  const percent = Math.abs(by) * 100;
  const digits = percent >= 1000 ? percent.toExponential(1) : String(Number(percent.toPrecision(2)));
  const signed = `${by < 0 ? '−' : ''}${digits}`;
  return quantity === 'quartile' ? verdictTexts.quartileBy(signed) : verdictTexts.by(signed);
}
