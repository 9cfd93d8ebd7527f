/**
 * The engine as the page sees it: one experiment, started, paused, edited and recovered. Calls are
 * carried out one after another, between chunks of training.
 */

import type { CheckpointFile } from '../checkpoints/formats';
import { registerTheta } from '../checkpoints/registry';
import { readExperiment } from '../config/experiment';
import { optionAt } from '../config/optionPath';
import type { Experiment } from '../config/types';
import { ConfigError, DataError, errorMessage } from '../core/errors';
import type { OptionValue } from '../core/option';
import { findTask } from '../tasks';
import type { TaskData, ViewOptions } from '../tasks/types';
import { engineTexts } from '../texts/engine';
import { weightAnatomy } from './anatomy';
import { type Gpu, openFallbackTf, openGpu } from './backend';
import { editedOptions, sameProblem, sameStructure, withOption } from './edits';
import { createFusedExecutor } from './fused/executor';
import { MAX_CHUNK } from './fused/lanes';
import { GuardMarks } from './guardMarks';
import { createPortableExecutor } from './portable/executor';
import { runSelfTest } from './selfTest';
import { type ExecutorFactory, TrainingSession } from './session';
import type {
  ArmHistory,
  ArmProbes,
  CheckpointSummary,
  DataSummary,
  DeviceInfo,
  EngineApi,
  EngineEvent,
  EngineOptions,
  EngineStatus,
  HistoryChunk,
  Recipe,
  RunMark,
  RunState,
  WeightTarget,
} from './types';

/** Wanted length of a chunk: about one display frame, far from the two seconds at which drivers kill work. */
const CHUNK_MS = 16;
const FLUSH_MS = 100;
const STATUS_MS = 250;
const VIEW_MS = 250;
/** Age of the checkpoint a lost device goes back to. */
const CHECKPOINT_MS = 4000;
/** A slider still moving keeps one mark. */
const MARK_MERGE_MS = 1500;

export class Engine implements EngineApi {
  #listener: (event: EngineEvent) => void = () => {};
  #options: EngineOptions = { executor: 'auto' };
  #gpu: Gpu | null = null;
  #device: DeviceInfo | null = null;
  #session: TrainingSession | null = null;
  #state: RunState = 'empty';
  #queue: Promise<unknown> = Promise.resolve();
  #looping = false;
  #closing = false;
  #limit = Number.POSITIVE_INFINITY;
  #speed: number | null = null;
  #chunk = 1;
  #elapsedMs = 0;
  #stepMs = 0;
  readonly #rate = new RateMeter();
  readonly #data = new Map<string, TaskData>();
  readonly #tested = new Map<string, string | null>();
  #watched: { seed: number; armIds: readonly string[]; options?: ViewOptions } = { seed: 0, armIds: [] };
  #dissected: WeightTarget | null = null;
  #viewCostMs = 0;
  #pending: HistoryChunk[] = [];
  #last = { flush: 0, status: 0, view: 0, checkpoint: 0, step: 0 };
  readonly #marks = new Map<string, { id: string; at: number; from: OptionValue }>();
  readonly #guardMarks = new GuardMarks();
  /** Latest measurements by arm, since the last flush. */
  readonly #probes = new Map<string, ArmProbes>();
  #probedStep = 0;

