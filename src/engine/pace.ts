/** How many steps are made at a time: as many as take about a display frame, fewer where the reader limits speed. */
import { MAX_CHUNK } from './fused/lanes';

/** Wanted length of a chunk: about one display frame, far from the two seconds at which drivers kill work. */
const CHUNK_MS = 16;
/** Chunks a second at least, where speed is limited. */
const LIMITED_CHUNKS = 20;

export class Pace {
  /** Steps per second at most; null is unlimited. */
  #limit: number | null = null;
  #chunk = 1;
  #began = 0;
  #stepMs = 0;
  #elapsedMs = 0;
  readonly #rate = new RateMeter();

  limit(stepsPerSecond: number | null): void {
    this.#limit = stepsPerSecond;
    this.#began = 0;
  }

  /** Milliseconds until the speed limit allows the next step. */
  get waitMs(): number {
    if (this.#limit === null) return 0;
    return this.#began + 1000 / Math.min(this.#limit, LIMITED_CHUNKS) - performance.now();
  }

  /** Steps to make next. */
  get steps(): number {
    if (this.#limit === null) return this.#chunk;
    return Math.max(1, Math.min(this.#chunk, Math.floor(this.#limit / LIMITED_CHUNKS)));
  }

  /** Time of one step of all lanes. */
  get stepMicroseconds(): number {
    return this.#stepMs * 1000;
  }

  /** Time spent training since the start. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  get stepsPerSecond(): number {
    return this.#rate.perSecond();
  }

  /** `made` steps took from `began` until now. */
  took(made: number, began: number): void {
    const tookMs = performance.now() - began;
    this.#began = began;
    this.#elapsedMs += tookMs;
    if (made === 0) return;
    this.#stepMs = tookMs / made;
    this.#rate.add(made);
    const wanted = Math.floor(CHUNK_MS / this.#stepMs);
    // Growth is bounded: the first chunks are not representative.
    if (made >= this.#chunk || wanted < this.#chunk) {
      this.#chunk = Math.max(1, Math.min(MAX_CHUNK, wanted, this.#chunk * 2));
    }
  }

  /** Training rests: the rate begins anew. */
  rest(): void {
    this.#rate.clear();
  }

  /** Back to step 0. */
  reset(): void {
    this.#elapsedMs = 0;
    this.#chunk = 1;
    this.#rate.clear();
  }
}

/** Steps per second over the last second or two. */
class RateMeter {
  #marks: { at: number; steps: number }[] = [];

  add(steps: number): void {
    this.#marks.push({ at: performance.now(), steps });
  }

  clear(): void {
    this.#marks = [];
  }

  perSecond(): number {
    const now = performance.now();
    this.#marks = this.#marks.filter((mark, index, all) => now - mark.at < 2000 || index >= all.length - 2);
    if (this.#marks.length < 2) return 0;
    const [first, ...rest] = this.#marks;
    return (1000 * rest.reduce((sum, mark) => sum + mark.steps, 0)) / Math.max(1, now - first.at);
  }
}
