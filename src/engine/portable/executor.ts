/**
 * The portable executor: TensorFlow.js operations with a leading lane axis, on any backend. It is the
 * reference of the fused executor and the fallback where there is no WebGPU.
 */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ArmConfig } from '../../config/types';
import { foldIn, type PrngKey, Purpose, prngKey } from '../../core/prng';
import {
  MAX_CHECKS,
  type PortableGuard,
  type PortableGuardInput,
  type PortableMoment,
} from '../../guards/types';
import { findMethod } from '../../methods';

import type { PortableLoss, Tf } from '../../tasks/types';
import {
  type Executor,
  type ExecutorSetup,
  type LaneSnapshot,
  type LaneTerms,
  type StepResults,
  type ValidationRow,
  validatesAt,
} from '../executor';
import { initialParams } from '../lanes';
import { type Arm, adopt, selectRows, selectState, type UpdatedArm } from './arm';
import { bounded, clipped, nonNegativeMask } from './bounds';
import { copies, forgetTerms, readTerms } from './keptTerms';
import { restoreSnapshots, takeSnapshots } from './snapshots';
import { resultsOf, type StepRow } from './stepRow';

export async function createPortableExecutor(tf: Tf, setup: ExecutorSetup): Promise<Executor> {
  return new PortableExecutor(tf, setup);
}

class PortableExecutor implements Executor {
  readonly kind = 'portable';
  readonly lanes: number;
  readonly #tf: Tf;
  readonly #setup: ExecutorSetup;
  readonly #size: number;
  readonly #seeds: number;
  readonly #task: PortableLoss;
  readonly #arms: Arm[];
  readonly #keys: PrngKey[];
  readonly #diverged: (number | null)[];
  readonly #nonNegative: Tensor2D | null;
  #configs: readonly ArmConfig[];
  #grads: Tensor2D | null = null;
  #keepsTerms = false;