  async open(options: EngineOptions, listener: (event: EngineEvent) => void): Promise<DeviceInfo> {
    return this.#enqueue(async () => {
      this.#listener = listener;
      this.#options = options;
      await this.#openDevice();
      return this.#device!;
    });
  }

  async load(input: Experiment): Promise<void> {
    return this.#enqueue(async () => {
      const experiment = readExperiment(input);
      const session = this.#session;
      const wasRunning = this.#state === 'running' || this.#state === 'finished';
      if (!session || !sameProblem(session.experiment, experiment)) {
        await this.#openSession(experiment);
        this.#emit({ type: 'cleared' });
        this.#setState(this.#state === 'running' ? 'running' : 'paused');
      } else if (
        sameStructure(session.experiment, experiment) &&
        session.rewritten(experiment).length === 0
      ) {
        for (const edit of editedOptions(session.experiment, experiment)) this.#markEdit(edit);
        session.configure(experiment);
      } else {
        const armIds = await session.rebuild(experiment);
        this.#forget(armIds);
        this.#emit({ type: 'cleared', armIds });
        this.#limit = Number.POSITIVE_INFINITY;
        this.#setState(wasRunning && !session.finished ? 'running' : this.#state);
      }
      this.#flush();
      await this.#showView();
    }).then(() => this.#loop());
  }

  async start(): Promise<void> {
    await this.#enqueue(async () => {
      this.#limit = Number.POSITIVE_INFINITY;
      if (this.#session && !this.#session.finished) this.#setState('running');
    });
    this.#loop();
  }

  pause(): Promise<void> {
    return this.#enqueue(async () => this.#settle('paused'));
  }

  stepOnce(): Promise<void> {
    return this.#enqueue(async () => {
      const session = this.#session;
      if (!session || session.finished) return;
      this.#setState('paused');
      await this.#advance(session, 1, session.laggingStep + 1);
      await this.#settle(session.finished ? 'finished' : 'paused');
    });
  }

  async runTo(step: number): Promise<void> {
    await this.#enqueue(async () => {
      if (!Number.isInteger(step) || step < 0) {
        throw new ConfigError('step', `the step to run to must be a whole number from 0, got ${step}`);
      }
      const session = this.#session;
      if (!session || session.finished || session.laggingStep >= step) return;
      this.#limit = step;
      this.#setState('running');
    });
    this.#loop();
  }

  reset(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.#session) return;
      await this.#openSession(this.#session.experiment);
      this.#emit({ type: 'cleared' });
      await this.#settle('paused');
    });
  }

  async setSpeed(stepsPerSecond: number | null): Promise<void> {
    this.#speed = stepsPerSecond;
    this.#last.step = 0;
  }

  setOption(armId: string, path: string, value: OptionValue): Promise<void> {
    return this.#enqueue(async () => {
      const session = this.#session;
      if (!session) throw new ConfigError('arm', 'no experiment is loaded');
      const experiment = readExperiment(withOption(session.experiment, armId, path, value));
      for (const edit of editedOptions(session.experiment, experiment)) this.#markEdit(edit);
      session.configure(experiment);
    });
  }

  recipe(): Promise<Recipe> {
    return this.#enqueue(async () => {
      if (!this.#session) throw new ConfigError('experiment', 'no experiment is loaded');
      return this.#session.recipe;
    });
  }

  watch(seed: number, armIds: readonly string[], options?: ViewOptions): Promise<void> {
    this.#watched = { seed, armIds, ...(options ? { options } : {}) };
    return this.#enqueue(() => this.#showView());
  }

  dissect(target: WeightTarget | null): Promise<void> {
    this.#dissected = target;
    return this.#enqueue(async () => {
      this.#session?.keepTerms(this.#dissected !== null);
      await this.#showAnatomy();
    });
  }

  async addData(file: File, taskId: string): Promise<DataSummary> {
    const task = findTask(taskId);
    if (!task.data) throw new DataError(engineTexts.noData(task.label, file.name));
    const data = await task.data.decode(file);
    this.#data.set(data.hash, data);
    const { name, hash, shape, dtype, bytes } = data;
    return { name, hash, shape, dtype, bytes };
  }

  async addCheckpoint(id: string, files: readonly CheckpointFile[]): Promise<CheckpointSummary> {
    const { readCheckpointFiles } = await import('../checkpoints/formats');
    const theta = await readCheckpointFiles(files);
    registerTheta(id, theta);
    return { id, architecture: theta.architecture, hidden: theta.hidden, size: theta.values.length };
  }

  async loseDevice(): Promise<void> {
    this.#gpu?.device.destroy();
  }

  close(): Promise<void> {
    this.#closing = true;
    return this.#enqueue(async () => {
      this.#state = 'empty';
      this.#session?.dispose();
      this.#session = null;
      this.#gpu?.device.destroy();
    });
  }

  // -- device --------------------------------------------------------------------------------------

  async #openDevice(forced?: string): Promise<void> {
    let fallback = forced;
    if (this.#options.executor !== 'portable' && forced === undefined) {
      try {
        this.#gpu = await openGpu();
        this.#guard(this.#gpu);
        this.#setDevice({ executor: 'fused', backend: 'webgpu', adapter: this.#gpu.name });
        return;
      } catch (error) {
        if (this.#options.executor === 'fused') throw error;
        fallback = errorMessage(error);
      }
    }
    this.#gpu = null;
    this.#setDevice({
      executor: 'portable',
      backend: 'cpu',
      adapter: 'CPU',
      ...(fallback ? { fallback } : {}),
    });
  }

  #setDevice(device: DeviceInfo): void {
    this.#device = device;
    this.#emit({ type: 'device', device });
  }

  /** Waits for the loss of a device and, unless the engine is closing, recovers. */
  #guard(gpu: Gpu): void {
    void gpu.device.lost.then(() => {
      if (this.#closing || this.#gpu !== gpu) return;
      void this.#enqueue(() => this.#recover());
    });
  }

  async #recover(): Promise<void> {
    const wasRunning = this.#state === 'running';
    this.#setState('preparing');
    this.#emit({ type: 'notice', level: 'warning', text: engineTexts.lost });
    await this.#openDevice();
    if (this.#session) {
      const lostAt = this.#session.step;
      await this.#session.recover();
      this.#emit({
        type: 'notice',
        level: 'info',
        text: engineTexts.recovered(this.#session.step, lostAt),
      });
    }
    this.#setState(wasRunning ? 'running' : 'paused');
    this.#loop();
  }

  /** Makes executors on what is open now; a driver that fails the self-test is not used. */
  readonly #factory: ExecutorFactory = async (plan) => {
    if (this.#gpu) return createFusedExecutor(this.#gpu.device, plan);
    const { tf, backend } = await openFallbackTf(plan.task.layout.size, plan.arms.length * plan.seeds.length);
    if (this.#device!.backend !== backend)
      this.#setDevice({ ...this.#device!, backend, adapter: backend.toUpperCase() });
    return createPortableExecutor(tf, plan);
  };

  async #openSession(experiment: Experiment): Promise<void> {
    const data = experiment.task.data && this.#data.get(experiment.task.data.hash);
    if (experiment.task.data && !data) {
      const { name } = experiment.task.data;
      throw new ConfigError(
        'task.data',
        `this experiment needs the file "${name}": choose it again, it never leaves your machine`,
      );
    }
    const before = this.#state;
    this.#setState('preparing');
    try {
      await this.#selfTest(experiment.task.id);
      const session = await TrainingSession.open(this.#factory, experiment, data);
      session.keepTerms(this.#dissected !== null);
      this.#session?.dispose();
      this.#session = session;
    } catch (error) {
      this.#setState(before);
      throw error;
    }
    this.#state = before;
    this.#pending = [];
    this.#marks.clear();
    this.#forget();
    this.#elapsedMs = 0;
    this.#chunk = 1;
    this.#rate.clear();
    this.#last.checkpoint = performance.now();
    await this.#session.takeCheckpoint();
  }

  /** Once per task and device: a driver that computes a wrong gradient gets the portable executor instead. */
  async #selfTest(taskId: string): Promise<void> {
    if (!this.#gpu || this.#options.executor === 'fused') return;
    if (!this.#tested.has(taskId))
      this.#tested.set(taskId, await runSelfTest(this.#gpu.device, findTask(taskId)));
    const failure = this.#tested.get(taskId);
    if (!failure) return;
    await this.#openDevice(engineTexts.selfTest(findTask(taskId).label, failure));
  }

  // -- training ------------------------------------------------------------------------------------

  #loop(): void {
    if (this.#looping || this.#state !== 'running') return;
    this.#looping = true;
    void (async () => {
      try {
        while (this.#state === 'running') {
          await this.#enqueue(() => this.#burst());
          await nextTask();
        }
      } finally {
        this.#looping = false;
      }
    })();
  }

  async #burst(): Promise<void> {
    const session = this.#session;
    if (this.#state !== 'running' || !session) return;
    const wait = this.#waitMs();
    if (wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 50)));
      return;
    }
    try {
      const count =
        this.#speed === null ? this.#chunk : Math.max(1, Math.min(this.#chunk, Math.floor(this.#speed / 20)));
      await this.#advance(session, count, this.#limit);
      if (session.finished) await this.#settle('finished');
      else if (session.laggingStep >= this.#limit) await this.#settle('paused');
      else await this.#housekeeping(session);
    } catch (error) {
      if (await this.#isLost()) return;
      this.#setState('failed');
      this.#emit({ type: 'notice', level: 'error', text: engineTexts.stopped(errorMessage(error)) });
    }
  }

  /** Milliseconds until the speed limit allows the next step. */
  #waitMs(): number {
    if (this.#speed === null) return 0;
    return this.#last.step + 1000 / Math.min(this.#speed, 20) - performance.now();
  }

  async #advance(session: TrainingSession, count: number, limit: number): Promise<void> {
    const began = performance.now();
    const { chunk, count: made, diverged, changed, probes } = await session.advance(count, limit);
    const tookMs = performance.now() - began;
    this.#last.step = began;
    this.#elapsedMs += tookMs;
    if (made > 0) {
      this.#stepMs = tookMs / made;
      this.#rate.add(made);
      const wanted = Math.floor(CHUNK_MS / this.#stepMs);
      // Growth is bounded: the first chunks are not representative.
      if (made >= this.#chunk || wanted < this.#chunk) {
        this.#chunk = Math.max(1, Math.min(MAX_CHUNK, wanted, this.#chunk * 2));
      }
    }
    this.#pending.push({ ...chunk, elapsedMs: this.#elapsedMs });
    for (const own of probes) this.#probes.set(own.armId, own);
    if (probes.length > 0) this.#probedStep = chunk.firstStep + made - 1;
    for (const { armId, events = [] } of chunk.arms) {
      const marks = this.#guardMarks.marks(armId, events, session.seeds);
      for (const mark of marks) this.#emit({ type: 'mark', mark });
    }
    for (const { armId, path, value, step, from } of changed) {
      const arm = session.experiment.arms.find(({ id }) => id === armId)!;
      this.#emitChange(`edit ${armId} ${path} ${step}`, armId, step, optionAt(arm, path)!.label, from, {
        path,
        value,
      });
    }
    for (const { armId, seed, step } of diverged) {
      const text = engineTexts.diverged(session.seeds[seed]);
      this.#emit({
        type: 'mark',
        mark: { id: `diverged ${armId} ${seed}`, kind: 'diverged', armId, seed, step, text },
      });
    }
  }

  async #housekeeping(session: TrainingSession): Promise<void> {
    const now = performance.now();
    if (now - this.#last.flush >= FLUSH_MS) this.#flush();
    // A view may take a fifth of the time at most.
    if (now - this.#last.view >= Math.max(VIEW_MS, 5 * this.#viewCostMs)) await this.#showView();
    if (now - this.#last.checkpoint >= CHECKPOINT_MS) {
      this.#last.checkpoint = now;
      await session.takeCheckpoint();
    }
  }

  async #settle(state: RunState): Promise<void> {
    if (this.#state === 'empty' || this.#state === 'failed') return;
    this.#flush();
    await this.#showView();
    // Last, so that whoever sees "finished" has the whole history.
    this.#setState(state === 'paused' && this.#session?.finished ? 'finished' : state);
  }

  async #isLost(): Promise<boolean> {
    const device = this.#gpu?.device;
    if (!device) return false;
    const soon = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1000));
    return Promise.race([device.lost.then(() => true), soon]);
  }

  // -- messages ------------------------------------------------------------------------------------

  #emit(event: EngineEvent): void {
    this.#listener(event);
  }

  #setState(state: RunState): void {
    if (state !== 'running') this.#rate.clear();
    this.#state = state;
    this.#emitStatus();
  }

  #emitStatus(): void {
    const session = this.#session;
    this.#last.status = performance.now();
    const status: EngineStatus = {
      state: this.#state,
      step: session?.step ?? 0,
      steps: session?.experiment.steps ?? 0,
      lanes: session?.lanes ?? 0,
      stepsPerSecond: this.#state === 'running' ? this.#rate.perSecond() : 0,
      elapsedMs: this.#elapsedMs,
      bytes: session?.executor.bytes ?? 0,
      stepMicroseconds: this.#stepMs * 1000,
      ...(session ? { starts: session.starts, costs: session.costs } : {}),
    };
    this.#emit({ type: 'status', status });
  }

  #flush(): void {
    this.#last.flush = performance.now();
    for (const chunk of joinChunks(this.#pending)) this.#emit({ type: 'history', chunk });
    this.#pending = [];
    if (this.#probes.size > 0) {
      this.#emit({ type: 'probes', step: this.#probedStep, arms: [...this.#probes.values()] });
      this.#probes.clear();
    }
    if (this.#last.flush - this.#last.status >= STATUS_MS) this.#emitStatus();
  }

  async #showView(): Promise<void> {
    const session = this.#session;
    const { seed, armIds, options } = this.#watched;
    const began = performance.now();
    this.#last.view = began;
    if (!session || seed >= session.seeds.length) return;
    const known = armIds.filter((id) => session.experiment.arms.some((arm) => arm.id === id));
    if (known.length === 0) return;
    const { task } = session;
    if (task.view) {
      const arms = [];
      for (const armId of known) {
        const params = await session.executor.readLane(session.lane(armId, seed));
        arms.push({ armId, view: task.view(params, options) });
      }
      this.#emit({ type: 'view', message: { step: session.step, seed, arms } });
    }
    await this.#showAnatomy();
    this.#viewCostMs = performance.now() - began;
  }

  async #showAnatomy(): Promise<void> {
    const target = this.#dissected;
    const session = this.#session;
    if (!session || !target) return;
    const { executor, experiment, seeds, task } = session;
    const arm = experiment.arms.find(({ id }) => id === target.armId);
    const parts =
      arm && target.seed < seeds.length
        ? await executor.readTerms?.(session.lane(target.armId, target.seed))
        : null;
    this.#emit({
      type: 'anatomy',
      anatomy: arm && parts ? weightAnatomy(target, arm, task.layout, parts) : null,
    });
  }

  /** Marks and measurements of arms that start anew (all when absent). */
  #forget(armIds?: readonly string[]): void {
    this.#guardMarks.clear(armIds);
    for (const id of armIds ?? [...this.#probes.keys()]) this.#probes.delete(id);
  }

  #markEdit({ armId, path, label, from, to }: ReturnType<typeof editedOptions>[number]): void {
    const step = this.#session!.stepOf(armId);
    if (step === 0) return;
    const key = `${armId} ${path}`;
    const now = performance.now();
    const last = this.#marks.get(key);
    const open = last && now - last.at < MARK_MERGE_MS ? last : { id: `edit ${key} ${step}`, from, at: now };
    open.at = now;
    this.#marks.set(key, open);
    this.#emitChange(open.id, armId, step, label, open.from, { path, value: to });
  }

  #emitChange(
    id: string,
    armId: string,
    step: number,
    label: string,
    from: OptionValue,
    change: NonNullable<RunMark['change']>,
  ): void {
    const text = `${label}: ${String(from)} → ${String(change.value)}`;
    this.#emit({ type: 'mark', mark: { id, kind: 'intervention', armId, step, text, change } });
  }

  /** Runs jobs one after another; a failure goes to its caller alone. */
  #enqueue<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(job);
    this.#queue = result.catch(() => {});
    return result;
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

