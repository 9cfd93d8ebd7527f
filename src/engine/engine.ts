/**
 * The engine as the page sees it: one experiment, started, paused, edited and recovered. Calls are
 * carried out one after another, between chunks of training.
 */
import type { CheckpointFile } from '../checkpoints/formats';
import { registerTheta } from '../checkpoints/registry';
import { readExperiment } from '../config/experiment';
import { changedOptions, checkEdit, type OptionChange } from '../config/optionEdit';
import type { Experiment } from '../config/types';
import { ConfigError, DataError, DeviceError, errorMessage } from '../core/errors';
import type { OptionValue } from '../core/option';
import { findTask } from '../tasks';
import {
  type DataQuestion,
  isQuestion,
  type PartWish,
  type TaskData,
  type ViewOptions,
} from '../tasks/types';
import { engineTexts } from '../texts/engine';
import { EngineDevice } from './device';
import { initialParams, nudged } from './lanes';
import { Messages } from './messages';
import { Pace } from './pace';
import { sameProblem, sameStructure } from './sameness';
import { type ExecutorFactory, TrainingSession } from './session';
import type {
  CheckpointSummary,
  DataSummary,
  DeviceInfo,
  EngineApi,
  EngineEvent,
  EngineOptions,
  EngineStatus,
  ExperimentSize,
  ParameterTarget,
  Recipe,
  RunState,
} from './types';
import { Views } from './views';

const FLUSH_MS = 100;
const STATUS_MS = 250;
/** Age of the checkpoint a lost device goes back to. */
const CHECKPOINT_MS = 4000;

