/**
 * What a training step costs on the GPU, part by part: every so often a few steps are encoded with a
 * compute pass per part, each between two timestamps. The steps are ordinary ones, their results are used.
 *
 * Browsers round timestamps down to 100 µs; the rounding averages out over steps, so sums grow over the run
 * and figures settle. Where a device has no timestamps, parts are submitted one by one and timed until the
 * queue is done, less what an empty submission takes.
 */
import * as designed from '../kernels/designed';
import * as guards from '../kernels/guards';
import * as hub from '../kernels/hub';
import * as lanes from '../kernels/lanes';
import type { BoundKernel, StepPass, StepRing } from '../kernels/runtime';
import { PHASES, type Phase, type PhaseTimes } from './phases';

/** Steps measured at a time, and the time between. */
const STEPS = 8;
const EVERY_MS = 500;
/** Timestamps a query set holds at most. */
const MAX_QUERIES = 4096;
const EMPTY_SUBMISSIONS = 5;

const labels = (kernels: object): readonly string[] =>
  Object.values(kernels).flatMap((kernel) =>
    typeof kernel === 'object' && kernel !== null && 'label' in kernel ? [String(kernel.label)] : [],
  );
const PHASE_OF = new Map<string, Phase>([
  ...labels(designed).map((label) => [label, 'designed'] as const),
  ...labels(hub).map((label) => [label, 'mixing'] as const),
  ...labels(guards).map((label) => [label, 'mixing'] as const),
  ...labels(lanes).map((label) => [label, 'rest'] as const),
]);

/** The part a kernel belongs to. `ofGroup`: whether an optimizer dispatches it, or the executor. */
export function phaseOf(label: string, ofGroup: boolean): Phase {
  const known = PHASE_OF.get(label);
  // A guard that looks at losses of its own dispatches the task's kernels: that is its price.
  if (known === undefined) return ofGroup ? (isTask(label) ? 'mixing' : 'learned') : 'task';
  return known === 'rest' && ofGroup ? 'mixing' : known;
}

const TASKS = /^(ltc|pathological|siren|quadratic|mlp)/;
const isTask = (label: string): boolean => TASKS.test(label);

/** Part of a step of one owner: a group of arms by index, or all (-1). */
interface Segment {
  readonly owner: number;
  readonly phase: Phase;
}

/** Microseconds per step so far, by owner and part. */
export interface Tally {
  readonly micros: ReadonlyMap<number, PhaseTimes>;
}

export class StepCosts {
  readonly #device: GPUDevice;
  readonly #stamps: boolean;
  readonly #sums = new Map<number, Record<Phase, number>>();
  #steps = 0;
  #next = 0;
  #emptyMs: number | null = null;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#stamps = device.features.has('timestamp-query');
  }

  /** How many of the next `count` steps to measure: 0 most of the time. */
  due(count: number): number {
    const now = performance.now();
    if (count < 1 || now < this.#next) return 0;
    this.#next = now + EVERY_MS;
    return Math.min(STEPS, count);
  }

  get tally(): Tally | null {
    if (this.#steps === 0) return null;
    const micros = new Map(
      [...this.#sums].map(([owner, sums]) => [
        owner,
        Object.fromEntries(PHASES.map((phase) => [phase, sums[phase] / this.#steps])) as PhaseTimes,
      ]),
    );
    return { micros };
  }

  /** Encodes steps through `encode`, submits them part by part and takes their times. */
  async measure(
    ring: StepRing,
    count: number,
    encode: (pass: StepPass, slot: number, own: (owner: number) => void) => void,
  ): Promise<void> {
    if (this.#stamps) await this.#byTimestamps(ring, count, encode);
    else await this.#byQueue(ring, count, encode);
    this.#steps += count;
  }

  async #byTimestamps(ring: StepRing, count: number, encode: Encode): Promise<void> {
    const device = this.#device;
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
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
    const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
    try {
      encoder.resolveQuerySet(querySet, 0, size / 8, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const stamps = new BigUint64Array(staging.getMappedRange());
      segments.forEach((segment, index) => {
        const nanos = stamps[2 * index + 1] - stamps[2 * index];
        // Some drivers now and then give a nonsensical stamp.
        if (nanos >= 0n && nanos < 10_000_000_000n) this.#add(segment, Number(nanos) / 1000);
      });
    } finally {
      for (const buffer of [resolved, staging, querySet]) buffer.destroy();
    }
  }

  async #byQueue(ring: StepRing, count: number, encode: Encode): Promise<void> {
    const { queue } = this.#device;
    const timed = async (commands: readonly GPUCommandBuffer[]) => {
      const began = performance.now();
      queue.submit([...commands]);
      await queue.onSubmittedWorkDone();
      return performance.now() - began;
    };
    if (this.#emptyMs === null) {
      const empty: number[] = [];
      for (let i = 0; i < EMPTY_SUBMISSIONS; i++) {
        empty.push(await timed([this.#device.createCommandEncoder().finish()]));
      }
      this.#emptyMs = empty.sort((a, b) => a - b)[Math.floor(EMPTY_SUBMISSIONS / 2)];
    }
    const encoders: GPUCommandEncoder[] = [];
    const segments = encodeSegments(ring, count, encode, () => {
      const encoder = this.#device.createCommandEncoder({ label: 'measured part' });
      encoders.push(encoder);
      return { encoder };
    });
    for (const [index, segment] of segments.entries()) {
      const ms = await timed([encoders[index].finish()]);
      this.#add(segment, Math.max(0, ms - this.#emptyMs) * 1000);
    }
  }

  #add({ owner, phase }: Segment, micros: number): void {
    const sums = this.#sums.get(owner) ?? { task: 0, designed: 0, learned: 0, mixing: 0, rest: 0 };
    sums[phase] += micros;
    this.#sums.set(owner, sums);
  }
}

/** How lanes and groups belong to arms. */
interface Shares {
  /** Lanes of all arms, companions included. */
  readonly lanes: number;
  readonly arms: readonly { readonly lanes: number; readonly group: number }[];
  /** Number of arms in every group. */
  readonly groups: readonly number[];
}

/** Microseconds per step of every arm: of what all share by lanes, of what a group shares evenly. */
export function armCosts({ micros }: Tally, { lanes, arms, groups }: Shares): PhaseTimes[] {
  return arms.map((arm) => {
    const [all, own] = [micros.get(-1), micros.get(arm.group)];
    return Object.fromEntries(
      PHASES.map((phase) => [
        phase,
        ((all?.[phase] ?? 0) * arm.lanes) / lanes + (own?.[phase] ?? 0) / groups[arm.group],
      ]),
    ) as PhaseTimes;
  });
}

type Encode = Parameters<StepCosts['measure']>[2];

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
  let owner = -1;
  let open: GPUComputePassEncoder | null = null;
  const pass = (slot: number): StepPass => ({
    slot,
    at: pass,
    dispatch(bound: BoundKernel<never> | BoundKernel, x, y, z) {
      const phase = phaseOf(bound.label, owner >= 0);
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
    owner = -1;
    encode(pass(slot), slot, (next) => {
      owner = next;
    });
  }
  (open as GPUComputePassEncoder | null)?.end();
  return segments;
}
