/**
 * The fused executor: WGSL kernels on one device, all lanes in the same dispatches, nothing read back
 * but the history of a chunk.
 *
 * One step: task kernel (params, step key -> loss, grads) -> record (history ring, divergence) -> clip
 * -> each structure's optimizer kernels (grads, loss, state -> updates) -> apply (params += updates).
 * Guards may work before the task and before the record; a guard with a companion has, for every
 * lane, a second one that trains beside it.
 */
import type { ArmConfig } from '../../config/types';
import type { FusedGuard } from '../../guards/types';
import { apply, clipGrads, record } from '../../kernels/lanes';
import type { PhaseTimes } from '../../kernels/phases';
import { type BoundKernel, GpuRuntime, type StepPass, type StepRing } from '../../kernels/runtime';
import type { FusedLoss } from '../../tasks/types';
import {
  type Executor,
  type ExecutorSetup,
  type LaneSnapshot,
  type LaneTerms,
  type StepResults,
  validatesAt,
} from '../executor';
import { CompanionChecks, RING_SLOTS } from './checks';
import { buildGroups, type Group } from './groups';
import { joinResults, unpackHistory, unpackValidation } from './history';
import { HyperTables } from './hyperTables';
import { KeptTerms } from './keptTerms';
import { DeviceLanes, MAX_CHUNK } from './lanes';
import { ReadBack } from './readBack';
import { restoreSnapshots, takeSnapshots } from './snapshots';
import { ALL, armCosts, NOBODY, StepCosts } from './stepCosts';

