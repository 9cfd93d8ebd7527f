/**
 * The curves of one experiment as the page holds them: per arm the median and quartiles over seeds at
 * every step, computed as steps arrive, and the seeds' own curves, thinned when a run grows long.
 */
import { quantile } from '../core/stats';
import type { ArmHistory, ArmValidation, HistoryChunk } from '../engine/types';
import { GrowableFloats } from './growable';

/** Which number: of every step the training loss or the task's metric, or what was seen of held-out examples. */
export const QUANTITIES = ['loss', 'metric', 'validationLoss', 'accuracy'] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** Values of single seeds kept per arm and quantity; beyond, every second step is dropped (16 MiB). */
const MEMBER_VALUES = 4 * 2 ** 20;

/** Median and quartiles over seeds, row by row: a row for every step. A seed that diverged counts as the worst: +Infinity. */
export class BandSeries {
  readonly median = new GrowableFloats();
  readonly low = new GrowableFloats();
  readonly high = new GrowableFloats();
  /** `[rows, seeds]`; row `r` belongs to step `r * memberStride`. */
  readonly members: GrowableFloats;
  memberStride = 1;
  /** Of all finite medians and quartiles. */
  smallest = Number.POSITIVE_INFINITY;
  smallestPositive = Number.POSITIVE_INFINITY;
  largest = Number.NEGATIVE_INFINITY;
  readonly #seeds: number;
  readonly #sorted: Float64Array;
  readonly #memberValues: number;
  /** What a seed that diverged counts as. */
  readonly #worst: number;

  constructor(seeds: number, memberValues = MEMBER_VALUES, worst = Number.POSITIVE_INFINITY) {
    this.#seeds = seeds;
    this.#worst = worst;
    this.#sorted = new Float64Array(seeds);
    this.#memberValues = memberValues;
    this.members = new GrowableFloats(seeds * 64);
  }

  get length(): number {
    return this.median.length;
  }

  /** The step that a row belongs to. */
  stepAt(row: number): number {
    return row;
  }

  /** The last row at or before a step, or -1; of rows for every step the step itself. */
  rowAt(step: number): number {
    return step;
  }

  /** Takes the row of `step`: one value per seed, from `offset` of `values`. */
  put(step: number, values: Float32Array, offset: number): void {
    const seeds = this.#seeds;
    const sorted = this.#sorted;
    // Insertion sort: at most 32 values, nearly in the order of the step before.
    for (let seed = 0; seed < seeds; seed++) {
      const raw = values[offset + seed];
      const value = Number.isFinite(raw) ? raw : this.#worst;
      let place = seed;
      while (place > 0 && sorted[place - 1] > value) {
        sorted[place] = sorted[place - 1];
        place--;
      }
      sorted[place] = value;
    }
    this.#keep(this.low, step, this.#quantile(0.25));
    this.#keep(this.median, step, this.#quantile(0.5));
    this.#keep(this.high, step, this.#quantile(0.75));
    if (step % this.memberStride !== 0) return;
    const row = (step / this.memberStride) * seeds;
    for (let seed = 0; seed < seeds; seed++) this.members.set(row + seed, values[offset + seed]);
    if (this.members.length > this.#memberValues && this.members.length > 2 * seeds) {
      this.members.keepEverySecondRow(seeds);
      this.memberStride *= 2;
    }
  }

  #keep(series: GrowableFloats, step: number, value: number): void {
    series.set(step, value);
    if (!Number.isFinite(value)) return;
    if (value < this.smallest) this.smallest = value;
    if (value > 0 && value < this.smallestPositive) this.smallestPositive = value;
    if (value > this.largest) this.largest = value;
  }

  /** Quantile of the sorted row, linear between order statistics, as `core/stats`. */
  #quantile(q: number): number {
    const position = (this.#seeds - 1) * q;
    const below = this.#sorted[Math.floor(position)];
    const above = this.#sorted[Math.ceil(position)];
    return below === above ? below : below + (position - Math.floor(position)) * (above - below);
  }
}

