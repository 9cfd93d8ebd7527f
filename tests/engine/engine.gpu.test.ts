import { afterEach, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import type { Experiment } from '../../src/config/types';
import { ConfigError } from '../../src/core/errors';
import { createEngine, type EngineClient } from '../../src/engine/client';
import type { EngineEvent, EngineOptions, EngineStatus, RunState } from '../../src/engine/types';
import { defaultOptimizer } from '../../src/store/edit';
import { tasks } from '../../src/tasks';

/** The engine in its worker, with everything it said. */
class Bench {
  readonly engine: EngineClient = createEngine();
  readonly events: EngineEvent[] = [];

  async open(options: EngineOptions = { executor: 'auto' }): Promise<this> {
    await this.engine.open(options, (event) => this.events.push(event));
    return this;
  }

  of<T extends EngineEvent['type']>(type: T): Extract<EngineEvent, { type: T }>[] {
    return this.events.filter((event) => event.type === type) as Extract<EngineEvent, { type: T }>[];
  }

  get status() {
    return this.of('status').at(-1)!.status;
  }

  /** Losses of an arm by step, later messages replacing earlier ones. */
  curve(armId: string): number[][] {
    const rows: number[][] = [];
    for (const event of this.events) {
      if (event.type === 'cleared' && (!event.armIds || event.armIds.includes(armId))) rows.length = 0;
      if (event.type !== 'history') continue;
      const { firstStep, count, arms } = event.chunk;
      const arm = arms.find((candidate) => candidate.armId === armId);
      if (!arm) continue;
      const seeds = arm.loss.length / count;
      for (let row = 0; row < count; row++) {
        rows[firstStep + row] = [...arm.loss.subarray(row * seeds, (row + 1) * seeds)];
      }
    }
    return rows;
  }

  /** Events come on a channel of their own, so they may arrive after a call has returned. */
  async at(status: Partial<EngineStatus>): Promise<void> {
    await expect.poll(() => this.status, { timeout: 60_000, interval: 10 }).toMatchObject(status);
  }

  /** Runs to a step. What was said before, that it pauses there already, may still be on its way: first it has to run. */
  async runTo(step: number): Promise<void> {
    const said = this.events.length;
    await this.engine.runTo(step);
    const runs = () =>
      this.events.slice(said).some((event) => event.type === 'status' && event.status.state === 'running');
    await expect.poll(runs, { timeout: 60_000, interval: 10 }).toBe(true);
    await this.at({ state: 'paused', step });
  }

  until(state: RunState): Promise<void> {
    return this.at({ state });
  }
}

let bench: Bench;
afterEach(() => bench.engine.terminate());

const experiment = (edit: object = {}): Experiment =>
  readExperiment({
    task: { id: 'pathological', options: { dim: 50, startNorm: 2 } },
    arms: [
      { id: 'a', optimizer: { id: 'adam', options: { learningRate: 1e-3 } } },
      { id: 'b', optimizer: { id: 'sgd', options: { learningRate: 1e-4 } } },
    ],
    seeds: { first: 3, count: 2 },
    steps: 40,
    ...edit,
  });

test('a run goes from load to finish with one loss per step and seed', async () => {
  bench = await new Bench().open();
  expect(bench.of('device')[0].device).toMatchObject({ executor: 'fused', backend: 'webgpu' });
  await bench.engine.load(experiment());
  await bench.at({ state: 'paused', step: 0, steps: 40, lanes: 4 });
  await bench.engine.start();
  await bench.until('finished');
  const curve = bench.curve('a');
  expect(curve).toHaveLength(41);
  expect(curve.every((row) => row.length === 2 && row.every(Number.isFinite))).toBe(true);
  expect(curve[40][0]).toBeLessThan(curve[0][0]);
});

test('while another experiment is built, nothing is told of the starts and the size of the one before', async () => {
  bench = await new Bench().open();
  await bench.engine.load(experiment());
  await bench.at({ state: 'paused', lanes: 4 });
  const before = bench.status.starts;
  bench.events.length = 0;
  await bench.engine.load(experiment({ seeds: { first: 9, count: 3 } }));
  await bench.at({ state: 'paused', lanes: 6 });
  const preparing = bench.of('status').filter(({ status }) => status.state === 'preparing');
  expect(preparing.length).toBeGreaterThan(0);
  for (const { status } of preparing) expect([status.starts, status.size]).toEqual([undefined, undefined]);
  expect(bench.status.starts).not.toEqual(before);
  expect(bench.status.size).toMatchObject({ params: 50, lanes: 6 });
});

test('single steps, run to and reset land where they say, and repeat the same losses', async () => {
  bench = await new Bench().open();
  await bench.engine.load(experiment());
  await bench.engine.stepOnce();
  await bench.engine.stepOnce();
  await bench.at({ state: 'paused', step: 2 });
  await bench.engine.runTo(17);
  await bench.at({ state: 'paused', step: 17 });
  const first = bench.curve('b');
  await bench.engine.reset();
  await bench.at({ state: 'paused', step: 0 });
  expect(bench.curve('b')).toHaveLength(0);
  await bench.engine.runTo(17);
  await bench.at({ state: 'paused', step: 17 });
  expect(bench.curve('b')).toEqual(first);
});

test('an arm added later catches up and equals one that was there from the start', async () => {
  bench = await new Bench().open();
  const { arms } = experiment();
  const three = experiment({ arms: [...arms, { ...arms[0], id: 'c', optimizer: { id: 'adamax' } }] });
  await bench.engine.load(three);
  await bench.runTo(20);
  const together = bench.curve('c');
  await bench.engine.load(experiment());
  await bench.engine.load(three);
  await bench.runTo(20);
  expect(bench.curve('c')).toEqual(together);
  expect(bench.curve('a')).toHaveLength(20);
});

test('one step with arms at different steps leaves all at the next one', async () => {
  bench = await new Bench().open();
  const { arms } = experiment();
  await bench.engine.load(experiment());
  await bench.engine.runTo(12);
  await bench.at({ state: 'paused', step: 12 });
  await bench.engine.load(
    experiment({ arms: [...arms, { ...arms[0], id: 'c', optimizer: { id: 'adamax' } }] }),
  );
  await bench.engine.stepOnce();
  await bench.at({ state: 'paused', step: 13 });
  for (const id of ['a', 'b', 'c']) expect(bench.curve(id)).toHaveLength(13);
});

test('an option changed during a run is marked at its step, and marks of one drag are one', async () => {
  bench = await new Bench().open();
  await bench.engine.load(experiment());
  await bench.engine.runTo(10);
  await bench.at({ state: 'paused', step: 10 });
  for (const rate of [2e-3, 3e-3, 4e-3]) await bench.engine.setOption('a', 'learningRate', rate);
  const marks = bench.of('mark').map(({ mark }) => mark);
  expect(new Set(marks.map((mark) => mark.id)).size).toBe(1);
  expect(marks.at(-1)).toMatchObject({ kind: 'intervention', armId: 'a', step: 10 });
  expect(marks.at(-1)!.text).toContain('0.001 → 0.004');
});

test('what is refused changes nothing', async () => {
  bench = await new Bench().open();
  await bench.engine.load(experiment());
  await bench.engine.runTo(5);
  await bench.at({ state: 'paused', step: 5 });
  const bad = { ...experiment(), task: { id: 'pathological', options: { dim: 0 } } };
  await expect(bench.engine.load(bad as Experiment)).rejects.toThrow(/task.options.dim must lie in/);
  await expect(bench.engine.load(bad as Experiment)).rejects.toBeInstanceOf(ConfigError);
  await expect(bench.engine.setOption('a', 'learningRate', -1)).rejects.toThrow(/learningRate/);
  await expect(bench.engine.setOption('z', 'learningRate', 1)).rejects.toThrow(/no arm "z"/);
  await bench.at({ state: 'paused', step: 5 });
  await bench.engine.stepOnce();
  await bench.at({ state: 'paused', step: 6 });
  expect(bench.curve('a')).toHaveLength(6);
});

test('a lost device is replaced and the curves come out the same', async () => {
  bench = await new Bench().open();
  const long = experiment({ steps: 1500 });
  await bench.engine.load(long);
  await bench.engine.start();
  await bench.until('finished');
  const undisturbed = bench.curve('a');
  await bench.engine.reset();
  await bench.engine.start();
  await expect.poll(() => bench.status.step, { timeout: 60_000, interval: 5 }).toBeGreaterThan(100);
  await bench.engine.loseDevice();
  await bench.until('finished');
  const texts = bench.of('notice').map((notice) => notice.text);
  expect(texts[0]).toMatch(/device was lost/);
  expect(texts[1]).toMatch(/Recovered/);
  expect(bench.curve('a')).toEqual(undisturbed);
});

test('a speed limit holds', async () => {
  bench = await new Bench().open();
  await bench.engine.load(experiment({ steps: 10_000 }));
  await bench.engine.setSpeed(10);
  await bench.engine.start();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await bench.engine.pause();
  expect(bench.status.step).toBeGreaterThan(1);
  // 10 a second for 1.5 s, and one to begin with.
  expect(bench.status.step).toBeLessThanOrEqual(17);
});

test('the portable executor trains the same experiment', async () => {
  bench = await new Bench().open({ executor: 'portable' });
  expect(bench.of('device')[0].device).toMatchObject({ executor: 'portable' });
  await bench.engine.load(experiment({ steps: 10 }));
  await bench.engine.start();
  await bench.until('finished');
  const portable = bench.curve('a');
  bench.engine.terminate();
  bench = await new Bench().open();
  await bench.engine.load(experiment({ steps: 10 }));
  await bench.engine.start();
  await bench.until('finished');
  // Two float32 executors, ten steps apart by rounding only.
  bench.curve('a').forEach((row, step) => expect(row[0]).toBeCloseTo(portable[step][0], 4));
});

test('every task trains with every hand-designed optimizer and shows its view', async () => {
  bench = await new Bench().open();
  for (const { id: task, selfTest: options, view } of tasks) {
    const arms = ['adam', 'adamax', 'adamw', 'sgd'].map((id) => ({
      id,
      optimizer: defaultOptimizer(id, task),
    }));
    await bench.engine.load(
      experiment({ task: { id: task, options }, arms, seeds: { first: 0, count: 1 }, steps: 3 }),
    );
    await bench.engine.watch(0, ['adam', 'sgd']);
    await bench.engine.start();
    await bench.until('finished');
    for (const { id } of arms)
      expect(bench.curve(id).map((row) => Number.isFinite(row[0]))).toEqual([true, true, true, true]);
    if (!view) continue;
    expect(bench.of('view').at(-1)!.message).toMatchObject({
      seed: 0,
      arms: [
        { armId: 'adam', step: 3 },
        { armId: 'sgd', step: 3 },
      ],
    });
  }
});
