/**
 * An engine for tests of the page's side: it trains nothing, and says what it is told to say. Calls are
 * recorded; `load` follows the contract as far as the store depends on it.
 */

import { readExperiment } from '../../src/config/experiment';
import type { Experiment } from '../../src/config/types';
import { ConfigError, DataError } from '../../src/core/errors';
import type { OptionValue } from '../../src/core/option';
import type {
  CheckpointSummary,
  DataSummary,
  DeviceInfo,
  EngineApi,
  EngineEvent,
  EngineStatus,
  ParameterTarget,
  Recipe,
  RunState,
} from '../../src/engine/types';
import type { DataQuestion, PartWish, ViewOptions } from '../../src/tasks/types';

export const fakeDevice: DeviceInfo = { executor: 'fused', backend: 'webgpu', adapter: 'fake · adapter' };

export class FakeEngine implements EngineApi {
  readonly calls: (readonly [name: string, ...args: unknown[]])[] = [];
  experiment: Experiment | null = null;
  /** Set to make the next `load` or `setOption` fail. */
  refuse: Error | null = null;
  /** Set to keep `load` waiting until it resolves. */
  gate: Promise<void> | null = null;
  #listener: (event: EngineEvent) => void = () => {};
  #state: RunState = 'empty';
  #step = 0;

  emit(event: EngineEvent): void {
    this.#listener(event);
  }

  /** Names of the calls so far. */
  get names(): string[] {
    return this.calls.map(([name]) => name);
  }

  /** Sends `count` steps of loss `start * decay^step` for every arm and seed, a little apart by seed. */
  train(count: number, { start = 1, decay = 0.9 } = {}): void {
    const { arms, seeds } = this.experiment!;
    const firstStep = this.#step;
    this.#step += count;
    this.emit({
      type: 'history',
      chunk: {
        firstStep,
        count,
        elapsedMs: this.#step * 10,
        arms: arms.map((arm) => ({
          armId: arm.id,
          loss: Float32Array.from({ length: count * seeds.count }, (_, i) => {
            const step = firstStep + Math.floor(i / seeds.count);
            return start * decay ** step * (1 + 0.1 * (i % seeds.count));
          }),
        })),
      },
    });
    this.#tell();
  }

  status(part: Partial<EngineStatus>): void {
    if (part.state) this.#state = part.state;
    this.emit({ type: 'status', status: { ...this.#status(), ...part } });
  }

  async open(_options: unknown, listener: (event: EngineEvent) => void): Promise<DeviceInfo> {
    this.calls.push(['open']);
    this.#listener = listener;
    return fakeDevice;
  }

  async load(experiment: Experiment): Promise<void> {
    this.calls.push(['load', experiment]);
    await this.gate;
    this.#throwIfRefused();
    const checked = readExperiment(experiment);
    const before = this.experiment;
    this.experiment = checked;
    if (
      !before ||
      JSON.stringify([before.task, before.seeds]) !== JSON.stringify([checked.task, checked.seeds])
    ) {
      this.#step = 0;
      this.emit({ type: 'cleared' });
    }
    if (this.#state !== 'running') this.#state = 'paused';
    this.#tell();
  }

  async start(): Promise<void> {
    this.calls.push(['start']);
    this.#state = 'running';
    this.#tell();
  }

  async pause(): Promise<void> {
    this.calls.push(['pause']);
    this.#state = 'paused';
    this.#tell();
  }

  async stepOnce(): Promise<void> {
    this.calls.push(['stepOnce']);
  }

  async runTo(step: number): Promise<void> {
    this.calls.push(['runTo', step]);
  }

  async reset(): Promise<void> {
    this.calls.push(['reset']);
    this.#step = 0;
    this.#state = 'paused';
    this.emit({ type: 'cleared' });
    this.#tell();
  }

  async recipe(): Promise<Recipe> {
    this.calls.push(['recipe']);
    return { experiment: this.experiment!, notes: [] };
  }

  async setSpeed(stepsPerSecond: number | null): Promise<void> {
    this.calls.push(['setSpeed', stepsPerSecond]);
  }

  async setOption(armId: string, path: string, value: OptionValue): Promise<void> {
    this.calls.push(['setOption', armId, path, value]);
    this.#throwIfRefused();
  }

  async watch(seed: number, armIds: readonly string[], options?: ViewOptions): Promise<void> {
    this.calls.push(['watch', seed, armIds, ...(options ? [options] : [])]);
  }

  async dissect(target: ParameterTarget | null): Promise<void> {
    this.calls.push(['dissect', target]);
  }

  /** Of a name that says "parts" it asks for one of three moments; of them it has the hash "30…", "31…", "32…". */
  async addData(file: File, _taskId: string, wish: PartWish = {}): Promise<DataSummary | DataQuestion> {
    this.calls.push(['addData', file.name, wish]);
    if (file.name.includes('parts')) {
      const hashes = [0, 1, 2].map((index) => `3${index}`.repeat(32));
      const time = wish.part?.time ?? hashes.indexOf(wish.hash ?? '');
      const question = { name: file.name, axes: [{ id: 'time', extent: 3 }], picks: 1, rest: [2, 2, 2] };
      if (time < 0) return { ...question, ...(wish.hash ? { lacksWanted: true as const } : {}) };
      const name = `${file.name}, time ${time + 1} of 3`;
      return { name, hash: hashes[time], shape: [2, 2, 2], dtype: 'uint8', bytes: 8 };
    }
    if (file.size === 0) throw new DataError(`"${file.name}" is empty`);
    return { name: file.name, hash: 'ab'.repeat(32), shape: [2, 2], dtype: 'uint8', bytes: file.size };
  }

  async addCheckpoint(id: string): Promise<CheckpointSummary> {
    this.calls.push(['addCheckpoint', id]);
    this.#throwIfRefused();
    return { id, architecture: 'celo', hidden: 64, size: 37_089 };
  }

  async loseDevice(): Promise<void> {}
  async close(): Promise<void> {}

  #throwIfRefused(): void {
    const { refuse } = this;
    this.refuse = null;
    if (refuse) throw refuse;
  }

  #status(): EngineStatus {
    return {
      state: this.#state,
      step: this.#step,
      steps: this.experiment?.steps ?? 0,
      lanes: (this.experiment?.arms.length ?? 0) * (this.experiment?.seeds.count ?? 0),
      stepsPerSecond: this.#state === 'running' ? 100 : 0,
      elapsedMs: this.#step * 10,
      bytes: 1024,
    };
  }

  #tell(): void {
    this.emit({ type: 'status', status: this.#status() });
  }
}

export const refusal = new ConfigError('arms[0].learningRate', 'arms[0].learningRate must be positive');
