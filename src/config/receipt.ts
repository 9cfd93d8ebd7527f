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
/** Accuracies are kept in ten-thousandths. */
export const SHARES = 10_000;
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
  /** Of the last look at held-out examples, where there was one: median loss, a level, and accuracy in ten-thousandths. */
  readonly validation?: { readonly loss: number; readonly accuracy: number };
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
  /** Medians over held-out examples at the last look up to this step; null where there was none. */
  validation?(step: number): Validated | null;
}

/** Medians over seeds; a diverged seed has an infinite loss, and nothing right. */
export interface Validated {
  readonly loss: number;
  readonly accuracy: number;
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
  const validated = arm.validation?.(at.at(-1)!);
  const bands = at.map((step) => bandAt(arm, step));
  return {
    diverged: divergedBy(arm, at.at(-1)!),
    median: bands.map(({ median }) => levelOf(median)),
    low: bands.map(({ low }) => levelOf(low)),
    high: bands.map(({ high }) => levelOf(high)),
    ...(validated
      ? { validation: { loss: levelOf(validated.loss), accuracy: Math.round(SHARES * validated.accuracy) } }
      : {}),
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

interface Departure {
  readonly step: number;
  /** Which number departs first. */
  readonly quantity: 'median' | 'quartile' | 'diverged' | 'validation';
  /** Relative difference of the run from the receipt, such as 0.03; for `diverged`, seeds more or fewer. */
  readonly by: number;
  readonly complete: boolean;
}

export type Verdict =
  /** Equal at every step looked at so far. */
  | { readonly verdict: 'matches'; readonly upTo: number; readonly complete: boolean }
  /** One level apart somewhere, never more. */
  | { readonly verdict: 'within rounding'; readonly upTo: number; readonly complete: boolean }
  /** The first step more than a level apart. */
  | ({ readonly verdict: 'departs' } & Departure)
  /** Likewise, but no further than a start one unit in the last place away leads. */
  | ({
      readonly verdict: 'amplified rounding';
      /** Largest relative distance of the nudged run up to that step. */
      readonly nudged: number;
    } & Departure)
  /** The receipt says nothing of this arm. */
  | { readonly verdict: 'unknown' };

/**
 * How many times as far as the nudged run a run may be from the receipt for rounding to explain it. A nudge is one
 * rounding of every parameter at the start; another adapter rounds every operation of every step otherwise. Measured
 * between the two executors on LTC and pathological, with Adam, `broad` and their mix: at most 11 times as far.
 */
const ALLOWANCE = 20;

/**
 * Compares a run, finished or on its way, with a receipt: one verdict per arm of the run, in order. A
 * number agrees when it is on the same level, and is within rounding when one level off, for a value near
 * the edge of a level may be rounded to either side.
 *
 * `nudged`: the same run from a start one unit in the last place away, on the same device. It tells where training
 * amplifies rounding, and how far, and so whether a departure needs another reason.
 */
export function compareReceipt(
  receipt: Receipt,
  arms: readonly ArmCurves[],
  nudged?: readonly ArmCurves[],
): Verdict[] {
  const at = receiptSteps(receipt.steps);
  return arms.map((arm, index) => {
    const recorded = receipt.arms[index];
    if (!recorded) return { verdict: 'unknown' };
    const verdict = compareArm(recorded, arm, at);
    return verdict.verdict === 'departs' && nudged
      ? explained(verdict, recorded, arm, nudged[index], at)
      : verdict;
  });
}

const QUANTITIES = ['median', 'low', 'high'] as const;

/** The departure, as amplified rounding where the nudged run has come nearly as far at every step looked at. */
function explained(
  departure: Extract<Verdict, { verdict: 'departs' }>,
  recorded: ArmReceipt,
  arm: ArmCurves,
  nudged: ArmCurves,
  at: readonly number[],
): Verdict {
  let spread = 0;
  let there = 0;
  for (const [index, step] of at.entries()) {
    if (step > arm.steps && !allDiverged(arm)) break;
    const [own, other] = [bandAt(arm, step), bandAt(nudged, step)];
    for (const name of QUANTITIES) spread = Math.max(spread, levelsApart(own[name], other[name]));
    if (step <= departure.step) there = spread;
    const far = QUANTITIES.some(
      (name) => Math.abs(levelOf(own[name]) - recorded[name][index]) > 1 + ALLOWANCE * spread,
    );
    if (far) return departure;
  }
  const last = at.at(-1)!;
  const [seen, other] = [arm.validation?.(last), nudged.validation?.(last)];
  if (departure.complete && recorded.validation && seen && other) {
    const most = 1 + ALLOWANCE * levelsApart(seen.loss, other.loss);
    if (Math.abs(levelOf(seen.loss) - recorded.validation.loss) > most) return departure;
  }
  const off = divergedBy(arm, last) - recorded.diverged;
  if (departure.complete && off !== 0 && divergedBy(nudged, last) === divergedBy(arm, last)) return departure;
  return { ...departure, verdict: 'amplified rounding', nudged: 2 ** (there / LEVELS) - 1 };
}

/** Distance of two losses in levels, not rounded to whole ones. */
function levelsApart(a: number, b: number): number {
  if (a === b || (!Number.isFinite(a) && !Number.isFinite(b))) return 0;
  if (a > 0 && b > 0 && Number.isFinite(a + b)) return LEVELS * Math.abs(Math.log2(a) - Math.log2(b));
  return Math.abs(levelOf(a) - levelOf(b));
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
    for (const name of QUANTITIES) {
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
  const seen = complete && recorded.validation ? arm.validation?.(last) : null;
  if (recorded.validation && seen) {
    const distance = Math.abs(levelOf(seen.loss) - recorded.validation.loss);
    if (distance > 1) return departure('validation', last, seen.loss, recorded.validation.loss, complete);
    off = Math.max(off, distance);
  }
  return { verdict: off === 0 ? 'matches' : 'within rounding', upTo, complete };
}

function departure(
  name: 'median' | 'low' | 'high' | 'validation',
  step: number,
  value: number,
  level: number,
  complete: boolean,
): Verdict {
  const quantity = name === 'low' || name === 'high' ? 'quartile' : name;
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
    case 'amplified rounding':
      return verdictTexts.amplified(verdict.step, amount(verdict), percentOf(verdict.nudged));
    default:
      if (verdict.complete) return verdictTexts.agrees[verdict.verdict];
      return verdict.upTo === 0
        ? verdictTexts.notYet
        : verdictTexts.upTo(verdictTexts.agrees[verdict.verdict], verdict.upTo);
  }
}

function amount({ quantity, by }: Pick<Departure, 'quantity' | 'by'>): string {
  if (quantity === 'diverged') {
    return by > 0 ? verdictTexts.more(by) : verdictTexts.fewer(-by);
  }
  if (by === Number.POSITIVE_INFINITY) return verdictTexts.divergedHere;
  if (by === Number.NEGATIVE_INFINITY) return verdictTexts.divergedThere;
  const signed = `${by < 0 ? '−' : ''}${percentOf(Math.abs(by))}`;
  if (quantity === 'validation') return verdictTexts.validationBy(signed);
  return quantity === 'quartile' ? verdictTexts.quartileBy(signed) : verdictTexts.by(signed);
}

/** A share in percent, to two digits. */
function percentOf(share: number): string {
  const percent = share * 100;
  return percent >= 1000 ? percent.toExponential(1) : String(Number(percent.toPrecision(2)));
}
