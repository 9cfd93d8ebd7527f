/**
 * Cost of a training step on the GPU, part by part: every so often a few steps are encoded with a
 * compute pass per part, each between two timestamps. The steps are ordinary ones, their results are used.
 *
 * Browsers round timestamps down to 100 µs; the rounding averages out over steps, so sums grow over the run
 * and figures settle. Where a device has no timestamps, parts are submitted one by one and timed until the
 * queue is done, less what an empty submission takes; what that adds to the run's time is bounded.
 */
import { PHASES, type Phase, type PhaseTimes } from '../../kernels/phases';
import type { BoundKernel, GpuRuntime, StepPass, StepRing } from '../../kernels/runtime';

/** Steps measured at a time, and the time between. */
const STEPS = 8;
const EVERY_MS = 500;
/** Time between two measurements over what one takes, where parts wait for one another: a tenth of the run at most. */
const REST = 9;
/** Timestamps a query set holds at most. */
const MAX_QUERIES = 4096;
const EMPTY_SUBMISSIONS = 5;

/** The part a dispatch is counted as. `ofGroup`: whether an optimizer dispatches the kernel, or the executor. */
export function phaseOf(phase: Phase, ofGroup: boolean): Phase {
  // A guard that looks at losses of its own dispatches the task's kernels, or copies rows: that is its price.
  return ofGroup && (phase === 'task' || phase === 'rest') ? 'mixing' : phase;
}

/** The owner of what is done for all lanes at once. */
export const ALL = -1;
/** The owner of what is no training: its time is nobody's. */
export const NOBODY = -2;

/** Part of a step of one owner: a group of arms by index, or all. */
interface Segment {
  readonly owner: number;
  readonly phase: Phase;
}
type Measured = Segment & { readonly micros: number };

/** Microseconds per step so far of an owner by index, while so many of its lanes trained. */
export type Tally = ReadonlyMap<number, { readonly micros: PhaseTimes; readonly lanes: number }>;

/** Sums of one owner. */
interface Sums {
  readonly micros: Record<Phase, number>;
  readonly lanes: number;
  steps: number;
}

export class StepCosts {
  readonly #runtime: GpuRuntime;
  readonly #stamps: boolean;
  readonly #sums = new Map<number, Sums>();
  #next = 0;
  #emptyMs: number | null = null;

  constructor(runtime: GpuRuntime) {
    this.#runtime = runtime;
    this.#stamps = runtime.device.features.has('timestamp-query');
  }

  /** How many of the next `count` steps to measure: 0 most of the time. */
  due(count: number): number {
    const now = performance.now();
    if (count < 1 || now < this.#next) return 0;
    this.#next = now + EVERY_MS;
    return Math.min(STEPS, count);
  }

  get tally(): Tally {
    return new Map(
      [...this.#sums].map(([owner, { micros, lanes, steps }]) => [
        owner,
        { lanes, micros: timesOf((phase) => micros[phase] / steps) },
      ]),
    );
  }