/** Builds buffers and kernels for a setup. The device stays the caller's. */
export async function createFusedExecutor(device: GPUDevice, setup: ExecutorSetup): Promise<Executor> {
  const executor = new FusedExecutor(new GpuRuntime(device), setup);
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
  readonly #runtime: GpuRuntime;
  readonly #setup: ExecutorSetup;
  readonly #lanes: DeviceLanes;
  readonly #tables: HyperTables;
  readonly #groups: Group[] = [];
  readonly #terms: KeptTerms;
  readonly #readBack: ReadBack;
  readonly #costs: StepCosts;
  readonly #ring: StepRing;
  #arms: readonly ArmConfig[];
  #task!: FusedLoss;
  #record!: BoundKernel;
  #apply!: BoundKernel;
  #clip!: BoundKernel;
  #checks: CompanionChecks | null = null;
  #disposed = false;

  constructor(runtime: GpuRuntime, setup: ExecutorSetup) {
    this.#runtime = runtime;
    this.#setup = setup;
    this.#arms = setup.arms;
    this.#costs = new StepCosts(runtime);
    this.#lanes = new DeviceLanes(runtime, setup);
    this.#tables = new HyperTables(runtime, setup.numSteps);
    this.#terms = new KeptTerms(this.#lanes, this.#groups);
    this.#readBack = new ReadBack(this.#lanes, this.#groups);
    this.#ring = runtime.stepRing(RING_SLOTS);
  }

  get lanes(): number {
    return this.#lanes.count;
  }

  get bytes(): number {
    return this.#runtime.bytes;
  }

  async run(firstStep: number, count: number, active?: readonly number[]): Promise<StepResults> {
    this.#lanes.activate(active);
    const parts: StepResults[] = [];
    for (let done = 0; done < count; ) {
      const first = firstStep + done;
      // A chunk has one validation, of its first step.
      const length = Math.min(MAX_CHUNK, count - done, this.#untilValidation(first));
      parts.push(await this.#chunk(first, length, true, this.#validates && validatesAt(this.#setup, first)));
      done += length;
    }
    return joinResults(parts);
  }

  async evaluate(step: number): Promise<StepResults> {
    this.#lanes.activate();
    return this.#chunk(step, 1, false, this.#validates);
  }

  readGrads(): Promise<Float32Array> {
    const { buffers, count, size } = this.#lanes;
    return this.#runtime.readFloats(buffers.grads, 0, count * size);
  }

  readParams(): Promise<Float32Array<ArrayBuffer>> {
    const { buffers, count, size } = this.#lanes;
    return this.#runtime.readFloats(buffers.params, 0, count * size);
  }

  readLane(lane: number): Promise<Float32Array<ArrayBuffer>> {
    const { buffers, size } = this.#lanes;
    return this.#runtime.readFloats(buffers.params, lane * size, size);
  }

  divergedSteps(): readonly (number | null)[] {
    return this.#lanes.diverged;
  }

  configure(arms: readonly ArmConfig[]): void {
    this.#arms = arms;
  }

  get costs(): readonly (PhaseTimes | null)[] {
    const seeds = this.#setup.seeds.length;
    return armCosts(
      this.#costs.tally,
      this.#arms.map((_, arm) => ({
        lanes: seeds * this.#lanes.doubling(arm * seeds),
        group: this.#groups.findIndex(({ lanes }) => lanes.includes(arm * seeds)),
      })),
    );
  }

  snapshot(step: number): Promise<LaneSnapshot[]> {
    return takeSnapshots(this.#lanes, this.#groups, step);
  }

  async restore(lanes: readonly (LaneSnapshot | null)[]): Promise<void> {
    this.#terms.forget();
    restoreSnapshots(this.#lanes, this.#groups, lanes);
  }

  keepTerms(on: boolean): void {
    this.#terms.turn(on);
  }

  readTerms(lane: number): Promise<LaneTerms | null> {
    return this.#terms.read(lane);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#task?.destroy();
    this.#checks?.destroy();
    for (const { method } of this.#groups) method.destroy();
    this.#runtime.dispose();
    this.#readBack.dispose();
  }

  // -- building ------------------------------------------------------------------------------------

  async build(): Promise<void> {
    const { status, validation } = this.#lanes.buffers;
    this.#task = await this.#bindTask(status, validation);
    await this.#bindKernels();
    if (this.#lanes.companions.size > 0) {
      this.#checks = await CompanionChecks.create(this.#lanes, (status) => this.#bindTask(status));
    }
    const site = {
      setup: this.#setup,
      lanes: this.#lanes,
      tables: this.#tables,
      checks: this.#checks,
      arms: () => this.#arms,
    };
    await buildGroups(site, this.#groups);
    await this.#runtime.settled();
  }

  #bindTask(status: GPUBuffer, validation: GPUBuffer | null = null): Promise<FusedLoss> {
    const { params, grads, loss, metric, batchKeys } = this.#lanes.buffers;
    const lanes = this.#lanes.total;
    return this.#setup.task.fused({
      runtime: this.#runtime,
      lanes,
      params,
      grads,
      loss,
      metric,
      status,
      batchKeys,
      ...(validation ? { validation } : {}),
    });
  }

  async #bindKernels(): Promise<void> {
    const runtime = this.#runtime;
    const { total, size, sources, buffers } = this.#lanes;
    const { params, grads, updates, loss, metric, status, guarded, events, history } = buffers;
    this.#record = await runtime.bind(
      record,
      { loss, metric, guarded, status, events, history },
      { lanes: total },
    );
    const clipNorms = this.#tables.make(this.#arms.length, 1, (row) => [this.#arms[row].clipNorm]);
    const armOf = Uint32Array.from(sources, (lane) => Math.floor(lane / this.#setup.seeds.length));
    this.#clip = await runtime.bind(
      clipGrads,
      { status, clipNorms: clipNorms.buffer, armOf: runtime.buffer('armOf', armOf), grads },
      { size, rows: this.#arms.length },
    );
    const { layout, nonNegative = [] } = this.#setup.task;
    const flags = new Uint32Array(nonNegative.length > 0 ? size : 1);
    for (const { name, offset, size: extent } of layout.segments) {
      if (nonNegative.includes(name)) flags.fill(1, offset, offset + extent);
    }
    this.#apply = await runtime.bind(
      apply,
      { updates, status, nonNegative: runtime.buffer('nonNegative', flags), params },
      { size },
      { BOUNDED: nonNegative.length > 0 ? 1 : 0 },
    );
  }

  // -- running -------------------------------------------------------------------------------------

  /** Whether held-out examples are looked at. */
  get #validates(): boolean {
    return this.#lanes.buffers.validation !== null && this.#task.validation !== undefined;
  }

  /** Steps from one to the next at which it is looked at held-out examples. */
  #untilValidation(step: number): number {
    const { validateEvery = 0 } = this.#setup;
    return this.#validates ? validateEvery - (step % validateEvery) : Number.POSITIVE_INFINITY;
  }

  /** `validates`: at its first step. */
  async #chunk(firstStep: number, count: number, update: boolean, validates: boolean): Promise<StepResults> {
    this.#ring.write(firstStep, count);
    this.#checks?.writeRing(this.#ring, firstStep, count);
    this.#tables.fill(firstStep, count);
    const encoder = this.#runtime.device.createCommandEncoder({ label: 'chunk' });
    const keeps = this.#terms.on && update;
    this.#terms.choose(keeps ? count - 1 : null);
    const validatedStep = validates ? firstStep : null;
    const training = new Set(this.#lanes.training);
    const measured = update ? await this.#measure(firstStep, count, keeps, validatedStep) : 0;
    let pass = encoder.beginComputePass({ label: 'chunk' });
    for (let slot = measured; slot < count; slot++) {
      if (keeps && slot === count - 1) {
        pass.end();
        this.#terms.copyParams(encoder);
        pass = encoder.beginComputePass({ label: 'last step' });
      }
      this.#encodeStep(this.#ring.pass(pass, slot), firstStep + slot, update, validatedStep);
    }
    pass.end();
    const { history, probes, validation } = await this.#readBack.submit(encoder, count, validates);
    const { count: lanes, total, diverged } = this.#lanes;
    const { metric } = this.#setup.task;
    const { results, stopped } = unpackHistory(history, firstStep, count, lanes, total, metric);
    for (const { lane, step } of stopped) diverged[lane] ??= step;
    if (keeps) this.#terms.note(firstStep + count - 1);
    return {
      ...results,
      ...(validation ? { validations: [unpackValidation(validation, firstStep, lanes, training)] } : {}),
      ...(update && probes.length > 0 ? { probes } : {}),
    };
  }

  /** Makes the first steps of a chunk part by part, timed, when that is due; says how many. */
  async #measure(
    firstStep: number,
    count: number,
    keeps: boolean,
    validatedStep: number | null,
  ): Promise<number> {
    // The step whose terms are kept does a little more than others: it is measured only where it is alone.
    const alone = keeps && count === 1;
    const measured = this.#costs.due(keeps && !alone ? count - 1 : count);
    if (measured === 0) return 0;
    if (alone) {
      const before = this.#runtime.device.createCommandEncoder({ label: 'before the step' });
      this.#terms.copyParams(before);
      this.#runtime.submit(before);
    }
    await this.#costs.measure(this.#ring, measured, this.#trainingLanes(), (pass, slot, own) =>
      this.#encodeStep(pass, firstStep + slot, true, validatedStep, own),
    );
    return measured;
  }

  /** How many lanes, companions included, of every group and of all train now. */
  #trainingLanes(): Map<number, number> {
    const training = new Set(this.#lanes.training);
    const of = (lanes: readonly number[]) =>
      lanes.reduce((sum, lane) => sum + (training.has(lane) ? this.#lanes.doubling(lane) : 0), 0);
    const groups = this.#groups.map(({ lanes }, group) => [group, of(lanes)] as const);
    return new Map([[ALL, of([...training])], ...groups]);
  }

  /** `own` is told whose kernels follow: those of a group by index, or (`ALL`) of all. */
  #encodeStep(
    pass: StepPass,
    index: number,
    update: boolean,
    validatedStep: number | null,
    own: (owner: number) => void = () => {},
  ): void {
    const { total, size } = this.#lanes;
    const each = (encode: (method: FusedGuard) => void) => {
      this.#groups.forEach(({ method }, group) => {
        own(group);
        encode(method);
      });
      own(ALL);
    };
    if (index > 0) each((method) => method.encodeBefore?.(pass, index));
    this.#task.encode(pass);
    if (index === validatedStep) {
      own(NOBODY);
      this.#task.validation?.encode(pass);
      own(ALL);
    }
    if (update) each((method) => method.encodeGuard?.(pass));
    pass.dispatch(this.#record, Math.ceil(total / 64));
    if (!update) return;
    if (this.#arms.some((arm) => arm.clipNorm > 0)) pass.dispatch(this.#clip, total);
    each((method) => method.encode(pass));
    pass.dispatch(this.#apply, Math.min(65_535, Math.ceil(size / 64)), total);
  }
}
