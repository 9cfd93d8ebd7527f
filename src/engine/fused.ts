/**
 * The fused executor: WGSL kernels on one device, all lanes in the same dispatches, nothing read back
 * but the history of a chunk.
 *
 * One step: task kernel (params, step key -> loss, grads) -> record (history ring, divergence) -> clip
 * -> each structure's optimizer kernels (grads, loss, state -> updates) -> apply (params += updates).
 * Guards may work before the task and before the record; an optimizer with a companion has, for every
 * lane, a second one that trains beside it.
 */
import type { ArmConfig } from '../config/experiment';
import { foldIn, Purpose, prngKey } from '../core/prng';
import { apply, clipGrads, record, selectLanes } from '../kernels/lanes';
import { type BoundKernel, GpuRuntime, LaneStatus, type StepPass, type StepRing } from '../kernels/runtime';
import { findOptimizer } from '../optimizers';
import { MIX_PARTS, type MixPart } from '../optimizers/mixParts';
import {
  type FusedOptimizer,
  type FusedOptimizerContext,
  type HyperTable,
  MAX_CHECKS,
  type OptimizerConfig,
  type StepTime,
} from '../optimizers/types';
import type { FusedLoss } from '../tasks/types';
import type { Executor, ExecutorPlan, LaneParts, LaneProbes, LaneSnapshot, StepResults } from './executor';
import { CHANNELS, joinResults, unpackHistory } from './fusedHistory';
import { DESIGNED, initialParams, structureOf } from './lanes';
import type { PhaseTimes } from './phases';
import { ALL, armCosts, StepCosts } from './stepCosts';

/** Steps per command buffer at most. */
export const MAX_CHUNK = 64;

/** Name under which a snapshot keeps a companion's parameters. */
const COMPANION = 'companion.params';

interface Buffers {
  readonly params: GPUBuffer;
  readonly grads: GPUBuffer;
  readonly updates: GPUBuffer;
  readonly loss: GPUBuffer;
  readonly metric: GPUBuffer;
  readonly status: GPUBuffer;
  readonly batchKeys: GPUBuffer;
  readonly guarded: GPUBuffer;
  readonly events: GPUBuffer;
  readonly history: GPUBuffer;
}

/** Arms of one structure, served by one optimizer. */
interface Group {
  /** Lane of each member. */
  readonly lanes: readonly number[];
  readonly optimizer: FusedOptimizer;
}

