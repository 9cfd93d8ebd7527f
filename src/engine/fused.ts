/**
 * The fused executor: WGSL kernels on one device, all lanes in the same dispatches, nothing read back
 * but the history of a chunk.
 *
 * One step: task kernel (params, step key -> loss, grads) -> record (history ring, divergence) -> clip
 * -> each structure's optimizer kernels (grads, loss, state -> updates) -> apply (params += updates).
 */
import type { ArmConfig } from '../config/experiment';
import { foldIn, Purpose, prngKey } from '../core/prng';
import { apply, clipGrads, record } from '../kernels/lanes';
import { type BoundKernel, GpuRuntime, LaneStatus, type StepRing } from '../kernels/runtime';
import { findOptimizer } from '../optimizers';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  HyperTable,
  OptimizerConfig,
  StepTime,
} from '../optimizers/types';
import type { FusedLoss } from '../tasks/types';
import type { Executor, ExecutorPlan, LaneSnapshot, StepResults } from './executor';
import { initialParams, structureOf } from './lanes';

/** Steps per command buffer at most. */
export const MAX_CHUNK = 64;

interface Buffers {
  readonly params: GPUBuffer;
  readonly grads: GPUBuffer;
  readonly updates: GPUBuffer;
  readonly loss: GPUBuffer;
  readonly metric: GPUBuffer;
  readonly status: GPUBuffer;
  readonly batchKeys: GPUBuffer;
  readonly history: GPUBuffer;
}

/** Arms of one structure, served by one optimizer. */
interface Group {
  /** Arm indices, one hyper row each. */
  readonly arms: readonly number[];
  /** Lane of each member. */
  readonly lanes: readonly number[];
  readonly table: GPUBuffer;
  optimizer: FusedOptimizer;
}

interface FilledTable {
  readonly buffer: GPUBuffer;
  fill(firstStep: number, count: number): void;
}

/** Builds buffers and kernels for a plan. The device stays the caller's. */
export async function createFusedExecutor(device: GPUDevice, plan: ExecutorPlan): Promise<Executor> {
  const executor = new FusedExecutor(new GpuRuntime(device), plan);
  try {
    await executor.build();
  } catch (error) {
    executor.dispose();
    throw error;
  }
  return executor;
}

class FusedExecutor implements Executor {
  readonly kind = 'fused';
  readonly lanes: number;
  readonly #runtime: GpuRuntime;
  readonly #plan: ExecutorPlan;
  readonly #size: number;
  readonly #channels: number;
  readonly #tables: FilledTable[] = [];
  readonly #groups: Group[] = [];
  readonly #diverged: (number | null)[];
  readonly #staging: GPUBuffer[] = [];
  #arms: readonly ArmConfig[];
  #active: readonly number[];
  #buffers!: Buffers;
  #ring!: StepRing;
  #task!: FusedLoss;
  #record!: BoundKernel;
  #apply!: BoundKernel;
  #clip!: BoundKernel;
  #disposed = false;

  constructor(runtime: GpuRuntime, plan: ExecutorPlan) {
    this.#runtime = runtime;
    this.#plan = plan;
    this.#arms = plan.arms;
    this.lanes = plan.arms.length * plan.seeds.length;
    this.#size = plan.task.layout.size;
    this.#channels = plan.task.metric && !plan.task.metric.fromLoss ? 2 : 1;
    this.#diverged = new Array(this.lanes).fill(null);
    this.#active = Array.from({ length: this.lanes }, (_, lane) => lane);
  }

  get bytes(): number {
    return this.#runtime.bytes;
  }

