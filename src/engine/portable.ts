/**
 * The portable executor: TensorFlow.js operations with a leading lane axis, on any backend. It is the
 * reference of the fused executor and the fallback where there is no WebGPU.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ArmConfig } from '../config/experiment';
import { foldIn, type PrngKey, Purpose, prngKey } from '../core/prng';
import { findOptimizer } from '../optimizers';
import { MIX_PARTS, type MixPart, type PortableParts } from '../optimizers/mixParts';
import {
  MAX_CHECKS,
  type PortableInput,
  type PortableMoment,
  type PortableOptimizer,
  type PortableState,
} from '../optimizers/types';
import type { PortableLoss, Tf } from '../tasks/types';
import type { Executor, ExecutorPlan, LaneParts, LaneProbes, LaneSnapshot, StepResults } from './executor';
import { DESIGNED, initialParams } from './lanes';

export async function createPortableExecutor(tf: Tf, plan: ExecutorPlan): Promise<Executor> {
  return new PortableExecutor(tf, plan);
}

interface Arm {
  readonly optimizer: PortableOptimizer;
  params: Tensor2D;
  state: PortableState;
  kept: KeptStep | null;
}

/** What the last step of an arm was made of. */
interface KeptStep {
  readonly step: number;
  /** By seed: whether the lane made it. */
  readonly running: readonly boolean[];
  readonly tensors: KeptTensors;
}

/** A type, not an interface: tidy wants an index signature. */
type KeptTensors = PortableParts & { readonly update: Tensor2D; readonly before: Tensor2D };

class PortableExecutor implements Executor {
  readonly kind = 'portable';
  readonly lanes: number;
  readonly #tf: Tf;
  readonly #plan: ExecutorPlan;
  readonly #size: number;
  readonly #seeds: number;
  readonly #task: PortableLoss;
  readonly #arms: Arm[];
  readonly #keys: PrngKey[];
  readonly #diverged: (number | null)[];
  /** 1 where an entry must stay at or above 0, `[1, size]`. */
  readonly #nonNegative: Tensor2D | null;
  #configs: readonly ArmConfig[];
  #grads: Tensor2D | null = null;
  #keepsParts = false;

