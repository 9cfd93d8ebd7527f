/** The meta-loss over outer steps in a bounded number of bins, each the mean over as many steps. */

/** Plain data, for storage. */
export interface MetaLossCurveData {
  readonly width: number;
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

const MOST = 600;

export class MetaLossCurve {
  #width = 1;
  #sums: number[] = [];
  #counts: number[] = [];

  constructor(data?: MetaLossCurveData) {
    if (!data) return;
    this.#width = data.width;
    this.#sums = [...data.sums];
    this.#counts = [...data.counts];
  }

  get data(): MetaLossCurveData {
    return { width: this.#width, sums: [...this.#sums], counts: [...this.#counts] };
  }

  /** Outer steps that one point stands for. */
  get width(): number {
    return this.#width;
  }

  /** Adds the losses of steps `first`, `first + 1`, ... (the first step of a run is 1). */
  add(first: number, losses: ArrayLike<number>): void {
    for (let i = 0; i < losses.length; i++) {
      while (Math.floor((first + i - 1) / this.#width) >= MOST) this.#halve();
      const bin = Math.floor((first + i - 1) / this.#width);
      this.#sums[bin] = (this.#sums[bin] ?? 0) + losses[i];
      this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    }
  }

  /** Forgets what came after `done` steps, as far as bins can tell: a run goes on from there. */
  cut(done: number): void {
    const kept = Math.floor(done / this.#width);
    this.#sums.length = Math.min(this.#sums.length, kept);
    this.#counts.length = Math.min(this.#counts.length, kept);
  }

  /** Points: the last step of every bin that has any, and its mean. */
  points(): { readonly steps: number[]; readonly losses: number[] } {
    const steps: number[] = [];
    const losses: number[] = [];
    for (let bin = 0; bin < this.#sums.length; bin++) {
      if (!this.#counts[bin]) continue;
      steps.push(bin * this.#width + this.#counts[bin]);
      losses.push(this.#sums[bin] / this.#counts[bin]);
    }
    return { steps, losses };
  }

  #halve(): void {
    const bins = Math.ceil(this.#sums.length / 2);
    const pairs = (values: readonly number[]) =>
      Array.from({ length: bins }, (_, bin) => (values[2 * bin] ?? 0) + (values[2 * bin + 1] ?? 0));
    this.#sums = pairs(this.#sums);
    this.#counts = pairs(this.#counts);
    this.#width *= 2;
  }
}
