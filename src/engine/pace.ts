/**
 * How many steps are made at a time: as many as take about a display frame, fewer where the reader limits speed. Time
 * that a chunk takes whatever its steps, such as that of the news that it is done, asks for more steps, not for fewer.
 */
import { MAX_CHUNK } from './fused/lanes';

/** Wanted length of a chunk: about one display frame, far from the two seconds at which drivers kill work. */
const CHUNK_MS = 16;
/** A chunk no longer than this may be made twice as long to learn what its length is due to. */
const TRIAL_MS = 250;
/** Time until the next trial after one that showed its steps to be what takes the time. */
const TRIAL_EVERY_MS = 5000;
/** Chunks a second at least, where speed is limited. */
const LIMITED_CHUNKS = 20;

export class Pace {
  /** Steps per second at most; null is unlimited. */
  #limit: number | null = null;
  #chunk = 1;
  #began = 0;
  #elapsedMs = 0;
  /** Estimate of what a chunk takes beside its steps. */
  #latencyMs = 0;
  /** The chunk before. */
  #last: { readonly steps: number; readonly ms: number } | null = null;
  #nextTrial = 0;
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
    this.#rate.add(made);
    this.#learn(made, tookMs);
    const ownMs = Math.max(0, tookMs - this.#latencyMs) / made;
    // Steps are to take at least as long as all else, so that at most half of the time is lost.
    const wanted = Math.floor(Math.max(CHUNK_MS, this.#latencyMs) / Math.max(ownMs, 1e-6));
    // Growth is bounded: the first chunks are not representative.
    if (made >= this.#chunk || wanted < this.#chunk) {
      this.#chunk = Math.max(1, Math.min(MAX_CHUNK, wanted, this.#chunk * 2));
    }
    const unclear = tookMs > CHUNK_MS && tookMs <= TRIAL_MS && this.#latencyMs < tookMs / 2;
    if (unclear && made < MAX_CHUNK && performance.now() >= this.#nextTrial) {
      this.#nextTrial = performance.now() + TRIAL_EVERY_MS;
      this.#chunk = Math.min(MAX_CHUNK, made * 2);
    }
  }

  /** Two chunks of different length tell what does not depend on it. */
  #learn(steps: number, ms: number): void {
    const last = this.#last;
    this.#last = { steps, ms };
    if (last && (steps >= 1.5 * last.steps || last.steps >= 1.5 * steps)) {
      const slope = Math.max(0, (ms - last.ms) / (steps - last.steps));
      this.#latencyMs = ms - slope * steps;
    }
    this.#latencyMs = Math.max(0, Math.min(this.#latencyMs, ms));
  }

  /** Training rests: the rate begins anew. */
  rest(): void {
    this.#rate.clear();
  }

  /** Back to step 0. */
  reset(): void {
    this.#elapsedMs = 0;
    this.#chunk = 1;
    this.#latencyMs = 0;
    this.#last = null;
    this.#nextTrial = 0;
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