  constructor(tf: Tf, plan: ExecutorPlan) {
    this.#tf = tf;
    this.#plan = plan;
    this.#configs = plan.arms;
    this.#size = plan.task.layout.size;
    this.#seeds = plan.seeds.length;
    this.lanes = plan.arms.length * this.#seeds;
    this.#diverged = new Array(this.lanes).fill(null);
    this.#keys = plan.seeds.map((seed) => foldIn(prngKey(seed), Purpose.batch));
    this.#task = plan.task.portable(tf);
    this.#nonNegative = this.#bounds();
    const start = initialParams(plan);
    this.#arms = plan.arms.map((arm, index) => {
      const optimizer = (plan.optimizerOf ?? findOptimizer)(arm.optimizer.id).portable({
        tf,
        layout: plan.task.layout,
        lanes: this.#seeds,
        config: arm.optimizer,
        numSteps: plan.numSteps,
      });
      const from = index * this.#seeds * this.#size;
      const params = tf.tensor2d(start.slice(from, from + this.#seeds * this.#size), [
        this.#seeds,
        this.#size,
      ]);
      return { optimizer, params, state: optimizer.init(), kept: null };
    });
  }

  get bytes(): number {
    return this.#tf.memory().numBytes;
  }

  async run(firstStep: number, count: number, active?: readonly number[]): Promise<StepResults> {
    const running = this.#mask(active);
    const rows: StepRow[] = [];
    for (let step = firstStep; step < firstStep + count; step++) {
      rows.push(await this.#step(step, running, true, step === firstStep + count - 1));
    }
    return this.#results(firstStep, rows);
  }

  async evaluate(step: number): Promise<StepResults> {
    return this.#results(step, [await this.#step(step, this.#mask(), false, false)]);
  }

  async readGrads(): Promise<Float32Array> {
    if (!this.#grads) throw new Error('no gradient yet: run or evaluate a step first');
    return (await this.#grads.data()) as Float32Array;
  }

  async readParams(): Promise<Float32Array<ArrayBuffer>> {
    const all = new Float32Array(this.lanes * this.#size);
    for (const [index, arm] of this.#arms.entries()) {
      all.set((await arm.params.data()) as Float32Array, index * this.#seeds * this.#size);
    }
    return all;
  }

  async readLane(lane: number): Promise<Float32Array<ArrayBuffer>> {
    const seed = lane % this.#seeds;
    const values = (await this.#arms[Math.floor(lane / this.#seeds)].params.data()) as Float32Array;
    return values.slice(seed * this.#size, (seed + 1) * this.#size) as Float32Array<ArrayBuffer>;
  }

  divergedSteps(): readonly (number | null)[] {
    return this.#diverged;
  }

  configure(arms: readonly ArmConfig[]): void {
    this.#configs = arms;
  }

  async snapshot(step: number): Promise<LaneSnapshot[]> {
    const params = await this.readParams();
    const snapshots: LaneSnapshot[] = [];
    for (const arm of this.#arms) {
      const states = await Promise.all(
        Object.entries(arm.state).map(
          async ([name, tensor]) => [name, wordsOf(await tensor.data())] as const,
        ),
      );
      for (let seed = 0; seed < this.#seeds; seed++) {
        const lane = snapshots.length;
        snapshots.push({
          step,
          divergedStep: this.#diverged[lane],
          params: params.slice(lane * this.#size, (lane + 1) * this.#size),
          state: Object.fromEntries(
            states.map(([name, words]) => {
              const stride = words.length / this.#seeds;
              return [name, words.slice(seed * stride, (seed + 1) * stride)];
            }),
          ),
        });
      }
    }
    return snapshots;
  }

  async restore(lanes: readonly (LaneSnapshot | null)[]): Promise<void> {
    const tf = this.#tf;
    for (const [index, arm] of this.#arms.entries()) {
      this.#forgetParts(arm);
      const first = index * this.#seeds;
      const own = lanes.slice(first, first + this.#seeds);
      own.forEach((snapshot, seed) => {
        if (snapshot) this.#diverged[first + seed] = snapshot.divergedStep;
      });
      const present = (await arm.params.data()) as Float32Array;
      own.forEach((snapshot, seed) => {
        if (snapshot) present.set(snapshot.params, seed * this.#size);
      });
      this.#replaceParams(arm, tf.tensor2d(present, [this.#seeds, this.#size]));
      const state: Record<string, PortableState[string]> = {};
      for (const [name, tensor] of Object.entries(arm.state)) {
        const words = wordsOf(await tensor.data());
        const stride = words.length / this.#seeds;
        own.forEach((snapshot, seed) => {
          const kept = snapshot?.state[name];
          if (kept) words.set(kept, seed * stride);
        });
        const values =
          tensor.dtype === 'int32' ? new Int32Array(words.buffer) : new Float32Array(words.buffer);
        state[name] = tf.tensor(values, tensor.shape, tensor.dtype);
        tensor.dispose();
      }
      arm.state = state;
    }
  }

  async fullLoss(): Promise<Float32Array> {
    return (await this.evaluate(0)).loss;
  }

  keepParts(on: boolean): void {
    this.#keepsParts = on;
    if (!on) for (const arm of this.#arms) this.#forgetParts(arm);
  }

  async readParts(lane: number): Promise<LaneParts | null> {
    const { kept, params, state } = this.#arms[Math.floor(lane / this.#seeds)];
    const seed = lane % this.#seeds;
    if (!kept?.running[seed] || this.#diverged[lane] !== null) return null;
    const read = async (tensor: Tensor) =>
      ((await tensor.data()) as Float32Array).slice(seed * this.#size, (seed + 1) * this.#size);
    const all = async <K extends string>(tensors: readonly (readonly [K, Tensor])[]) =>
      Object.fromEntries(
        await Promise.all(tensors.map(async ([name, tensor]) => [name, await read(tensor)] as const)),
      ) as Record<K, Float32Array>;
    const { update, before } = kept.tensors;
    const moments = Object.entries(state).flatMap(([name, tensor]) =>
      name.startsWith(DESIGNED) && tensor.size === this.#seeds * this.#size
        ? [[name.slice(DESIGNED.length), tensor] as const]
        : [],
    );
    return {
      step: kept.step,
      parts: await all<MixPart>(MIX_PARTS.map((name) => [name, kept.tensors[name]])),
      update: await read(update),
      before: await read(before),
      after: await read(params),
      moments: await all(moments),
    };
  }

  #forgetParts(arm: Arm): void {
    if (arm.kept) this.#tf.dispose(Object.values(arm.kept.tensors));
    arm.kept = null;
  }

  dispose(): void {
    for (const arm of this.#arms) {
      this.#forgetParts(arm);
      arm.params.dispose();
      for (const tensor of Object.values(arm.state)) tensor.dispose();
      arm.optimizer.dispose?.();
    }
    this.#grads?.dispose();
    this.#nonNegative?.dispose();
    this.#task.dispose?.();
  }

  #bounds(): Tensor2D | null {
    const { layout, nonNegative = [] } = this.#plan.task;
    if (nonNegative.length === 0) return null;
    const flags = new Float32Array(this.#size);
    for (const { name, offset, size } of layout.segments) {
      if (nonNegative.includes(name)) flags.fill(1, offset, offset + size);
    }
    return this.#tf.tensor2d(flags, [1, this.#size]);
  }

  /** Which lanes train: active and not diverged. */
  #mask(active?: readonly number[]): boolean[] {
    const wanted = active ? new Set(active) : null;
    return this.#diverged.map((step, lane) => step === null && (wanted?.has(lane) ?? true));
  }

  async #step(step: number, running: boolean[], update: boolean, probe: boolean): Promise<StepRow> {
    const tf = this.#tf;
    const events = new Uint32Array(this.lanes);
    if (step > 0) {
      for (const [index, arm] of this.#arms.entries()) await this.#before(arm, index, step, running, events);
    }
    const keys = this.#batchKeys(step);
    const params = tf.tidy(() =>
      tf.concat2d(
        this.#arms.map((arm) => arm.params),
        0,
      ),
    );
    const result = this.#task.lossAndGrads(
      params,
      this.#arms.flatMap(() => keys),
    );
    params.dispose();
    this.#grads?.dispose();
    this.#grads = result.grads;
    const loss = Float32Array.from(await result.loss.data());
    const metric = result.metric ? Float32Array.from(await result.metric.data()) : undefined;
    const guarded = await this.#guardedLanes(step, loss, result.loss, running);
    for (let lane = 0; lane < this.lanes; lane++) {
      const finite = Number.isFinite(loss[lane]);
      if (running[lane] && !finite && !guarded[lane]) {
        this.#diverged[lane] = step;
        running[lane] = false;
      }
      if (running[lane] && finite) continue;
      loss[lane] = Number.NaN;
      if (metric) metric[lane] = Number.NaN;
    }
    const row: StepRow = { loss, metric, events, probes: [] };
    if (update) {
      for (const [index, arm] of this.#arms.entries()) {
        await this.#update(arm, index, result.loss, step, running, probe, row);
      }
    }
    result.loss.dispose();
    result.metric?.dispose();
    return row;
  }

  #batchKeys(index: number): PrngKey[] {
    return this.#keys.map((key) => foldIn(key, this.#plan.task.constantBatch ? 0 : index));
  }

  async #update(
    arm: Arm,
    index: number,
    loss: Tensor1D,
    step: number,
    running: readonly boolean[],
    probe: boolean,
    row: StepRow,
  ): Promise<void> {
    const tf = this.#tf;
    const first = index * this.#seeds;
    const mine = running.slice(first, first + this.#seeds);
    if (!mine.includes(true)) return;
    const config = this.#configs[index];
    const next: UpdatedArm = tf.tidy(() => {
      const grads = tf.slice2d(this.#grads!, [first, 0], [this.#seeds, this.#size]);
      const result = arm.optimizer.update(
        {
          params: arm.params,
          grads: this.#clipped(grads, config.clipNorm),
          loss: tf.slice1d(loss, first, this.#seeds),
          time: { step, numSteps: this.#plan.numSteps },
          config: config.optimizer,
          evaluate: this.#evaluator(step, config.clipNorm),
          ...(this.#nonNegative ? { bounded: (values: Tensor2D) => this.#bounded(values) } : {}),
          probe,
          dissect: probe && this.#keepsParts,
        },
        arm.state,
      );
      const params = this.#bounded(result.params ?? (tf.add(arm.params, result.update) as Tensor2D));
      return {
        params: this.#select(mine, params, arm.params) as Tensor2D,
        state: this.#selectState(mine, result.state, arm.state) as Record<string, Tensor>,
        ...(result.probes ? { probes: result.probes } : {}),
        ...(result.parts
          ? { kept: this.#copies({ ...result.parts, update: result.update, before: arm.params }) }
          : {}),
        ...(result.events ? { events: result.events } : {}),
      };
    });
    this.#adopt(arm, next);
    if (next.kept) {
      this.#forgetParts(arm);
      arm.kept = { step, running: mine, tensors: next.kept };
    }
    if (next.events) {
      await this.#noteEvents(next.events, first, mine, row.events);
    }
    const names = arm.optimizer.probeNames;
    if (next.probes && names) {
      const values = Float32Array.from(await next.probes.data());
      const layers = next.probes.shape[1];
      const length = layers * names.length;
      for (let seed = 0; seed < this.#seeds; seed++) {
        row.probes.push({
          lane: first + seed,
          names,
          layers,
          values: values.slice(seed * length, (seed + 1) * length),
        });
      }
      next.probes.dispose();
    }
  }

  async #before(
    arm: Arm,
    index: number,
    step: number,
    running: readonly boolean[],
    events: Uint32Array,
  ): Promise<void> {
    const first = index * this.#seeds;
    const mine = running.slice(first, first + this.#seeds);
    if (!arm.optimizer.before || !mine.includes(true)) return;
    const next: UpdatedArm = this.#tf.tidy(() => {
      const { params, state, events: own } = arm.optimizer.before!(this.#moment(arm, index, step), arm.state);
      return {
        params: this.#select(mine, params, arm.params) as Tensor2D,
        state: this.#selectState(mine, state, arm.state) as Record<string, Tensor>,
        ...(own ? { events: own } : {}),
      };
    });
    this.#adopt(arm, next);
    if (next.events) await this.#noteEvents(next.events, first, mine, events);
  }

  #moment(arm: Arm, index: number, step: number): PortableMoment {
    const { optimizer, clipNorm } = this.#configs[index];
    return {
      params: arm.params,
      time: { step, numSteps: this.#plan.numSteps },
      config: optimizer,
      evaluate: this.#evaluator(step, clipNorm),
    };
  }

  /** Which lanes a guard keeps from stopping at their present loss; asked only where one is not finite. */
  async #guardedLanes(
    step: number,
    values: Float32Array,
    loss: Tensor1D,
    running: readonly boolean[],
  ): Promise<readonly boolean[]> {
    const guarded = new Array<boolean>(this.lanes).fill(false);
    for (const [index, arm] of this.#arms.entries()) {
      const first = index * this.#seeds;
      const troubled = values
        .subarray(first, first + this.#seeds)
        .some((value, seed) => running[first + seed] && !Number.isFinite(value));
      if (!arm.optimizer.guarded || !troubled) continue;
      const flags = this.#tf.tidy(() => {
        const own = this.#tf.slice1d(loss, first, this.#seeds);
        return arm.optimizer.guarded!({ ...this.#moment(arm, index, step), loss: own }, arm.state);
      });
      (await flags.data()).forEach((flag, seed) => {
        guarded[first + seed] = flag === 1;
      });
      flags.dispose();
    }
    return guarded;
  }

  /** Adds the events of an arm's running lanes to those of the step. */
  async #noteEvents(
    own: Tensor1D,
    first: number,
    running: readonly boolean[],
    events: Uint32Array,
  ): Promise<void> {
    (await own.data()).forEach((event, seed) => {
      if (running[seed] && event !== 0) events[first + seed] = event;
    });
    own.dispose();
  }

  /** Entries that must stay at or above 0 raised to it. */
  #bounded(params: Tensor2D): Tensor2D {
    const tf = this.#tf;
    const bound = this.#nonNegative;
    if (!bound) return params;
    // Not maximum(): it may turn a NaN into 0 and hide a divergence.
    const below = tf.logicalAnd(tf.less(params, 0), tf.greater(bound, 0));
    return tf.where(below, tf.zerosLike(params), params);
  }

  /** Loss and gradient on this step's batch or on its check batches, whose indices lie above any training step's. */
  #evaluator(step: number, clipNorm: number): PortableInput['evaluate'] {
    return (params, check) => {
      const keys = this.#batchKeys(check === undefined ? step : 2 ** 31 + step * MAX_CHECKS + check);
      const { loss, grads } = this.#task.lossAndGrads(params, keys);
      return { loss, grads: this.#clipped(grads, clipNorm) };
    };
  }

  /** Handles of their own, for tensors that others may dispose of. */
  #copies(tensors: KeptTensors): KeptTensors {
    return Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [name, this.#tf.clone(tensor)]),
    ) as KeptTensors;
  }

  #adopt(arm: Arm, next: UpdatedArm): void {
    this.#replaceParams(arm, next.params);
    for (const [name, tensor] of Object.entries(arm.state)) {
      if (next.state[name] !== tensor) tensor.dispose();
    }
    arm.state = next.state;
  }

  /** Lanes that do not run keep their old rows. */
  #select(
    running: readonly boolean[],
    fresh: PortableState[string],
    old: PortableState[string],
  ): PortableState[string] {
    const tf = this.#tf;
    if (!running.includes(false)) return fresh;
    const shape = [running.length, ...new Array(fresh.rank - 1).fill(1)];
    const mask = tf.tensor(running.map(Number), shape, 'bool');
    return tf.where(tf.broadcastTo(mask, fresh.shape), fresh, old);
  }

  #selectState(running: readonly boolean[], fresh: PortableState, old: PortableState): PortableState {
    return Object.fromEntries(
      Object.entries(fresh).map(([name, tensor]) => [name, this.#select(running, tensor, old[name])]),
    );
  }

  #clipped(grads: Tensor2D, limit: number): Tensor2D {
    if (limit <= 0) return grads;
    const tf = this.#tf;
    const norm = tf.sqrt(tf.sum(tf.square(grads), 1, true));
    const scale = tf.where(tf.greater(norm, limit), tf.div(limit, norm), tf.onesLike(norm));
    return tf.mul(grads, scale);
  }

  #replaceParams(arm: Arm, params: Tensor2D): void {
    if (params === arm.params) return;
    arm.params.dispose();
    arm.params = params;
  }

  #results(firstStep: number, rows: readonly StepRow[]): StepResults {
    const loss = flatten(rows.map((row) => row.loss));
    const { metric } = this.#plan.task;
    const second = metric?.fromLoss
      ? loss.map(metric.fromLoss)
      : rows[0].metric && flatten(rows.map((row) => row.metric!));
    const eventful = rows.some((row) => row.events.some((event) => event !== 0));
    const { probes } = rows[rows.length - 1];
    return {
      firstStep,
      count: rows.length,
      loss,
      ...(second ? { metric: second } : {}),
      ...(eventful ? { events: Uint32Array.from(rows.flatMap((row) => [...row.events])) } : {}),
      ...(probes.length > 0 ? { probes } : {}),
    };
  }
}

/** An arm after a step. Types, not an interface: tidy wants an index signature. */
type UpdatedArm = {
  params: Tensor2D;
  state: Record<string, Tensor>;
  probes?: Tensor3D;
  kept?: KeptTensors;
  events?: Tensor1D;
};

/** The numbers of one step, one per lane. */
interface StepRow {
  readonly loss: Float32Array;
  readonly metric?: Float32Array;
  readonly events: Uint32Array;
  readonly probes: LaneProbes[];
}

function flatten(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, index) => {
    all.set(row, index * row.length);
  });
  return all;
}

/** The 32-bit words of a tensor's values, a copy. */
function wordsOf(values: ArrayLike<number> & { slice(): unknown }): Uint32Array<ArrayBuffer> {
  const copy = values.slice() as Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  return new Uint32Array(copy.buffer, copy.byteOffset, copy.length);
}