/** Joins consecutive chunks of the same arms, so that a flush is one message. */
function joinChunks(chunks: readonly HistoryChunk[]): HistoryChunk[] {
  const joined: HistoryChunk[][] = [];
  for (const chunk of chunks) {
    const run = joined.at(-1);
    const previous = run?.at(-1);
    const follows =
      previous !== undefined &&
      previous.firstStep + previous.count === chunk.firstStep &&
      previous.arms.length === chunk.arms.length &&
      previous.arms.every((arm, index) => arm.armId === chunk.arms[index].armId);
    if (run && follows) run.push(chunk);
    else joined.push([chunk]);
  }
  return joined.map((run) => ({
    firstStep: run[0].firstStep,
    count: run.reduce((sum, chunk) => sum + chunk.count, 0),
    elapsedMs: run.at(-1)!.elapsedMs,
    arms: run[0].arms.map(({ armId, metric }, index) => ({
      armId,
      loss: concat(run.map((chunk) => chunk.arms[index].loss)),
      ...(metric ? { metric: concat(run.map((chunk) => chunk.arms[index].metric!)) } : {}),
      ...joinedEvents(run.map((chunk) => chunk.arms[index])),
    })),
  }));
}

function joinedEvents(arms: readonly ArmHistory[]): Pick<ArmHistory, 'events'> {
  const events = arms.flatMap((arm) => arm.events ?? []);
  return events.length > 0 ? { events } : {};
}

function concat(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}

/** A turn of the event loop, so that calls of the page get in; timers would wait 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
