import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prngKey } from '../../src/core/prng';
import type { MetaTrainingOptions, SavedRun } from '../../src/metatrain/api';
import type { MetaRunClient } from '../../src/metatrain/client';
import { defaultMetaConfig } from '../../src/metatrain/config';
import { encodeRun } from '../../src/metatrain/runState';
import type { MetaRunListener, MetaRunProgress, StepsReport } from '../../src/metatrain/service';
import { initialPhi, thetaSpace } from '../../src/metatrain/thetaSpace';
import { type Shelf, StorageError } from '../../src/store/browser/database';
import { filesOf, recallTrained, type TrainedOptimizer } from '../../src/store/browser/trainedOptimizers';
import { createMetaTraining } from '../../src/store/metaTraining';
import type { MetaTrainingSurroundings, StoredMetaRun } from '../../src/store/metaTraining/state';

/** A shelf in memory that can be full or forbidden. */
class FakeShelf<T> implements Shelf<T> {
  readonly values = new Map<string, T>();
  problem: 'full' | 'forbidden' | null = null;
  #check() {
    if (this.problem) throw new StorageError(this.problem, null);
  }
  get = async (key: string) => {
    this.#check();
    return structuredClone(this.values.get(key));
  };
  all = async () => {
    this.#check();
    return [...this.values.values()];
  };
  put = async (key: string, value: T) => {
    this.#check();
    this.values.set(key, structuredClone(value));
  };
  remove = async (key: string) => {
    this.#check();
    this.values.delete(key);
  };
}

const TOTAL = 100;

/** A worker that trains nothing: it does the steps it is told to. */
class FakeWorker implements MetaRunClient {
  readonly calls: string[] = [];
  done = 0;
  terminated = false;
  /** Set to make `start` and `restore` fail. */
  refuse: Error | null = null;
  listener: MetaRunListener = () => {};