  constructor(tf: Tf, setup: ExecutorSetup) {
    this.#tf = tf;
    this.#setup = setup;
    this.#configs = setup.arms;
    this.#size = setup.task.layout.size;
    this.#seeds = setup.seeds.length;
    this.lanes = setup.arms.length * this.#seeds;
    this.#diverged = new Array(this.lanes).fill(null);
    this.#keys = setup.seeds.map((seed) => foldIn(prngKey(seed), Purpose.batch));
    this.#task = setup.task.portable(tf);
    this.#nonNegative = nonNegativeMask(tf, setup.task);
    const start = initialParams(setup);
    this.#arms = setup.arms.map((arm, index) => {
      const method: PortableGuard = (setup.methodOf ?? findMethod)(arm.optimizer.id).portable({
        tf,
        layout: setup.task.layout,
        lanes: this.#seeds,
        config: arm.optimizer,
        numSteps: setup.numSteps,
      });
      const from = index * this.#seeds * this.#size;
      const params = tf.tensor2d(start.slice(from, from + this.#seeds * this.#size), [
        this.#seeds,
        this.#size,
      ]);
      return { method, params, state: method.init(), kept: null };
    });
  }

  get bytes(): number {
    return this.#tf.memory().numBytes;
  }

  async run(firstStep: number, count: number, active?: readonly number[]): Promise<StepResults> {
    const running = this.#mask(active);
    const rows: StepRow[] = [];
    for (let step = firstStep; step < firstStep + count; step++) {
      const last = step === firstStep + count - 1;
      rows.push(await this.#step(step, running, true, last, validatesAt(this.#setup, step)));
    }
    return resultsOf(firstStep, rows, this.#setup.task.metric);
  }

  async evaluate(step: number): Promise<StepResults> {
    const validates = validatesAt(this.#setup, 0);
    const row = await this.#step(step, this.#mask(), false, false, validates);
    return resultsOf(step, [row], this.#setup.task.metric);
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
    const values = (await this.#armOf(lane).params.data()) as Float32Array;
    return values.slice(seed * this.#size, (seed + 1) * this.#size) as Float32Array<ArrayBuffer>;
  }

  divergedSteps(): readonly (number | null)[] {
    return this.#diverged;
  }

  configure(arms: readonly ArmConfig[]): void {
    this.#configs = arms;
  }

  async snapshot(step: number): Promise<LaneSnapshot[]> {
    const snapshots: LaneSnapshot[] = [];
    for (const [index, arm] of this.#arms.entries()) {
      snapshots.push(...(await takeSnapshots(arm, this.#ofArm(this.#diverged, index), step)));
    }
    return snapshots;
  }

  async restore(lanes: readonly (LaneSnapshot | null)[]): Promise<void> {
    for (const [index, arm] of this.#arms.entries()) {
      forgetTerms(this.#tf, arm);
      const own = this.#ofArm(lanes, index);
      own.forEach((snapshot, seed) => {
        if (snapshot) this.#diverged[index * this.#seeds + seed] = snapshot.divergedStep;
      });
      await restoreSnapshots(this.#tf, arm, own);
    }
  }

  keepTerms(on: boolean): void {
    this.#keepsTerms = on;
    if (!on) for (const arm of this.#arms) forgetTerms(this.#tf, arm);
  }

  async readTerms(lane: number): Promise<LaneTerms | null> {
    if (this.#diverged[lane] !== null) return null;
    return readTerms(this.#armOf(lane), lane % this.#seeds, this.#size);
  }

  dispose(): void {
    for (const arm of this.#arms) {
      forgetTerms(this.#tf, arm);
      arm.params.dispose();
      for (const tensor of Object.values(arm.state)) tensor.dispose();
      arm.method.dispose?.();
    }
    this.#grads?.dispose();
    this.#nonNegative?.dispose();
    this.#task.dispose?.();
  }

  #armOf(lane: number): Arm {
    return this.#arms[Math.floor(lane / this.#seeds)];
  }

  /** The entries of an arm's lanes. */
  #ofArm<T>(lanes: readonly T[], index: number): T[] {
    return lanes.slice(index * this.#seeds, (index + 1) * this.#seeds);
  }

  /** Which lanes train: active and not diverged. */
  #mask(active?: readonly number[]): boolean[] {
    const wanted = active ? new Set(active) : null;
    return this.#diverged.map((step, lane) => step === null && (wanted?.has(lane) ?? true));
  }

  async #step(
    step: number,
    running: boolean[],
    update: boolean,
    probe: boolean,
    validates: boolean,
  ): Promise<StepRow> {
    const events = new Uint32Array(this.lanes);
    if (step > 0) {
      for (const index of this.#arms.keys()) await this.#before(index, step, running, events);
    }
    const result = this.#lossAndGrads(step);
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
    const validation = validates ? await this.#validation(step, running) : undefined;
    const row: StepRow = { loss, metric, events, probes: [], ...(validation ? { validation } : {}) };
    if (update) {
      for (const index of this.#arms.keys()) {
        await this.#update(index, result.loss, step, running, probe, row);
      }
    }
    result.loss.dispose();
    result.metric?.dispose();
    return row;
  }

  /** Held-out examples by the present parameters. */
  async #validation(step: number, running: readonly boolean[]): Promise<ValidationRow | undefined> {
    if (!this.#task.validation) return undefined;
    const params = this.#allParams();
    const { loss, accuracy } = this.#task.validation(params);
    const read = async (tensor: Tensor1D) =>
      Float32Array.from(await tensor.data()).map((value, lane) => (running[lane] ? value : Number.NaN));
    const row = { step, loss: await read(loss), accuracy: await read(accuracy) };
    this.#tf.dispose([params, loss, accuracy]);
    return row;
  }

  /** Parameters of all lanes, `[lanes, size]`; the caller's. */
  #allParams(): Tensor2D {
    const tf = this.#tf;
    return tf.tidy(() =>
      tf.concat2d(
        this.#arms.map((arm) => arm.params),
        0,
      ),
    );
  }

  #lossAndGrads(step: number): ReturnType<PortableLoss['lossAndGrads']> {
    const keys = this.#batchKeys(step);
    const params = this.#allParams();
    const result = this.#task.lossAndGrads(
      params,
      this.#arms.flatMap(() => keys),
    );
    params.dispose();
    return result;
  }

  #batchKeys(index: number): PrngKey[] {
    return this.#keys.map((key) => foldIn(key, this.#setup.task.constantBatch ? 0 : index));
  }

  async #update(
    index: number,
    loss: Tensor1D,
    step: number,
    running: readonly boolean[],
    probe: boolean,
    row: StepRow,
  ): Promise<void> {
    const arm = this.#arms[index];
    const mine = this.#ofArm(running, index);
    if (!mine.includes(true)) return;
    const next: UpdatedArm = this.#tf.tidy(() => this.#updated(index, loss, step, mine, probe));
    adopt(arm, next);
    if (next.kept) {
      forgetTerms(this.#tf, arm);
      arm.kept = { step, running: mine, tensors: next.kept };
    }
    if (next.events) await this.#noteEvents(next.events, index, mine, row.events);
    const names = arm.method.probeNames;
    if (!next.probes || !names) return;
    const values = Float32Array.from(await next.probes.data());
    const layers = next.probes.shape[1];
    const length = layers * names.length;
    for (let seed = 0; seed < this.#seeds; seed++) {
      row.probes.push({
        lane: index * this.#seeds + seed,
        names,
        layers,
        values: values.slice(seed * length, (seed + 1) * length),
      });
    }
    next.probes.dispose();
  }

  /** An arm after its update. Called inside `tf.tidy`. */
  #updated(index: number, loss: Tensor1D, step: number, mine: boolean[], probe: boolean): UpdatedArm {
    const tf = this.#tf;
    const arm = this.#arms[index];
    const first = index * this.#seeds;
    const { clipNorm } = this.#configs[index];
    const mask = this.#nonNegative;
    const grads = tf.slice2d(this.#grads!, [first, 0], [this.#seeds, this.#size]);
    const result = arm.method.update(
      {
        ...this.#moment(index, step),
        grads: clipped(tf, grads, clipNorm),
        loss: tf.slice1d(loss, first, this.#seeds),
        ...(mask ? { bounded: (values: Tensor2D) => bounded(tf, mask, values) } : {}),
        probe,
        dissect: probe && this.#keepsTerms,
      },
      arm.state,
    );
    const params = bounded(tf, mask, result.params ?? (tf.add(arm.params, result.update) as Tensor2D));
    return {
      params: selectRows(tf, mine, params, arm.params),
      state: selectState(tf, mine, result.state, arm.state),
      ...(result.probes ? { probes: result.probes } : {}),
      ...(result.terms
        ? { kept: copies(tf, { ...result.terms, update: result.update, before: arm.params }) }
        : {}),
      ...(result.events ? { events: result.events } : {}),
    };
  }

  #moment(index: number, step: number): PortableMoment {
    const { optimizer, clipNorm } = this.#configs[index];
    return {
      params: this.#arms[index].params,
      time: { step, numSteps: this.#setup.numSteps },
      config: optimizer,
      evaluate: this.#evaluator(step, clipNorm),
    };
  }

  /** Loss and gradient on this step's batch or on its check batches, whose indices lie above any training step's. */
  #evaluator(step: number, clipNorm: number): PortableGuardInput['evaluate'] {
    return (params, check) => {
      const keys = this.#batchKeys(check === undefined ? step : 2 ** 31 + step * MAX_CHECKS + check);
      const { loss, grads } = this.#task.lossAndGrads(params, keys);
      return { loss, grads: clipped(this.#tf, grads, clipNorm) };
    };
  }

  // -- guards --------------------------------------------------------------------------------------

  async #before(
    index: number,
    step: number,
    running: readonly boolean[],
    events: Uint32Array,
  ): Promise<void> {
    const tf = this.#tf;
    const arm = this.#arms[index];
    const mine = this.#ofArm(running, index);
    if (!arm.method.before || !mine.includes(true)) return;
    const next: UpdatedArm = tf.tidy(() => {
      const { params, state, events: own } = arm.method.before!(this.#moment(index, step), arm.state);
      return {
        params: selectRows(tf, mine, params, arm.params),
        state: selectState(tf, mine, state, arm.state),
        ...(own ? { events: own } : {}),
      };
    });
    adopt(arm, next);
    if (next.events) await this.#noteEvents(next.events, index, mine, events);
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
      if (!arm.method.guarded || !troubled) continue;
      const flags = this.#tf.tidy(() => {
        const own = this.#tf.slice1d(loss, first, this.#seeds);
        return arm.method.guarded!({ ...this.#moment(index, step), loss: own }, arm.state);
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
    index: number,
    running: readonly boolean[],
    events: Uint32Array,
  ): Promise<void> {
    (await own.data()).forEach((event, seed) => {
      if (running[seed] && event !== 0) events[index * this.#seeds + seed] = event;
    });
    own.dispose();
  }
}