export class Engine implements EngineApi {
  readonly #out = new Messages();
  readonly #pace = new Pace();
  readonly #views = new Views((event) => this.#out.emit(event));
  readonly #device = new EngineDevice(
    (device) => this.#out.emit({ type: 'device', device }),
    () => void this.#enqueue(() => this.#recover()),
    (size) => {
      this.#coming = size;
      this.#emitStatus();
    },
  );
  /** Of the experiment that is being built. */
  #coming: ExperimentSize | null = null;
  #session: TrainingSession | null = null;
  #state: RunState = 'empty';
  #queue: Promise<unknown> = Promise.resolve();
  #looping = false;
  #limit = Number.POSITIVE_INFINITY;
  #nudges = false;
  readonly #data = new Map<string, TaskData>();
  #last = { flush: 0, status: 0, checkpoint: 0 };

  async open(options: EngineOptions, listener: (event: EngineEvent) => void): Promise<DeviceInfo> {
    return this.#enqueue(async () => {
      this.#out.listen(listener);
      this.#nudges = options.nudges ?? false;
      await this.#device.open(options.executor);
      return this.#device.info;
    });
  }

  async load(input: Experiment): Promise<void> {
    return this.#enqueue(async () => {
      const experiment = readExperiment(input);
      const session = this.#session;
      const wasRunning = this.#state === 'running' || this.#state === 'finished';
      if (!session || !sameProblem(session.experiment, experiment)) {
        await this.#openSession(experiment);
        this.#out.emit({ type: 'cleared' });
        this.#setState(this.#state === 'running' ? 'running' : 'paused');
      } else if (
        sameStructure(session.experiment, experiment) &&
        session.rewritten(experiment).length === 0
      ) {
        this.#edit(session, experiment, changedOptions(session.experiment, experiment));
      } else {
        const { steps } = session.experiment;
        const armIds = await session.rebuild(experiment);
        this.#out.forget(armIds);
        this.#out.emit({ type: 'cleared', armIds });
        if (session.experiment.steps !== steps) this.#out.replanned(session, armIds);
        this.#limit = Number.POSITIVE_INFINITY;
        this.#setState(wasRunning && !session.finished ? 'running' : this.#state);
      }
      this.#flush();
      await this.#views.show(this.#session);
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
      if (session.laggingStep < session.step) {
        // All are to stand at the next step, so those behind catch up first.
        this.#limit = session.step + 1;
        this.#setState('running');
        return;
      }
      this.#setState('paused');
      await this.#advance(session, 1, session.laggingStep + 1);
      await this.#settle(session.finished ? 'finished' : 'paused');
    }).then(() => this.#loop());
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
      await this.#openSession(this.#session.next);
      this.#out.emit({ type: 'cleared' });
      await this.#settle('paused');
    });
  }

  async setSpeed(stepsPerSecond: number | null): Promise<void> {
    this.#pace.limit(stepsPerSecond);
  }

  setOption(armId: string, path: string, value: OptionValue): Promise<void> {
    return this.#enqueue(async () => {
      const session = this.#session;
      if (!session) throw new ConfigError('arm', 'no experiment is loaded');
      const { experiment, change } = checkEdit(session.experiment, { armId, path, value });
      this.#edit(session, experiment, [change]);
    });
  }

  recipe(): Promise<Recipe> {
    return this.#enqueue(async () => {
      if (!this.#session) throw new ConfigError('experiment', 'no experiment is loaded');
      return this.#session.recipe;
    });
  }

  watch(seed: number, armIds: readonly string[], options?: ViewOptions): Promise<void> {
    this.#views.watch(seed, armIds, options);
    return this.#enqueue(() => this.#views.show(this.#session));
  }

  dissect(target: ParameterTarget | null): Promise<void> {
    this.#views.dissect(target);
    return this.#enqueue(async () => {
      // Those of a run that rests stay until its next step: a card that went may come back.
      if (this.#views.dissects) this.#session?.keepTerms(true);
      await this.#views.showAnatomy(this.#session);
    });
  }

  async addData(file: File, taskId: string, wish?: PartWish): Promise<DataSummary | DataQuestion> {
    const task = findTask(taskId);
    if (!task.data) throw new DataError(engineTexts.noData(task.label, file.name));
    const data = await task.data.decode(file, wish);
    if (isQuestion(data)) return data;
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
    this.#device.lose();
  }

  close(): Promise<void> {
    this.#device.close();
    return this.#enqueue(async () => {
      this.#state = 'empty';
      this.#session?.dispose();
      this.#session = null;
      this.#device.lose();
    });
  }

  // -- the session ---------------------------------------------------------------------------------

  /** Goes over to an experiment of the same structure, which these changes lead to. */
  #edit(session: TrainingSession, experiment: Experiment, changes: readonly OptionChange[]): void {
    for (const change of changes) {
      // A planned change may have replaced what the experiment says.
      const from = session.valueNow(change.armId, change.path);
      this.#out.edited({ ...change, from }, session.stepOf(change.armId));
    }
    session.edit(experiment, changes);
  }

  async #recover(): Promise<void> {
    const wasRunning = this.#state === 'running';
    this.#setState('preparing');
    this.#out.notice('warning', engineTexts.lost);
    await this.#device.open();
    if (this.#session) {
      const lostAt = this.#session.step;
      await this.#session.recover();
      this.#out.notice('info', engineTexts.recovered(this.#session.step, lostAt));
    }
    this.#setState(wasRunning ? 'running' : 'paused');
    this.#loop();
  }

  readonly #factory: ExecutorFactory = async (setup) => {
    try {
      if (!this.#nudges) return await this.#device.factory(setup);
      const starts = nudged(initialParams(setup), setup.task.layout.size);
      return await this.#device.factory({ ...setup, initialParams: starts });
    } finally {
      this.#coming = null;
    }
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
      await this.#device.selfTest(experiment.task);
      const session = await TrainingSession.open(this.#factory, experiment, data);
      session.keepTerms(this.#views.dissects);
      this.#session?.dispose();
      this.#session = session;
    } catch (error) {
      // Before the first experiment there is nothing to go back to, and nothing still to come.
      const stuck = before === 'empty' && !(error instanceof ConfigError);
      this.#setState(stuck ? 'failed' : before);
      throw error;
    }
    this.#state = before;
    this.#out.reset();
    this.#pace.reset();
    this.#last.checkpoint = performance.now();
    await this.#session.takeCheckpoint();
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
    const wait = this.#pace.waitMs;
    if (wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 50)));
      return;
    }
    try {
      const steps = Math.min(this.#pace.steps, this.#views.stride(session));
      await this.#advance(session, steps, this.#limit);
      if (session.finished) await this.#settle('finished');
      else if (session.laggingStep >= this.#limit) await this.#settle('paused');
      else await this.#housekeeping(session);
    } catch (error) {
      if (await this.#device.isLost()) return;
      await this.#stop(session, error);
    }
  }

  /** What the device refused can be tried again from the last checkpoint; after anything else nothing goes on. */
  async #stop(session: TrainingSession, error: unknown): Promise<void> {
    let state: RunState = 'failed';
    if (error instanceof DeviceError) {
      try {
        await session.recover();
        state = 'paused';
      } catch {
        // The first reason is the one to tell.
      }
    }
    this.#flush();
    this.#setState(state);
    this.#out.notice('error', engineTexts.stopped(errorMessage(error)));
  }

  async #advance(session: TrainingSession, count: number, limit: number): Promise<void> {
    const began = performance.now();
    session.keepTerms(this.#views.dissects);
    const advance = await session.advance(count, limit);
    this.#pace.took(advance.count, began);
    this.#out.took(session, advance, this.#pace.elapsedMs);
  }

  async #housekeeping(session: TrainingSession): Promise<void> {
    const now = performance.now();
    if (now - this.#last.flush >= FLUSH_MS) this.#flush();
    if (this.#views.isDue(now, session)) await this.#views.show(session);
    if (now - this.#last.checkpoint >= CHECKPOINT_MS) {
      this.#last.checkpoint = now;
      await session.takeCheckpoint();
    }
  }

  async #settle(state: RunState): Promise<void> {
    if (this.#state === 'empty' || this.#state === 'failed') return;
    this.#flush();
    await this.#views.show(this.#session);
    // Last, so that whoever sees "finished" has the whole history.
    this.#setState(state === 'paused' && this.#session?.finished ? 'finished' : state);
  }

  // -- state ---------------------------------------------------------------------------------------

  #setState(state: RunState): void {
    if (state !== 'running') this.#pace.rest();
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
      stepsPerSecond: this.#state === 'running' ? this.#pace.stepsPerSecond : 0,
      elapsedMs: this.#pace.elapsedMs,
      bytes: session?.executor.bytes ?? 0,
      ...this.#size(session),
      // While another experiment is built, the session is the former one.
      ...(session && this.#state !== 'preparing' ? { starts: session.starts, costs: session.costs } : {}),
    };
    this.#out.emit({ type: 'status', status });
  }

  #size(session: TrainingSession | null): Pick<EngineStatus, 'size'> {
    if (this.#coming) return { size: this.#coming };
    if (!session || this.#state === 'preparing') return {};
    const { executor, lanes, task } = session;
    return { size: { params: task.layout.size, lanes, bytes: executor.bytes } };
  }

  #flush(): void {
    this.#last.flush = performance.now();
    this.#out.flush();
    if (this.#last.flush - this.#last.status >= STATUS_MS) this.#emitStatus();
  }

  /** Runs jobs one after another; a failure goes to its caller alone. */
  #enqueue<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(job);
    this.#queue = result.catch(() => {});
    return result;
  }
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
