/** What the engine does where the device refuses: on a made-up device, whose kernels compute nothing. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { DeviceError } from '../../src/core/errors';
import { Engine } from '../../src/engine/engine';
import type { EngineEvent } from '../../src/engine/types';
import { fakeGpu } from '../kernels/fakeGpu';

let refused: readonly string[] = [];
beforeEach(() => {
  const { device } = fakeGpu({ refuses: (what) => (refused.includes(what) ? 'out-of-memory' : null) });
  const adapter = {
    limits: device.limits,
    features: device.features,
    info: { vendor: 'test', architecture: 'made-up' },
    requestDevice: async () => device,
  };
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
});
afterEach(() => {
  refused = [];
  vi.unstubAllGlobals();
});

const experiment = (dim: number) =>
  readExperiment({
    task: { id: 'pathological', options: { dim, startNorm: 2 } },
    arms: [{ id: 'a', optimizer: { id: 'adam', options: {} } }],
    seeds: { first: 0, count: 2 },
    steps: 100_000,
  });

class Bench {
  readonly engine = new Engine();
  readonly events: EngineEvent[] = [];

  async open(): Promise<this> {
    // The self-test would find that nothing is computed.
    await this.engine.open({ executor: 'fused' }, (event) => this.events.push(event));
    return this;
  }

  get state() {
    return this.events.findLast((event) => event.type === 'status')?.status.state;
  }

  /** Steps that losses were told of. */
  get steps(): number {
    const chunks = this.events.flatMap((event) => (event.type === 'history' ? [event.chunk] : []));
    return Math.max(0, ...chunks.map(({ firstStep, count }) => firstStep + count));
  }

  get errors(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'notice' && event.level === 'error' ? [event.text] : [],
    );
  }
}

describe('without room on the device', () => {
  it('the first experiment fails with a sentence, and a smaller one then trains', async () => {
    const { engine, ...bench } = await new Bench().open();
    refused = ['grads'];
    await expect(engine.load(experiment(50))).rejects.toThrow(DeviceError);
    await expect(engine.load(experiment(50))).rejects.toThrow(/% of it would fit/);
    expect(bench.events.findLast((event) => event.type === 'status')).toMatchObject({
      status: { state: 'failed' },
    });
    refused = [];
    await engine.load(experiment(20));
    expect(bench.events.findLast((event) => event.type === 'status')).toMatchObject({
      status: { state: 'paused' },
    });
    await engine.close();
  });

  it('a later one is refused, and the one before goes on where it was', async () => {
    const bench = await new Bench().open();
    const { engine } = bench;
    await engine.load(experiment(20));
    await engine.runTo(10);
    await vi.waitFor(() => expect(bench.state).toBe('paused'));
    expect(bench.steps).toBe(10);
    refused = ['grads'];
    await expect(engine.load(experiment(50))).rejects.toThrow(DeviceError);
    refused = [];
    expect(bench.state).toBe('paused');
    await engine.runTo(20);
    await vi.waitFor(() => expect(bench.steps).toBe(20));
    expect(bench.errors).toEqual([]);
    await engine.close();
  });
});

it('work that is refused stops the run, gives no number, and is tried again from the last checkpoint', async () => {
  const bench = await new Bench().open();
  const { engine } = bench;
  await engine.load(experiment(20));
  await engine.runTo(10);
  await vi.waitFor(() => expect(bench.state).toBe('paused'));
  refused = ['submit'];
  await engine.start();
  // Whether the device is lost is waited for, a second at most.
  await vi.waitFor(() => expect(bench.errors).toHaveLength(1), 5000);
  expect(bench.errors[0]).toMatch(
    /^Training stopped: The GPU refused its last work, and no number of it was used/,
  );
  expect(bench.steps).toBe(10);
  refused = [];
  await engine.start();
  await vi.waitFor(() => expect(bench.steps).toBeGreaterThan(20));
  await engine.close();
});

it('another planned length is marked on the curve that goes on, where it goes on, and none before the first step', async () => {
  const bench = await new Bench().open();
  const { engine } = bench;
  const marks = () => bench.events.flatMap((event) => (event.type === 'mark' ? [event.mark] : []));
  await engine.load(experiment(20));
  await engine.load({ ...experiment(20), steps: 50_000 });
  expect(marks()).toEqual([]);
  await engine.runTo(10);
  await vi.waitFor(() => expect(bench.state).toBe('paused'));
  await engine.load({ ...experiment(20), steps: 500 });
  expect(marks()).toMatchObject([
    { kind: 'length', armId: 'a', step: 10, planned: 500, text: 'planned 500 steps from step 10 on' },
  ]);
  await engine.close();
});

it('fewer steps than were made are those of the run that a reset begins', async () => {
  const bench = await new Bench().open();
  const { engine } = bench;
  await engine.load(experiment(20));
  await engine.runTo(10);
  await vi.waitFor(() => expect(bench.state).toBe('paused'));
  await engine.load({ ...experiment(20), steps: 5 });
  await engine.reset();
  const planned = () => bench.events.findLast((event) => event.type === 'status');
  await vi.waitFor(() => expect(planned()).toMatchObject({ status: { step: 0, steps: 5 } }));
  await engine.close();
});