type Fill = (firstStep: number, count: number) => void;

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
  /** Companion lane of a lane, where it has one; companions follow all lanes. */
  readonly #companions = new Map<number, number>();
  /** The lane each lane follows: itself, or the one it is the companion of. */
  readonly #sources: readonly number[];
  readonly #fills: Fill[] = [];
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
  /** A second binding of the task, for checks of lanes with companions. */
  #checkTask: FusedLoss | null = null;
  #selectPairs: BoundKernel | null = null;
  #keepsParts = false;
  /** Parameters before the step whose parts were kept, of all lanes; made when first wanted. */
  #before: GPUBuffer | null = null;
  /** That step, of the lanes whose parts are there. */
  readonly #keptStep = new Map<number, number>();
  #disposed = false;
  readonly #costs: StepCosts;

  constructor(runtime: GpuRuntime, plan: ExecutorPlan) {
    this.#runtime = runtime;
    this.#costs = new StepCosts(runtime.device);
    this.#plan = plan;
    this.#arms = plan.arms;
    this.lanes = plan.arms.length * plan.seeds.length;
    this.#size = plan.task.layout.size;
    const own = Array.from({ length: this.lanes }, (_, lane) => lane);
    for (const lane of own) {
      const { optimizer } = plan.arms[Math.floor(lane / plan.seeds.length)];
      if (findOptimizer(optimizer.id).companion) {
        this.#companions.set(lane, this.lanes + this.#companions.size);
      }
    }
    this.#sources = [...own, ...this.#companions.keys()];
    this.#diverged = new Array(this.lanes).fill(null);
    this.#active = own;
  }

  get bytes(): number {
    return this.#runtime.bytes;
  }

  async run(firstStep: number, count: number, active?: readonly number[]): Promise<StepResults> {
    this.#activate(active);
    const parts: StepResults[] = [];
    for (let done = 0; done < count; done += MAX_CHUNK) {
      parts.push(await this.#chunk(firstStep + done, Math.min(MAX_CHUNK, count - done), true));
    }
    return joinResults(parts);
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

  get costs(): readonly (PhaseTimes | null)[] {
    const { seeds } = this.#plan;
    return armCosts(
      this.#costs.tally,
      this.#arms.map((_, arm) => ({
        lanes: seeds.length * this.#doubling(arm * seeds.length),
        group: this.#groups.findIndex(({ lanes }) => lanes.includes(arm * seeds.length)),
      })),
    );
  }

  /** Lanes the device computes for a lane: two where it has a companion. */
  #doubling(lane: number): number {
    return this.#companions.has(lane) ? 2 : 1;
  }

  /** How many lanes, companions included, of every group and of all train now. */
  #trainingLanes(): Map<number, number> {
    const training = new Set(this.#active.filter((lane) => this.#diverged[lane] === null));
    const of = (lanes: readonly number[]) =>
      lanes.reduce((sum, lane) => sum + (training.has(lane) ? this.#doubling(lane) : 0), 0);
    const groups = this.#groups.map(({ lanes }, group) => [group, of(lanes)] as const);
    return new Map([[ALL, of([...training])], ...groups]);
  }

  async fullLoss(): Promise<Float32Array> {
    if (!this.#task.fullLoss) return (await this.evaluate(0)).loss;
    return (await this.#task.fullLoss()).slice(0, this.lanes);
  }

  async snapshot(step: number): Promise<LaneSnapshot[]> {
    const [params, ...states] = await Promise.all([
      this.#runtime.readFloats(this.#buffers.params),
      ...this.#groups.map(async ({ lanes, optimizer }) => ({
        lanes,
        words: await Promise.all(
          Object.entries(optimizer.state).map(
            async ([name, buffer]) => [name, new Uint32Array(await this.#runtime.read(buffer))] as const,
          ),
        ),
      })),
    ]);
    const paramsOf = (lane: number) => params.slice(lane * this.#size, (lane + 1) * this.#size);
    const kept = Array.from({ length: this.lanes }, (): Record<string, Uint32Array<ArrayBuffer>> => ({}));
    for (const [lane, companion] of this.#companions) {
      kept[lane][COMPANION] = new Uint32Array(paramsOf(companion).buffer);
    }
    for (const { lanes, words } of states) {
      for (const [name, all] of words) {
        const stride = Math.floor(all.length / lanes.length);
        lanes.forEach((lane, member) => {
          kept[lane][name] = all.slice(member * stride, (member + 1) * stride);
        });
      }
    }
    return kept.map((state, lane) => ({
      step,
      divergedStep: this.#diverged[lane],
      params: paramsOf(lane),
      state,
    }));
  }

  async restore(lanes: readonly (LaneSnapshot | null)[]): Promise<void> {
    this.#keptStep.clear();
    const { params } = this.#buffers;
    lanes.forEach((snapshot, lane) => {
      if (!snapshot) return;
      this.#diverged[lane] = snapshot.divergedStep;
      this.#runtime.write(params, snapshot.params, lane * this.#size * 4);
      const companion = this.#companions.get(lane);
      const words = snapshot.state[COMPANION];
      if (companion !== undefined && words) this.#runtime.write(params, words, companion * this.#size * 4);
    });
    for (const group of this.#groups) {
      group.lanes.forEach((lane, member) => {
        for (const [name, buffer] of Object.entries(group.optimizer.state)) {
          const words = lanes[lane]?.state[name];
          if (words) this.#runtime.write(buffer, words, member * words.byteLength);
        }
      });
    }
    this.#writeStatus();
  }

  keepParts(on: boolean): void {
    const wanted = on && this.#groups.some(({ optimizer }) => optimizer.parts);
    if (wanted) this.#before ??= this.#runtime.buffer('params before', this.lanes * this.#size * 4);
    if (!wanted) this.#keptStep.clear();
    this.#keepsParts = wanted;
  }

  async readParts(lane: number): Promise<LaneParts | null> {
    const step = this.#keptStep.get(lane);
    const group = this.#groups.find(({ lanes, optimizer }) => optimizer.parts && lanes.includes(lane));
    if (step === undefined || !group) return null;
    const size = this.#size;
    const member = group.lanes.indexOf(lane);
    const { buffer, first } = group.optimizer.parts!;
    const read = (from: GPUBuffer, at: number) => this.#runtime.readFloats(from, at * size, size);
    const state = Object.entries(group.optimizer.state).filter(
      ([name, { size: bytes }]) =>
        name.startsWith(DESIGNED) && bytes === 4 * Math.max(1, group.lanes.length * size),
    );
    const [parts, update, before, after, ...moments] = await Promise.all([
      this.#runtime.readFloats(buffer, first + member * MIX_PARTS.length * size, MIX_PARTS.length * size),
      read(this.#buffers.updates, lane),
      read(this.#before!, lane),
      read(this.#buffers.params, lane),
      ...state.map(([, from]) => read(from, member)),
    ]);
    return {
      step,
      parts: Object.fromEntries(
        MIX_PARTS.map((name, index) => [name, parts.subarray(index * size, (index + 1) * size)]),
      ) as Record<MixPart, Float32Array>,
      update,
      before,
      after,
      moments: Object.fromEntries(state.map(([name], i) => [name.slice(DESIGNED.length), moments[i]])),
    };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#task?.destroy();
    this.#checkTask?.destroy();
    for (const { optimizer } of this.#groups) optimizer.destroy();
    this.#runtime.dispose();
    for (const buffer of this.#staging) buffer.destroy();
  }

  // -- building ------------------------------------------------------------------------------------

  async build(): Promise<void> {
    const total = this.#sources.length;
    const seeds = this.#plan.seeds.length;
    const make = (label: string, content: number | ArrayBufferView<ArrayBuffer>) =>
      this.#runtime.buffer(label, content);
    const keys = this.#sources.flatMap((lane) =>
      foldIn(prngKey(this.#plan.seeds[lane % seeds]), Purpose.batch),
    );
    this.#buffers = {
      params: make('params', this.#startParams()),
      grads: make('grads', total * this.#size * 4),
      updates: make('updates', total * this.#size * 4),
      loss: make('loss', total * 4),
      metric: make('metric', total * 4),
      status: make('status', new Uint32Array(total).fill(LaneStatus.running)),
      batchKeys: make('batchKeys', Uint32Array.from(keys)),
      guarded: make('guarded', total * 4),
      events: make('events', total * 4),
      history: make('history', MAX_CHUNK * CHANNELS * total * 4),
    };
    this.#ring = this.#runtime.stepRing(MAX_CHUNK * (1 + MAX_CHECKS));
    this.#task = await this.#bindTask(this.#buffers.status);
    await this.#bindKernels(total, seeds);
    if (this.#companions.size > 0) await this.#buildChecks(total);
    await this.#buildGroups();
  }

  async #bindKernels(total: number, seeds: number): Promise<void> {
    const { params, grads, updates, loss, metric, status, guarded, events, history } = this.#buffers;
    this.#record = await this.#runtime.bind(
      record,
      { loss, metric, guarded, status, events, history },
      { lanes: total },
    );
    const clipNorms = this.#table(this.#arms.length, 1, (row) => [this.#arms[row].clipNorm]);
    const armOf = Uint32Array.from(this.#sources, (lane) => Math.floor(lane / seeds));
    this.#clip = await this.#runtime.bind(
      clipGrads,
      { status, clipNorms: clipNorms.buffer, armOf: this.#runtime.buffer('armOf', armOf), grads },
      { size: this.#size, rows: this.#arms.length },
    );
    const { layout, nonNegative = [] } = this.#plan.task;
    const flags = new Uint32Array(nonNegative.length > 0 ? this.#size : 1);
    for (const { name, offset, size } of layout.segments) {
      if (nonNegative.includes(name)) flags.fill(1, offset, offset + size);
    }
    this.#apply = await this.#runtime.bind(
      apply,
      { updates, status, nonNegative: this.#runtime.buffer('nonNegative', flags), params },
      { size: this.#size },
      { BOUNDED: nonNegative.length > 0 ? 1 : 0 },
    );
  }

  #startParams(): Float32Array<ArrayBuffer> {
    const own = initialParams(this.#plan);
    const all = new Float32Array(this.#sources.length * this.#size);
    this.#sources.forEach((source, lane) => {
      all.set(own.subarray(source * this.#size, (source + 1) * this.#size), lane * this.#size);
    });
    return all;
  }

  #bindTask(status: GPUBuffer): Promise<FusedLoss> {
    const { params, grads, loss, metric, batchKeys } = this.#buffers;
    const lanes = this.#sources.length;
    return this.#plan.task.fused({
      runtime: this.#runtime,
      lanes,
      params,
      grads,
      loss,
      metric,
      status,
      batchKeys,
    });
  }

  async #buildChecks(total: number): Promise<void> {
    const selected = this.#runtime.buffer('checkStatus', total * 4);
    const paired = new Uint32Array(total);
    for (const pair of this.#companions) for (const lane of pair) paired[lane] = 1;
    const chosen = this.#runtime.buffer('paired', paired);
    const { status } = this.#buffers;
    this.#selectPairs = await this.#runtime.bind(selectLanes, { status, chosen, selected }, { lanes: total });
    this.#checkTask = await this.#bindTask(selected);
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
    this.#fills.push((firstStep, count) => {
      for (let slot = 0; slot < count; slot++) {
        for (let row = 0; row < rows; row++) {
          words.set(values(row, { step: firstStep + slot, numSteps }), (slot * rows + row) * width);
        }
      }
      this.#runtime.device.queue.writeBuffer(buffer, 0, words, 0, count * rows * width);
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
      const tableOf = (of: readonly number[]) =>
        this.#runtime.buffer(
          'laneTable',
          Uint32Array.from(
            of.flatMap((lane, member) => [lane, Math.floor(member / seeds.length), 0, member % seeds.length]),
          ),
        );
      const companions = this.#companions.has(lanes[0])
        ? tableOf(lanes.map((lane) => this.#companions.get(lane)!))
        : null;
      const context = this.#context(
        { members, count: lanes.length, table: tableOf(lanes), companions },
        (config) => config,
        this.#buffers.updates,
      );
      const find = this.#plan.optimizerOf ?? findOptimizer;
      const optimizer = await find(arms[members[0]].optimizer.id).fused(context);
      this.#groups.push({ lanes, optimizer });
    }
  }

  #context(
    group: {
      readonly members: readonly number[];
      readonly count: number;
      readonly table: GPUBuffer;
      readonly companions: GPUBuffer | null;
    },
    pick: (config: OptimizerConfig) => OptimizerConfig,
    update: GPUBuffer,
  ): FusedOptimizerContext {
    const { members, count, table, companions } = group;
    const configs = () => members.map((arm) => pick(this.#arms[arm].optimizer));
    const part = (lanes: GPUBuffer) => (name: string, target: GPUBuffer) =>
      this.#context(
        { members, count, table: lanes, companions: null },
        (config) => pick(config).parts![name],
        target,
      );
    const { params, grads, loss, status, guarded, events } = this.#buffers;
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
      guarded,
      events,
      configs,
      hyperTable: (names, values) =>
        this.#table(members.length, names.length, (row, time) => values(configs()[row], time)),
      part: part(table),
      ...(companions
        ? {
            companion: {
              table: companions,
              part: part(companions),
              evaluate: (pass: StepPass, check: number) => {
                pass.dispatch(this.#selectPairs!, Math.ceil(this.#sources.length / 64));
                this.#checkTask!.encode(pass.at(MAX_CHUNK + pass.slot * MAX_CHECKS + check));
              },
            },
          }
        : {}),
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
    const own = new Uint32Array(this.lanes).fill(LaneStatus.idle);
    for (const lane of this.#active) own[lane] = LaneStatus.running;
    this.#diverged.forEach((step, lane) => {
      if (step !== null) own[lane] = LaneStatus.diverged;
    });
    this.#runtime.write(
      this.#buffers.status,
      Uint32Array.from(this.#sources, (lane) => own[lane]),
    );
  }

  async #chunk(firstStep: number, count: number, update: boolean): Promise<StepResults> {
    this.#ring.write(firstStep, count);
    for (let slot = 0; this.#checkTask && slot < count; slot++) {
      // Batches of checks are fresh: their indices lie above those of any training step.
      this.#ring.write(2 ** 31 + (firstStep + slot) * MAX_CHECKS, MAX_CHECKS, MAX_CHUNK + slot * MAX_CHECKS);
    }
    for (const fill of this.#fills) fill(firstStep, count);
    const encoder = this.#runtime.device.createCommandEncoder({ label: 'chunk' });
    const keeps = this.#keepsParts && update;
    for (const { optimizer } of this.#groups) optimizer.parts?.keep(keeps ? count - 1 : null);
    // The step whose parts are kept does a little more than others: it is measured only where it is alone.
    const alone = keeps && count === 1;
    const measured = update ? this.#costs.due(keeps && !alone ? count - 1 : count) : 0;
    if (measured > 0) {
      if (alone) {
        const before = this.#runtime.device.createCommandEncoder({ label: 'before the step' });
        this.#copyParams(before);
        this.#runtime.device.queue.submit([before.finish()]);
      }
      await this.#costs.measure(this.#ring, measured, this.#trainingLanes(), (pass, slot, own) =>
        this.#encodeStep(pass, firstStep + slot, true, own),
      );
    }
    let pass = encoder.beginComputePass({ label: 'chunk' });
    for (let slot = measured; slot < count; slot++) {
      if (keeps && slot === count - 1) {
        pass.end();
        this.#copyParams(encoder);
        pass = encoder.beginComputePass({ label: 'last step' });
      }
      this.#encodeStep(this.#ring.pass(pass, slot), firstStep + slot, update);
    }
    pass.end();
    const { history, probes } = await this.#readBack(encoder, count);
    const { results, stopped } = unpackHistory(
      history,
      firstStep,
      count,
      this.lanes,
      this.#sources.length,
      this.#plan.task.metric,
    );
    for (const { lane, step } of stopped) this.#diverged[lane] ??= step;
    if (keeps) {
      for (const lane of this.#active) {
        if (this.#diverged[lane] === null) this.#keptStep.set(lane, firstStep + count - 1);
        else this.#keptStep.delete(lane);
      }
    }
    return update && probes.length > 0 ? { ...results, probes } : results;
  }

  /** The parameters of the lanes that train, to be kept. */
  #copyParams(encoder: GPUCommandEncoder): void {
    const row = this.#size * 4;
    for (const lane of this.#active) {
      encoder.copyBufferToBuffer(this.#buffers.params, lane * row, this.#before!, lane * row, row);
    }
  }

  /** `own` is told whose kernels follow: those of a group by index, or (`ALL`) of all. */
  #encodeStep(pass: StepPass, index: number, update: boolean, own: (owner: number) => void = () => {}): void {
    const each = (encode: (optimizer: FusedOptimizer) => void) => {
      this.#groups.forEach(({ optimizer }, group) => {
        own(group);
        encode(optimizer);
      });
      own(ALL);
    };
    if (index > 0) each((optimizer) => optimizer.encodeBefore?.(pass, index));
    this.#task.encode(pass);
    if (update) each((optimizer) => optimizer.encodeGuard?.(pass));
    pass.dispatch(this.#record, Math.ceil(this.#sources.length / 64));
    if (!update) return;
    if (this.#arms.some((arm) => arm.clipNorm > 0)) pass.dispatch(this.#clip, this.#sources.length);
    each((optimizer) => optimizer.encode(pass));
    pass.dispatch(this.#apply, Math.min(65_535, Math.ceil(this.#size / 64)), this.#sources.length);
  }

  /** Submits the chunk with copies of its history and of the last step's probes, and waits for them. */
  async #readBack(
    encoder: GPUCommandEncoder,
    count: number,
  ): Promise<{ history: Float32Array; probes: LaneProbes[] }> {
    const { device } = this.#runtime;
    const bytes = count * CHANNELS * this.#sources.length * 4;
    const probed = this.#groups.flatMap(({ lanes, optimizer: { probes } }) =>
      probes ? [{ lanes, ...probes, rowBytes: lanes.length * probes.layers * probes.names.length * 4 }] : [],
    );
    const staging =
      this.#staging.pop() ??
      device.createBuffer({
        label: 'staging',
        size: this.#buffers.history.size + probed.reduce((sum, { rowBytes }) => sum + rowBytes, 0),
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
    encoder.copyBufferToBuffer(this.#buffers.history, 0, staging, 0, bytes);
    let end = bytes;
    for (const { buffer, rowBytes } of probed) {
      encoder.copyBufferToBuffer(buffer, (count - 1) * rowBytes, staging, end, rowBytes);
      end += rowBytes;
    }
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ, 0, end);
    const words = new Float32Array(staging.getMappedRange(0, end).slice(0));
    staging.unmap();
    if (this.#disposed) staging.destroy();
    else this.#staging.push(staging);
    let at = bytes / 4;
    const probes = probed.flatMap(({ lanes, names, layers }) =>
      lanes.map((lane): LaneProbes => {
        const start = at;
        at += layers * names.length;
        return { lane, names, layers, values: words.slice(start, at) };
      }),
    );
    return { history: words.subarray(0, bytes / 4), probes };
  }
}