  async build(): Promise<void> {
    const { task, seeds } = this.#plan;
    const { lanes } = this;
    const vector = lanes * this.#size * 4;
    this.#buffers = {
      params: this.#runtime.buffer('params', initialParams(this.#plan)),
      grads: this.#runtime.buffer('grads', vector),
      updates: this.#runtime.buffer('updates', vector),
      loss: this.#runtime.buffer('loss', lanes * 4),
      metric: this.#runtime.buffer('metric', lanes * 4),
      status: this.#runtime.buffer('status', new Uint32Array(lanes).fill(LaneStatus.running)),
      batchKeys: this.#runtime.buffer('batchKeys', batchKeys(seeds, lanes)),
      history: this.#runtime.buffer('history', MAX_CHUNK * this.#channels * lanes * 4),
    };
    this.#ring = this.#runtime.stepRing(MAX_CHUNK);
    const { params, grads, updates, loss, metric, status, batchKeys: keys, history } = this.#buffers;
    this.#task = await task.fused({
      runtime: this.#runtime,
      lanes,
      params,
      grads,
      loss,
      metric,
      status,
      batchKeys: keys,
    });
    this.#record = await this.#runtime.bind(
      record,
      { loss, metric, status, history },
      { lanes, channels: this.#channels },
    );
    const clipNorms = this.#table(this.#arms.length, 1, (row) => [this.#arms[row].clipNorm]);
    this.#clip = await this.#runtime.bind(
      clipGrads,
      { status, clipNorms: clipNorms.buffer, grads },
      { size: this.#size, rows: this.#arms.length, seeds: seeds.length },
    );
    const bounded = this.#bounds();
    this.#apply = await this.#runtime.bind(
      apply,
      { updates, status, nonNegative: bounded.buffer, params },
      { size: this.#size },
      { BOUNDED: bounded.any ? 1 : 0 },
    );
    await this.#buildGroups();
  }

  async run(firstStep: number, count: number, active?: readonly number[]): Promise<StepResults> {
    this.#activate(active);
    const parts: StepResults[] = [];
    for (let done = 0; done < count; done += MAX_CHUNK) {
      parts.push(await this.#chunk(firstStep + done, Math.min(MAX_CHUNK, count - done), true));
    }
    return parts.length === 1 ? parts[0] : joinResults(parts);
  }

  async evaluate(step: number): Promise<StepResults> {
    this.#activate();
    return this.#chunk(step, 1, false);
  }

  readGrads(): Promise<Float32Array> {
    return this.#runtime.readFloats(this.#buffers.grads, 0, this.lanes * this.#size);
  }

  readParams(): Promise<Float32Array<ArrayBuffer>> {
    return this.#runtime.readFloats(this.#buffers.params, 0, this.lanes * this.#size);
  }

  readLane(lane: number): Promise<Float32Array<ArrayBuffer>> {
    return this.#runtime.readFloats(this.#buffers.params, lane * this.#size, this.#size);
  }

  divergedSteps(): readonly (number | null)[] {
    return this.#diverged;
  }

  configure(arms: readonly ArmConfig[]): void {
    this.#arms = arms;
  }

  async fullLoss(): Promise<Float32Array> {
    return this.#task.fullLoss ? this.#task.fullLoss() : (await this.evaluate(0)).loss;
  }

  async snapshot(step: number): Promise<LaneSnapshot[]> {
    const [params, ...states] = await Promise.all([
      this.readParams(),
      ...this.#groups.map(async (group) => {
        const names = Object.keys(group.optimizer.state);
        const words = await Promise.all(
          names.map(async (name) => new Uint32Array(await this.#runtime.read(group.optimizer.state[name]))),
        );
        return { group, names, words };
      }),
    ]);
    const snapshots = Array.from(
      { length: this.lanes },
      (_, lane): LaneSnapshot => ({
        step,
        divergedStep: this.#diverged[lane],
        params: params.slice(lane * this.#size, (lane + 1) * this.#size),
        state: {},
      }),
    );
    for (const { group, names, words } of states) {
      group.lanes.forEach((lane, member) => {
        const state = snapshots[lane].state as Record<string, Uint32Array<ArrayBuffer>>;
        names.forEach((name, index) => {
          const stride = Math.floor(words[index].length / group.lanes.length);
          state[name] = words[index].slice(member * stride, (member + 1) * stride);
        });
      });
    }
    return snapshots;
  }

  async restore(lanes: readonly (LaneSnapshot | null)[]): Promise<void> {
    lanes.forEach((snapshot, lane) => {
      if (!snapshot) return;
      this.#diverged[lane] = snapshot.divergedStep;
      this.#runtime.write(this.#buffers.params, snapshot.params, lane * this.#size * 4);
    });
    for (const group of this.#groups) {
      group.lanes.forEach((lane, member) => {
        const snapshot = lanes[lane];
        if (!snapshot) return;
        for (const [name, buffer] of Object.entries(group.optimizer.state)) {
          const words = snapshot.state[name];
          if (words) this.#runtime.write(buffer, words, member * words.byteLength);
        }
      });
    }
    this.#writeStatus();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#task?.destroy();
    for (const group of this.#groups) group.optimizer?.destroy();
    this.#runtime.dispose();
    for (const buffer of this.#staging) buffer.destroy();
  }

  // -- building ------------------------------------------------------------------------------------

  #bounds(): { buffer: GPUBuffer; any: boolean } {
    const { layout, nonNegative = [] } = this.#plan.task;
    const flags = new Uint32Array(nonNegative.length > 0 ? this.#size : 1);
    for (const { name, offset, size } of layout.segments) {
      if (nonNegative.includes(name)) flags.fill(1, offset, offset + size);
    }
    return { buffer: this.#runtime.buffer('nonNegative', flags), any: nonNegative.length > 0 };
  }

  /** A table of `width` numbers per row and slot, refilled before every chunk. */
  #table(
    rows: number,
    width: number,
    values: (row: number, time: StepTime) => readonly number[],
  ): HyperTable {
    const words = new Float32Array(MAX_CHUNK * rows * width);
    const buffer = this.#runtime.buffer('hypers', words.byteLength);
    const { numSteps } = this.#plan;
    this.#tables.push({
      buffer,
      fill: (firstStep, count) => {
        for (let slot = 0; slot < count; slot++) {
          for (let row = 0; row < rows; row++) {
            words.set(values(row, { step: firstStep + slot, numSteps }), (slot * rows + row) * width);
          }
        }
        this.#runtime.device.queue.writeBuffer(buffer, 0, words, 0, count * rows * width);
      },
    });
    return { buffer, rows };
  }

  async #buildGroups(): Promise<void> {
    const { arms, seeds } = this.#plan;
    const byStructure = new Map<string, number[]>();
    arms.forEach((arm, index) => {
      const key = structureOf(arm.optimizer);
      byStructure.set(key, [...(byStructure.get(key) ?? []), index]);
    });
    for (const members of byStructure.values()) {
      const lanes = members.flatMap((arm) => seeds.map((_, seed) => arm * seeds.length + seed));
      const table = this.#runtime.buffer(
        'laneTable',
        Uint32Array.from(
          members.flatMap((arm, row) =>
            seeds.flatMap((_, seed) => [arm * seeds.length + seed, row, 0, seed]),
          ),
        ),
      );
      const context = this.#context(members, table, lanes.length, (config) => config, this.#buffers.updates);
      const optimizer = await findOptimizer(arms[members[0]].optimizer.id).fused(context);
      this.#groups.push({ arms: members, lanes, table, optimizer });
    }
  }

  #context(
    members: readonly number[],
    table: GPUBuffer,
    count: number,
    pick: (config: OptimizerConfig) => OptimizerConfig,
    update: GPUBuffer,
  ): FusedOptimizerContext {
    const configs = () => members.map((arm) => pick(this.#arms[arm].optimizer));
    const { params, grads, loss, status } = this.#buffers;
    return {
      runtime: this.#runtime,
      layout: this.#plan.task.layout,
      group: { count, table },
      numSteps: this.#plan.numSteps,
      params,
      grads,
      loss,
      status,
      update,
      configs,
      hyperTable: (names, values) =>
        this.#table(members.length, names.length, (row, time) => values(configs()[row], time)),
      part: (name, target) =>
        this.#context(members, table, count, (config) => pick(config).parts![name], target),
    };
  }

  // -- running -------------------------------------------------------------------------------------

  #activate(active?: readonly number[]): void {
    const wanted = active ?? Array.from({ length: this.lanes }, (_, lane) => lane);
    const same = wanted.length === this.#active.length && wanted.every((lane, i) => lane === this.#active[i]);
    if (same) return;
    this.#active = [...wanted];
    this.#writeStatus();
  }

  #writeStatus(): void {
    const status = new Uint32Array(this.lanes).fill(LaneStatus.idle);
    for (const lane of this.#active) status[lane] = LaneStatus.running;
    this.#diverged.forEach((step, lane) => {
      if (step !== null) status[lane] = LaneStatus.diverged;
    });
    this.#runtime.write(this.#buffers.status, status);
  }

  async #chunk(firstStep: number, count: number, update: boolean): Promise<StepResults> {
    const { device } = this.#runtime;
    this.#ring.write(firstStep, count);
    for (const table of this.#tables) table.fill(firstStep, count);
    const clipping = update && this.#arms.some((arm) => arm.clipNorm > 0);
    const encoder = device.createCommandEncoder({ label: 'chunk' });
    const pass = encoder.beginComputePass({ label: 'chunk' });
    const wide = Math.min(65_535, Math.ceil(this.#size / 64));
    for (let slot = 0; slot < count; slot++) {
      const step = this.#ring.pass(pass, slot);
      this.#task.encode(step);
      step.dispatch(this.#record, Math.ceil(this.lanes / 64));
      if (!update) continue;
      if (clipping) step.dispatch(this.#clip, this.lanes);
      for (const group of this.#groups) group.optimizer.encode(step);
      step.dispatch(this.#apply, wide, this.lanes);
    }
    pass.end();
    const words = await this.#readHistory(encoder, count);
    return this.#unpack(words, firstStep, count);
  }

  /** Submits the chunk with a copy of its history and waits for that copy. */
  async #readHistory(encoder: GPUCommandEncoder, count: number): Promise<Float32Array> {
    const { device } = this.#runtime;
    const bytes = count * this.#channels * this.lanes * 4;
    const staging =
      this.#staging.pop() ??
      device.createBuffer({
        label: 'history staging',
        size: this.#buffers.history.size,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
    encoder.copyBufferToBuffer(this.#buffers.history, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ, 0, bytes);
    const words = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
    if (this.#disposed) staging.destroy();
    else this.#staging.push(staging);
    return words;
  }

  #unpack(words: Float32Array, firstStep: number, count: number): StepResults {
    const { lanes } = this;
    const channels = this.#channels;
    const channel = (index: number) => {
      const values = new Float32Array(count * lanes);
      for (let slot = 0; slot < count; slot++) {
        const from = (slot * channels + index) * lanes;
        values.set(words.subarray(from, from + lanes), slot * lanes);
      }
      return values;
    };
    const loss = channel(0);
    for (const lane of this.#active) {
      if (this.#diverged[lane] !== null) continue;
      for (let slot = 0; slot < count; slot++) {
        if (Number.isNaN(loss[slot * lanes + lane])) {
          this.#diverged[lane] = firstStep + slot;
          break;
        }
      }
    }
    const { metric } = this.#plan.task;
    if (!metric) return { firstStep, count, loss };
    return { firstStep, count, loss, metric: metric.fromLoss ? loss.map(metric.fromLoss) : channel(1) };
  }
}

/** Batch key of every lane as 32-bit words, `[lanes, 2]`. */
function batchKeys(seeds: readonly number[], lanes: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(lanes * 2);
  for (let lane = 0; lane < lanes; lane++) {
    words.set(foldIn(prngKey(seeds[lane % seeds.length]), Purpose.batch), lane * 2);
  }
  return words;
}

function joinResults(parts: readonly StepResults[]): StepResults {
  const join = (pick: (part: StepResults) => Float32Array | undefined): Float32Array => {
    const arrays = parts.map((part) => pick(part)!);
    const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
    let offset = 0;
    for (const array of arrays) {
      all.set(array, offset);
      offset += array.length;
    }
    return all;
  };
  return {
    firstStep: parts[0].firstStep,
    count: parts.reduce((sum, part) => sum + part.count, 0),
    loss: join((part) => part.loss),
    ...(parts[0].metric ? { metric: join((part) => part.metric) } : {}),
  };
}
