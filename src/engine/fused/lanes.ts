/** The lanes of a fused executor on the device: their buffers, which of them train, and their companions. */
import { foldIn, Purpose, prngKey } from '../../core/prng';
import { type GpuRuntime, LaneStatus } from '../../kernels/runtime';
import { findMethod } from '../../methods';
import { type ExecutorSetup, validatesAt } from '../executor';
import { initialParams } from '../lanes';
import { CHANNELS } from './history';

/** Steps per command buffer at most. */
export const MAX_CHUNK = 64;

/** Rows of all lanes, companions after them; see `FusedTaskContext` and `FusedOptimizerContext`. */
export interface LaneBuffers {
  readonly params: GPUBuffer;
  readonly grads: GPUBuffer;
  readonly updates: GPUBuffer;
  readonly loss: GPUBuffer;
  readonly metric: GPUBuffer;
  readonly status: GPUBuffer;
  readonly batchKeys: GPUBuffer;
  readonly guarded: GPUBuffer;
  readonly events: GPUBuffer;
  /** `f32[MAX_CHUNK, CHANNELS, total]`. */
  readonly history: GPUBuffer;
  /** `[total, 2]`, where held-out examples are looked at. */
  readonly validation: GPUBuffer | null;
}

export class DeviceLanes {
  readonly runtime: GpuRuntime;
  /** Lanes of arms; companions not counted. */
  readonly count: number;
  /** Parameters of a lane. */
  readonly size: number;
  /** Companion lane of a lane, where it has one; companions follow all lanes. */
  readonly companions = new Map<number, number>();
  /** The lane each lane follows: itself, or the one it is the companion of. */
  readonly sources: readonly number[];
  /** Step of divergence by lane, or null. */
  readonly diverged: (number | null)[];
  readonly buffers: LaneBuffers;
  #active: readonly number[];

  constructor(runtime: GpuRuntime, setup: ExecutorSetup) {
    this.runtime = runtime;
    this.count = setup.arms.length * setup.seeds.length;
    this.size = setup.task.layout.size;
    const own = Array.from({ length: this.count }, (_, lane) => lane);
    for (const lane of own) {
      const { optimizer } = setup.arms[Math.floor(lane / setup.seeds.length)];
      const method = findMethod(optimizer.id);
      if (method.family === 'guard' && method.companion) {
        this.companions.set(lane, this.count + this.companions.size);
      }
    }
    this.sources = [...own, ...this.companions.keys()];
    this.diverged = new Array(this.count).fill(null);
    this.#active = own;
    this.buffers = this.#makeBuffers(setup);
  }

  /** Lanes and companions. */
  get total(): number {
    return this.sources.length;
  }

  /** Lanes chosen to train, diverged ones among them. */
  get active(): readonly number[] {
    return this.#active;
  }

  /** Lanes that do train. */
  get training(): readonly number[] {
    return this.#active.filter((lane) => this.diverged[lane] === null);
  }

  /** Lanes the device computes for a lane: two where it has a companion. */
  doubling(lane: number): number {
    return this.companions.has(lane) ? 2 : 1;
  }

  /** Chooses the lanes that train (default: all). */
  activate(active?: readonly number[]): void {
    const wanted = active ?? Array.from({ length: this.count }, (_, lane) => lane);
    const same = wanted.length === this.#active.length && wanted.every((lane, i) => lane === this.#active[i]);
    if (same) return;
    this.#active = [...wanted];
    this.writeStatus();
  }

  /** Tells the device which lanes train. */
  writeStatus(): void {
    const own = new Uint32Array(this.count).fill(LaneStatus.idle);
    for (const lane of this.#active) own[lane] = LaneStatus.running;
    this.diverged.forEach((step, lane) => {
      if (step !== null) own[lane] = LaneStatus.diverged;
    });
    this.runtime.write(
      this.buffers.status,
      Uint32Array.from(this.sources, (lane) => own[lane]),
    );
  }

  #makeBuffers(setup: ExecutorSetup): LaneBuffers {
    const { total, size } = this;
    const make = (label: string, content: number | ArrayBufferView<ArrayBuffer>) =>
      this.runtime.buffer(label, content);
    const keys = this.sources.flatMap((lane) =>
      foldIn(prngKey(setup.seeds[lane % setup.seeds.length]), Purpose.batch),
    );
    return {
      params: make('params', this.#startParams(setup)),
      grads: make('grads', total * size * 4),
      updates: make('updates', total * size * 4),
      loss: make('loss', total * 4),
      metric: make('metric', total * 4),
      status: make('status', new Uint32Array(total).fill(LaneStatus.running)),
      batchKeys: make('batchKeys', Uint32Array.from(keys)),
      guarded: make('guarded', total * 4),
      events: make('events', total * 4),
      history: make('history', MAX_CHUNK * CHANNELS * total * 4),
      validation: validatesAt(setup, 0) ? make('validation', total * 2 * 4) : null,
    };
  }

  #startParams(setup: ExecutorSetup): Float32Array<ArrayBuffer> {
    const own = initialParams(setup);
    const all = new Float32Array(this.total * this.size);
    this.sources.forEach((source, lane) => {
      all.set(own.subarray(source * this.size, (source + 1) * this.size), lane * this.size);
    });
    return all;
  }
}