  /**
   * Encodes steps through `encode`, submits them part by part and takes their times. `lanes`: how many
   * lanes of every owner train; what is kept of an owner was measured while most of its lanes did, since a
   * few lanes leave a GPU half idle and cost more each.
   */
  async measure(
    ring: StepRing,
    count: number,
    lanes: ReadonlyMap<number, number>,
    encode: (pass: StepPass, slot: number, own: (owner: number) => void) => void,
  ): Promise<void> {
    const parts = await (this.#stamps
      ? this.#byTimestamps(ring, count, encode)
      : this.#byQueue(ring, count, encode));
    for (const [owner, training] of lanes) {
      const before = this.#sums.get(owner);
      if (training === 0 || (before && before.lanes > training)) continue;
      const sums = before?.lanes === training ? before : { micros: zero(), lanes: training, steps: 0 };
      sums.steps += count;
      for (const part of parts) if (part.owner === owner) sums.micros[part.phase] += part.micros;
      this.#sums.set(owner, sums);
    }
  }

  async #byTimestamps(ring: StepRing, count: number, encode: Encode): Promise<Measured[]> {
    const runtime = this.#runtime;
    const { device } = runtime;
    const querySet = device.createQuerySet({ type: 'timestamp', count: MAX_QUERIES });
    const encoder = device.createCommandEncoder({ label: 'measured steps' });
    const segments = encodeSegments(ring, count, encode, (index) => ({
      encoder,
      // Beyond what the set holds, parts go unmeasured.
      timestampWrites:
        2 * index + 1 < MAX_QUERIES
          ? { querySet, beginningOfPassWriteIndex: 2 * index, endOfPassWriteIndex: 2 * index + 1 }
          : undefined,
    }));
    const size = Math.min(MAX_QUERIES, 2 * segments.length) * 8;
    const resolved = runtime.stamps('timestamps', size);
    const staging = runtime.staging('timestamps staging', size);
    try {
      encoder.resolveQuerySet(querySet, 0, size / 8, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      const stamps = new BigUint64Array(await runtime.fetch(encoder, staging));
      return segments.flatMap((segment, index) => {
        const nanos = stamps[2 * index + 1] - stamps[2 * index];
        // Some drivers now and then give a nonsensical stamp.
        const sound = nanos >= 0n && nanos < 10_000_000_000n;
        return sound ? [{ ...segment, micros: Number(nanos) / 1000 }] : [];
      });
    } finally {
      for (const buffer of [resolved, staging, querySet]) buffer.destroy();
    }
  }

  async #byQueue(ring: StepRing, count: number, encode: Encode): Promise<Measured[]> {
    const runtime = this.#runtime;
    const { device } = runtime;
    const all = performance.now();
    const timed = async (encoder: GPUCommandEncoder) => {
      const began = performance.now();
      await runtime.finish(encoder);
      return performance.now() - began;
    };
    if (this.#emptyMs === null) {
      const empty: number[] = [];
      for (let i = 0; i < EMPTY_SUBMISSIONS; i++) {
        empty.push(await timed(device.createCommandEncoder()));
      }
      this.#emptyMs = empty.sort((a, b) => a - b)[Math.floor(EMPTY_SUBMISSIONS / 2)];
    }
    const encoders: GPUCommandEncoder[] = [];
    const segments = encodeSegments(ring, count, encode, () => {
      const encoder = device.createCommandEncoder({ label: 'measured part' });
      encoders.push(encoder);
      return { encoder };
    });
    const parts: Measured[] = [];
    for (const [index, segment] of segments.entries()) {
      const ms = await timed(encoders[index]);
      parts.push({ ...segment, micros: Math.max(0, ms - this.#emptyMs) * 1000 });
    }
    const now = performance.now();
    this.#next = Math.max(this.#next, now + REST * (now - all));
    return parts;
  }
}

const timesOf = (time: (phase: Phase) => number) =>
  Object.fromEntries(PHASES.map((phase) => [phase, time(phase)])) as Record<Phase, number>;
const zero = () => timesOf(() => 0);

/**
 * Microseconds per step of every arm, its lanes' share of what all lanes cost and of what its group does;
 * null where nothing was measured of it.
 */
export function armCosts(
  tally: Tally,
  arms: readonly { readonly lanes: number; readonly group: number }[],
): (PhaseTimes | null)[] {
  const all = tally.get(ALL);
  return arms.map(({ lanes, group }) => {
    const own = tally.get(group);
    if (!all || !own) return null;
    return timesOf(
      (phase) => (all.micros[phase] * lanes) / all.lanes + (own.micros[phase] * lanes) / own.lanes,
    );
  });
}

type Encode = Parameters<StepCosts['measure']>[3];

/** Encodes steps with a new pass wherever the part or its owner changes; returns the parts in order. */
function encodeSegments(
  ring: StepRing,
  count: number,
  encode: Encode,
  begin: (index: number) => {
    readonly encoder: GPUCommandEncoder;
    readonly timestampWrites?: GPUComputePassTimestampWrites;
  },
): Segment[] {
  const segments: Segment[] = [];
  let owner = ALL;
  let open: GPUComputePassEncoder | null = null;
  const pass = (slot: number): StepPass => ({
    slot,
    at: pass,
    dispatch(bound: BoundKernel<never> | BoundKernel, x, y, z) {
      const phase = phaseOf(bound.phase, owner >= 0);
      const last = segments[segments.length - 1];
      if (!open || last.owner !== owner || last.phase !== phase) {
        open?.end();
        const { encoder, timestampWrites } = begin(segments.length);
        open = encoder.beginComputePass({ label: phase, ...(timestampWrites ? { timestampWrites } : {}) });
        segments.push({ owner, phase });
      }
      ring.pass(open, slot).dispatch(bound, x, y, z);
    },
  });
  for (let slot = 0; slot < count; slot++) {
    owner = ALL;
    encode(pass(slot), slot, (next) => {
      owner = next;
    });
  }
  (open as GPUComputePassEncoder | null)?.end();
  return segments;
}