/** A series that has rows for some steps only. */
export class SparseSeries extends BandSeries {
  readonly #steps: number[] = [];

  override stepAt(row: number): number {
    return this.#steps[row];
  }

  override rowAt(step: number): number {
    return firstAbove(this.#steps, step) - 1;
  }

  /** Takes the row of a step; one that comes again, after a lost device, takes its own place. */
  override put(step: number, values: Float32Array, offset: number): void {
    const row = firstAbove(this.#steps, step - 1);
    this.#steps[row] = step;
    super.put(row, values, offset);
  }
}

/** The first place of rising numbers whose number is above one. */
function firstAbove(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What was seen of held-out examples. */
export class ValidationCurve {
  readonly loss: SparseSeries;
  readonly accuracy: SparseSeries;
  /** Of every seed at the last look. */
  readonly last: Validated;
  /** Smallest loss and largest accuracy of every seed. */
  readonly best: Validated;

  constructor(seeds: number) {
    this.loss = new SparseSeries(seeds);
    // A network that has diverged names nothing.
    this.accuracy = new SparseSeries(seeds, MEMBER_VALUES, 0);
    const each = (value: number) => new Float32Array(seeds).fill(value);
    this.last = { loss: each(Number.NaN), accuracy: each(Number.NaN) };
    this.best = { loss: each(Number.POSITIVE_INFINITY), accuracy: each(Number.NEGATIVE_INFINITY) };
  }

  /** Step of the last look. */
  get at(): number {
    return this.loss.stepAt(this.loss.length - 1);
  }

  append({ step, loss, accuracy }: ArmValidation): void {
    this.loss.put(step, loss, 0);
    this.accuracy.put(step, accuracy, 0);
    this.last.loss.set(loss);
    this.last.accuracy.set(accuracy);
    loss.forEach((value, seed) => {
      if (value < this.best.loss[seed]) this.best.loss[seed] = value;
    });
    accuracy.forEach((value, seed) => {
      if (value > this.best.accuracy[seed]) this.best.accuracy[seed] = value;
    });
  }
}

/** `[seeds]` each. */
interface Validated {
  readonly loss: Float32Array;
  readonly accuracy: Float32Array;
}

/** Everything recorded of one arm. */
export class ArmCurve {
  readonly seeds: number;
  readonly loss: BandSeries;
  metric: BandSeries | null = null;
  validation: ValidationCurve | null = null;
  /** Training seconds at every step, of all arms together: they share their dispatches. */
  readonly seconds = new GrowableFloats();
  /** Last loss of every seed, NaN once diverged. */
  readonly last: Float32Array;
  /** Last metric of every seed, where there is one. */
  readonly lastMetric: Float32Array;
  /** Smallest loss of every seed. */
  readonly best: Float32Array;
  /** Per seed the first step without a finite loss, or -1. */
  readonly divergedStep: Int32Array;
  #search = { target: Number.NaN, stride: 0, rows: 0, first: [] as number[] };

  constructor(seeds: number) {
    this.seeds = seeds;
    this.loss = new BandSeries(seeds);
    this.last = new Float32Array(seeds).fill(Number.NaN);
    this.lastMetric = new Float32Array(seeds).fill(Number.NaN);
    this.best = new Float32Array(seeds).fill(Number.POSITIVE_INFINITY);
    this.divergedStep = new Int32Array(seeds).fill(-1);
  }

  /** The series of a quantity, where there is one. */
  series(quantity: Quantity): BandSeries | null {
    if (quantity === 'loss') return this.loss;
    if (quantity === 'metric') return this.metric;
    return (quantity === 'accuracy' ? this.validation?.accuracy : this.validation?.loss) ?? null;
  }

  /** Steps recorded; row 0 is the start. */
  get length(): number {
    return this.loss.length;
  }

  get divergedCount(): number {
    return this.divergedStep.reduce((count, step) => count + (step >= 0 ? 1 : 0), 0);
  }

  /** Appends the rows of a chunk that took `seconds` in all. */
  append(firstStep: number, count: number, history: ArmHistory, seconds: number): void {
    const begin = firstStep > 0 ? this.seconds.at(firstStep - 1) || 0 : 0;
    if (history.metric && !this.metric) this.metric = new BandSeries(this.seeds);
    if (history.metric)
      this.lastMetric.set(history.metric.subarray((count - 1) * this.seeds, count * this.seeds));
    for (const validation of history.validations ?? []) {
      this.validation ??= new ValidationCurve(this.seeds);
      this.validation.append(validation);
    }
    for (let row = 0; row < count; row++) {
      const step = firstStep + row;
      this.loss.put(step, history.loss, row * this.seeds);
      if (history.metric) this.metric!.put(step, history.metric, row * this.seeds);
      this.seconds.set(step, begin + (seconds * (row + 1)) / count);
      for (let seed = 0; seed < this.seeds; seed++) {
        const value = history.loss[row * this.seeds + seed];
        this.last[seed] = value;
        if (value < this.best[seed]) this.best[seed] = value;
        if (!Number.isFinite(value) && this.divergedStep[seed] < 0) this.divergedStep[seed] = step;
      }
    }
  }

  /** Whether nothing more is to come in a run of so many steps. */
  ended(steps: number): boolean {
    return this.length > steps || this.divergedCount === this.seeds;
  }

  /**
   * Median over seeds of the first step whose loss is at or below `target`; a seed that never gets there
   * counts as infinity, and so may the median. Between kept rows of a thinned run the earlier is not seen.
   */
  stepsToTarget(target: number): number {
    const { members, memberStride } = this.loss;
    const values = members.values;
    const rows = Math.floor(values.length / this.seeds);
    // Asked again and again while the run grows: only new rows are looked at.
    if (this.#search.target !== target || this.#search.stride !== memberStride) {
      this.#search = { target, stride: memberStride, rows: 0, first: new Array(this.seeds).fill(Infinity) };
    }
    const search = this.#search;
    for (let seed = 0; seed < this.seeds; seed++) {
      for (let row = search.rows; row < rows && search.first[seed] === Infinity; row++) {
        if (values[row * this.seeds + seed] <= target) search.first[seed] = row * memberStride;
      }
    }
    search.rows = rows;
    return quantile(search.first, 0.5);
  }
}

const NONE: ReadonlyMap<string, ArmCurve> = new Map();

/** The curves of all arms. Mutable and outside the store's state: a revision counter says when to look. */
export class Curves {
  readonly #arms = new Map<string, ArmCurve>();
  /** While another problem is being prepared, the curves of the one before are not to be seen as its own. */
  veiled = false;
  #seeds: number;
  #elapsedMs = 0;

  constructor(seeds: number) {
    this.#seeds = seeds;
  }

  /** By arm; none while veiled. */
  get arms(): ReadonlyMap<string, ArmCurve> {
    return this.veiled ? NONE : this.#arms;
  }

  /** Forgets these arms, or everything; `seeds` is the number of seeds from now on. */
  clear(seeds: number, armIds?: readonly string[]): void {
    if (armIds === undefined) {
      this.#arms.clear();
      this.veiled = false;
      this.#elapsedMs = 0;
    } else for (const id of armIds) this.#arms.delete(id);
    this.#seeds = seeds;
  }

  append(chunk: HistoryChunk): void {
    // A chunk of an arm that catches up takes the time since the message before, like any other.
    const seconds = Math.max(0, chunk.elapsedMs - this.#elapsedMs) / 1000;
    this.#elapsedMs = Math.max(this.#elapsedMs, chunk.elapsedMs);
    for (const history of chunk.arms) {
      const seeds = chunk.count > 0 ? history.loss.length / chunk.count : this.#seeds;
      let curve = this.#arms.get(history.armId);
      if (!curve || curve.seeds !== seeds) {
        curve = new ArmCurve(seeds);
        this.#arms.set(history.armId, curve);
      }
      curve.append(chunk.firstStep, chunk.count, history, seconds);
    }
  }
}