  #progress(): MetaRunProgress {
    return { done: this.done, total: TOTAL, phase: this.done > 70 ? 'scheduler' : 'mlp', horizonLimit: 100 };
  }
  /** Steps done that only the next snapshot tells. */
  untold = 0;
  train(count: number): void {
    this.listener(this.#steps(count));
  }
  #steps(count: number): StepsReport {
    this.done += count;
    const progress = { outerStep: this.done, metaLoss: 0, gradientNorm: 1, learningRate: 1 };
    const metaLosses = Float64Array.from({ length: count }, (_, i) => -(this.done - count + 1 + i) / 100);
    return { type: 'steps', metaLosses, progress: { ...progress, ...this.#progress() } };
  }
  async start(_: MetaTrainingOptions, listener: MetaRunListener): Promise<void> {
    this.calls.push('start');
    if (this.refuse) throw this.refuse;
    this.listener = listener;
  }
  async restore(run: Uint8Array<ArrayBuffer>, listener: MetaRunListener): Promise<void> {
    this.calls.push('restore');
    if (this.refuse) throw this.refuse;
    this.listener = listener;
    this.done = stepsOf(run);
  }
  pause = async () => void this.calls.push('pause');
  resume = async () => void this.calls.push('resume');
  snapshot = async () => {
    const steps = this.untold > 0 ? this.#steps(this.untold) : null;
    this.untold = 0;
    return { progress: this.#progress(), run: runAt(this.done), steps };
  };
  stop = async () => {};
  loseDevice = async () => {};
  terminate(): void {
    this.terminated = true;
  }
}

/** A saved run whose weights tell its step. */
function runAt(done: number): Uint8Array<ArrayBuffer> {
  const config = { ...defaultMetaConfig, family: 'mlp', outerSteps: TOTAL, seed: 7 };
  const space = thetaSpace('mlp', config.hidden);
  const phi = initialPhi(space, prngKey(done));
  const run: SavedRun = {
    phases: [config],
    phase: 0,
    state: { config, outerStep: done, pairs: [], arrays: { base: space.base, phi } },
  };
  return encodeRun(run);
}
const stepsOf = (run: Uint8Array): number =>
  Number(/"outerStep":(\d+)/.exec(new TextDecoder().decode(run))?.[1]);

const settings = { family: 'mlp', lanes: 48, minutes: 2, seed: 7 };
const comparison = (at50: number) => ({
  steps: [0, 50, 200],
  learned: [1, at50, at50],
  adam: [1, 0.06, 0.02],
});

function page(part: Partial<MetaTrainingSurroundings> = {}, keep = new FakeShelf<StoredMetaRun>()) {
  const workers: FakeWorker[] = [];
  const optimizers = new FakeShelf<TrainedOptimizer>();
  const experiment = { hold: vi.fn(), release: vi.fn() };
  const training = createMetaTraining({
    spawn: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    runs: keep,
    optimizers,
    hasGpu: async () => true,
    experiment,
    ...part,
  });
  const state = () => training.store.getState();
  return { training, state, workers, runs: keep, optimizers, experiment, worker: () => workers.at(-1)! };
}

async function running(...args: Parameters<typeof page>) {
  const all = page(...args);
  await all.training.open();
  await all.training.start(settings);
  return all;
}

describe('meta-training in the page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begins with nothing, trains, and ends with an optimizer that is kept', async () => {
    const { training, state, worker, runs, optimizers } = page();
    expect(state().stage).toBe('looking');
    await training.open();
    expect(state()).toMatchObject({ stage: 'idle', hasGpu: true, trained: [] });
    await training.start(settings);
    expect(state().stage).toBe('running');
    worker().train(3);
    expect(state().progress).toMatchObject({ done: 3, total: TOTAL });
    expect(state().milestone).toEqual({ kind: 'started', done: TOTAL });
    expect(training.curve.points()).toEqual({ steps: [1, 2, 3], losses: [-0.01, -0.02, -0.03] });
    worker().train(97);
    worker().listener({ type: 'finished' });
    await vi.waitFor(() => expect(state().trained).toHaveLength(1));
    expect(state()).toMatchObject({ stage: 'finished', saved: TOTAL });
    expect(worker().terminated).toBe(true);
    expect(runs.values.get('run')?.ended).toBe('finished');
    const [kept] = optimizers.values.values();
    expect(kept.name).toBe('mlp, 100 steps, seed 7');
    expect(JSON.parse(kept.manifest)).toMatchObject({ family: 'mlp', seed: 7, outerSteps: TOTAL });
  });

  it('pauses after the present step, is there after a reload, and goes on where it was', async () => {
    const first = await running();
    first.worker().train(10);
    first.worker().untold = 2;
    first.worker().listener({ type: 'comparison', done: 0, comparison: comparison(1) });
    await first.training.pause();
    expect(first.worker().calls).toEqual(['start', 'pause']);
    expect(first.state()).toMatchObject({ stage: 'paused', saved: 12, progress: { done: 12 } });
    expect(first.training.curve.points().steps).toHaveLength(12);
    expect(first.worker().terminated).toBe(false);

    const second = page({}, first.runs);
    await second.training.open();
    expect(second.state()).toMatchObject({ stage: 'paused', settings, saved: 12 });
    expect(second.state().progress?.done).toBe(12);
    expect(second.state().comparisons).toEqual(first.state().comparisons);
    expect(second.training.curve.points()).toEqual(first.training.curve.points());
    expect(second.workers).toHaveLength(0);
    await second.training.resume();
    expect(second.worker().calls).toEqual(['restore']);
    second.worker().train(1);
    expect(second.state().progress?.done).toBe(13);
    expect(second.training.curve.points().steps.at(-1)).toBe(13);
  });

  it('pauses before its first step as well', async () => {
    const { training, state } = await running();
    await training.pause();
    expect(state()).toMatchObject({ stage: 'paused', saved: 0 });
    await expect(training.optimizer()).resolves.toBeDefined();
  });

  it('goes on in its worker while the page lives', async () => {
    const { training, state, workers } = await running();
    workers[0].train(5);
    await training.pause();
    await training.resume();
    expect(workers).toHaveLength(1);
    expect(workers[0].calls).toEqual(['start', 'pause', 'resume']);
    expect(state().stage).toBe('running');
  });

  it('saves itself every few seconds, so that a crash costs no more', async () => {
    const { worker, runs, state } = await running();
    worker().train(9);
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs.values.get('run')?.progress.done).toBe(9);
    expect(state().saved).toBe(9);
    worker().train(9);
    await vi.advanceTimersByTimeAsync(5000);
    expect(stepsOf(runs.values.get('run')!.run)).toBe(18);
  });

  it('says when the browser has no room or no leave to keep it, and goes on', async () => {
    const { training, worker, runs, optimizers, state } = await running();
    runs.problem = 'full';
    optimizers.problem = 'full';
    worker().train(9);
    await vi.advanceTimersByTimeAsync(5000);
    expect(state()).toMatchObject({ stage: 'running', storage: 'full', saved: null });
    expect(training.wouldLose()).toBe(true);
    // Pausing, going on and taking the optimizer do not need storage.
    await training.pause();
    expect((await training.optimizer()).name).toBe('mlp, 9 steps, seed 7');
    expect(state().trained).toHaveLength(1);
    runs.problem = null;
    await training.resume();
    await vi.advanceTimersByTimeAsync(5000);
    expect(state()).toMatchObject({ storage: null, saved: 9 });
    expect(training.wouldLose()).toBe(false);

    const forbidden = page();
    forbidden.runs.problem = 'forbidden';
    forbidden.optimizers.problem = 'forbidden';
    await forbidden.training.open();
    expect(forbidden.state()).toMatchObject({ stage: 'idle', storage: 'forbidden' });
  });

  it('gets over a lost device with the last snapshot', async () => {
    const { training, state, workers, worker } = await running();
    worker().train(20);
    await vi.advanceTimersByTimeAsync(5000);
    worker().train(5);
    worker().listener({ type: 'failed', message: 'gone', lost: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(workers).toHaveLength(2);
    expect(workers[0].terminated).toBe(true);
    expect(worker().calls).toEqual(['restore']);
    expect(state()).toMatchObject({ stage: 'running', problem: { kind: 'recovered', done: 20 } });
    expect(training.curve.points().steps.at(-1)).toBe(20);
    // What the old worker still says counts for nothing.
    workers[0].train(50);
    expect(state().progress?.done).toBe(20);
  });

  it('waits for the reader when devices are lost again and again, with nothing forgotten', async () => {
    const { training, state, workers, worker } = await running();
    worker().train(20);
    await vi.advanceTimersByTimeAsync(5000);
    for (let loss = 0; loss < 4; loss++) {
      worker().listener({ type: 'failed', message: 'gone', lost: true });
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(workers).toHaveLength(4);
    expect(state()).toMatchObject({ stage: 'paused', problem: { kind: 'failed', message: 'gone' } });
    await training.resume();
    expect(worker().calls).toEqual(['restore']);
    expect(state()).toMatchObject({ stage: 'running', problem: null });
  });

  it('that cannot begin says why and leaves the form as it was', async () => {
    const failing = new FakeWorker();
    failing.refuse = new Error('the kernel needs 22 KiB of workgroup memory, this device has 16');
    const { training, state } = page({ spawn: () => failing });
    await training.open();
    await training.start(settings);
    expect(state()).toMatchObject({ stage: 'idle', settings });
    expect(state().problem).toEqual({ kind: 'failed', message: failing.refuse.message });
    expect(failing.terminated).toBe(true);
  });

  it('can be given up while it is prepared', async () => {
    const slow = new FakeWorker();
    slow.start = () => new Promise(() => {});
    const { training, state, experiment } = page({ spawn: () => slow });
    await training.open();
    void training.start(settings);
    await vi.advanceTimersByTimeAsync(0);
    expect(state().stage).toBe('preparing');
    training.cancel();
    expect(state().stage).toBe('idle');
    expect(slow.terminated).toBe(true);
    expect(experiment.release).toHaveBeenCalledOnce();
  });

  it('stopped keeps its optimizer, can go on, and is forgotten only when told to', async () => {
    const { training, state, runs, worker } = await running();
    worker().train(30);
    await training.stop();
    expect(state()).toMatchObject({ stage: 'stopped', saved: 30 });
    expect(state().trained.map(({ name }) => name)).toEqual(['mlp, 30 steps, seed 7']);
    expect(worker().terminated).toBe(true);
    const again = page({}, runs);
    await again.training.open();
    expect(again.state().stage).toBe('stopped');
    await again.training.resume();
    expect(again.state().stage).toBe('running');
    await training.discard();
    expect(state()).toMatchObject({ stage: 'idle', progress: null, saved: null });
    expect(runs.values.size).toBe(0);
    expect(state().trained).toHaveLength(1);
  });

  it('says so when what was kept cannot be read, and begins anew when told to', async () => {
    const first = await running();
    first.worker().train(3);
    await first.training.pause();
    first.runs.values.get('run')!.run.fill(0);
    const { training, state } = page({}, first.runs);
    await training.open();
    await training.stop();
    expect(state()).toMatchObject({ stage: 'stopped', trained: [] });
    expect(state().problem).toMatchObject({ kind: 'failed', message: expect.stringMatching(/no saved/) });
    await training.discard();
    await training.start(settings);
    expect(state()).toMatchObject({ stage: 'running', problem: null });
  });

  it('makes the experiment wait while it trains, and only then', async () => {
    const { training, experiment, worker } = await running();
    expect(experiment.hold).toHaveBeenCalledOnce();
    worker().train(1);
    await training.pause();
    expect(experiment.release).toHaveBeenCalledOnce();
    await training.resume();
    expect(experiment.hold).toHaveBeenCalledTimes(2);
  });

  it('trains in one tab at a time', async () => {
    let free = true;
    const claim = async () => {
      if (!free) return null;
      free = false;
      return () => {
        free = true;
      };
    };
    const one = await running({ claim });
    const other = await running({ claim });
    expect(other.state()).toMatchObject({ stage: 'idle', problem: { kind: 'otherTab' } });
    one.worker().train(1);
    await one.training.stop();
    await other.training.start(settings);
    expect(other.state().stage).toBe('running');
  });

  it('tells the second phase and the first time it is ahead of Adam', async () => {
    const { state, worker } = await running();
    worker().train(70);
    worker().train(1);
    expect(state().milestone).toEqual({ kind: 'scheduler', done: 71 });
    worker().listener({ type: 'comparison', done: 71, comparison: comparison(0.07) });
    expect(state().milestone?.kind).toBe('scheduler');
    worker().listener({ type: 'comparison', done: 80, comparison: comparison(0.05) });
    expect(state().milestone).toEqual({ kind: 'ahead', done: 80, step: 50 });
  });

  it('keeps the first and the last comparison and a bounded number between', async () => {
    const { state, worker } = await running();
    for (let done = 0; done < 1000; done++)
      worker().listener({ type: 'comparison', done, comparison: comparison(1) });
    const { comparisons } = state();
    expect(comparisons[0].done).toBe(0);
    expect(comparisons.at(-1)?.done).toBe(999);
    expect(comparisons.length).toBeLessThanOrEqual(120);
  });
});

describe('an optimizer trained here', () => {
  it('is known by its files, found again by its id, and refused when damaged', async () => {
    const { training, worker, optimizers } = await running();
    worker().train(4);
    const optimizer = await training.optimizer();
    const [weights, manifest] = filesOf(optimizer);
    expect([weights.name, manifest.name]).toEqual(['mlp-seed7-4.safetensors', 'mlp-seed7-4.manifest.json']);
    const found = await recallTrained(optimizer.id, optimizers);
    expect(found?.name).toBe('mlp, 4 steps, seed 7');
    expect(found?.files.map(({ name }) => name)).toEqual([weights.name, manifest.name]);
    expect(await recallTrained('sha256-nothing', optimizers)).toBeNull();
    const damaged = { ...optimizer, theta: optimizer.theta.slice() };
    damaged.theta[200] ^= 1;
    await optimizers.put(optimizer.id, damaged);
    await expect(recallTrained(optimizer.id, optimizers)).rejects.toThrow(/damaged/);
    await training.remove(optimizer.id);
    expect(optimizers.values.size).toBe(0);
  });
});
