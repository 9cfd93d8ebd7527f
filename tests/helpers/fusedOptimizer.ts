/** Builds the fused form of an optimizer by hand from a runtime, without an executor, for tests. */
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { paramLayout } from '../../src/core/paramLayout';
import type { GpuRuntime } from '../../src/kernels/runtime';
import type { FusedOptimizerContext, Optimizer, OptimizerConfig, StepTime } from '../../src/optimizers/types';

export interface FusedSetup {
  readonly size: number;
  /** Lanes of the experiment, members of this optimizer or not. */
  readonly lanes: number;
  /** Options of each arm (hyper row); those not given take their defaults. */
  readonly rows: readonly AnyOptions[];
  /** The lanes this optimizer serves, in the order of its state. */
  readonly members: readonly { readonly lane: number; readonly row: number }[];
  /** `LaneStatus` of every lane. */
  readonly status: readonly number[];
  readonly numSteps: number;
}

export interface FusedRun {
  readonly update: GPUBuffer;
  readonly state: Readonly<Record<string, GPUBuffer>>;
  /** Gradients and parameters of all lanes, `[lanes, size]`. */
  write(grads: Float32Array<ArrayBuffer>, params: Float32Array<ArrayBuffer>): void;
  /** Makes `count` steps in one submission, the first being `firstStep`. */
  steps(firstStep: number, count: number): void;
  destroy(): void;
}

const SLOTS = 8;

export async function runFused(
  runtime: GpuRuntime,
  optimizer: Optimizer,
  setup: FusedSetup,
): Promise<FusedRun> {
  const { size, lanes, members, numSteps } = setup;
  const configs: OptimizerConfig[] = setup.rows.map((options) => ({
    id: optimizer.id,
    options: { ...optionDefaults(optimizer.options), ...options },
  }));
  const words = members.flatMap(({ lane, row }, index) => [lane, row, 0, index]);
  const buffers = {
    table: runtime.buffer('table', Uint32Array.from(words)),
    params: runtime.buffer('params', lanes * size * 4),
    grads: runtime.buffer('grads', lanes * size * 4),
    loss: runtime.buffer('loss', lanes * 4),
    status: runtime.buffer('status', Uint32Array.from(setup.status)),
    update: runtime.buffer('update', lanes * size * 4),
  };
  const tables: { buffer: GPUBuffer; fill(time: StepTime): readonly number[] }[] = [];
  const context: FusedOptimizerContext = {
    runtime,
    layout: paramLayout([{ name: 'x', shape: [size] }]),
    group: { count: members.length, table: buffers.table },
    numSteps,
    ...buffers,
    hyperTable(names, values) {
      const buffer = runtime.buffer('hypers', SLOTS * configs.length * names.length * 4);
      tables.push({ buffer, fill: (time) => configs.flatMap((config) => values(config, time)) });
      return { buffer, rows: configs.length };
    },
    configs: () => configs,
    part: () => {
      throw new Error('a hand-designed optimizer has no parts');
    },
  };
  const fused = await optimizer.fused(context);
  const ring = runtime.stepRing(SLOTS);
  return {
    update: buffers.update,
    state: fused.state,
    write(grads, params) {
      runtime.write(buffers.grads, grads);
      runtime.write(buffers.params, params);
    },
    steps(firstStep, count) {
      for (const { buffer, fill } of tables) {
        const rows = Array.from({ length: count }, (_, slot) => fill({ step: firstStep + slot, numSteps }));
        runtime.write(buffer, Float32Array.from(rows.flat()));
      }
      ring.write(firstStep, count);
      const encoder = runtime.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let slot = 0; slot < count; slot++) fused.encode(ring.pass(pass, slot));
      pass.end();
      runtime.device.queue.submit([encoder.finish()]);
    },
    destroy() {
      fused.destroy();
      runtime.free(...Object.values(buffers), ...tables.map(({ buffer }) => buffer), ring.buffer);
    },
  };
}
