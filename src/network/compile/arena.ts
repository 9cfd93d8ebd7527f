/** One range of floats per lane for all that is computed on the way; what is read no more makes room. */

/** Floats to whose multiples ranges are rounded. */
const GRAIN = 4;

export class Arena {
  /** Free ranges below `#top`, by their first float. */
  #free: { start: number; size: number }[] = [];
  #top = 0;
  #size = 0;

  /** Floats of a lane. */
  get size(): number {
    return this.#size;
  }

  /** First float of a range of its own. */
  take(floats: number): number {
    const size = Math.ceil(floats / GRAIN) * GRAIN;
    // The smallest that holds it: large ones stay whole.
    const best = this.#free
      .filter((range) => range.size >= size)
      .reduce<{ start: number; size: number } | null>(
        (least, range) => (!least || range.size < least.size ? range : least),
        null,
      );
    if (!best) {
      const start = this.#top;
      this.#top += size;
      this.#size = Math.max(this.#size, this.#top);
      return start;
    }
    const { start } = best;
    best.start += size;
    best.size -= size;
    this.#free = this.#free.filter((range) => range.size > 0);
    return start;
  }

  /** Makes room again. */
  give(start: number, floats: number): void {
    const size = Math.ceil(floats / GRAIN) * GRAIN;
    const ranges = [...this.#free, { start, size }].sort((a, b) => a.start - b.start);
    this.#free = [];
    for (const range of ranges) {
      const before = this.#free.at(-1);
      if (before && before.start + before.size === range.start) before.size += range.size;
      else this.#free.push(range);
    }
    const last = this.#free.at(-1);
    if (last && last.start + last.size === this.#top) {
      this.#top = last.start;
      this.#free.pop();
    }
  }
}
