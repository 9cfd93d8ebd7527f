/** Runs a fused optimizer on real buffers, with gradients computed on the CPU, one step per submission. */

import type { Theta } from '../../../src/checkpoints/theta';
import type { ParamLayout } from '../../../src/core/paramLayout';
import { type GpuRuntime, LaneStatus, type StepPass } from '../../../src/kernels/runtime';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  Optimizer,
  OptimizerConfig,
  StepTime,
} from '../../../src/optimizers/types';

export interface RunSetup {
  readonly layout: ParamLayout;
  /** Hyper rows. */
  readonly configs: readonly OptimizerConfig[];
  /** Lane, hyper row and theta row of each member. */
  readonly members: readonly (readonly [lane: number, row: number, theta: number])[];
  readonly lanes: number;
  readonly numSteps: number;
  readonly thetas?: readonly Theta[];
}

export interface LaneInput {
  readonly params: ArrayLike<number>;
  readonly grads: ArrayLike<number>;
  readonly loss: number;
}

export interface GpuRun {
  readonly optimizer: FusedOptimizer;
  /** Makes a step; returns the proposals of all lanes, `[lanes, size]`. */
  step(
    index: number,
    lanes: readonly LaneInput[],
    /** Encodes more work behind the optimizer's. */
    after?: (pass: StepPass) => void,
  ): Promise<Float32Array>;
  setStatus(lane: number, status: number): void;
  configure(configs: readonly OptimizerConfig[]): void;
  read(buffer: GPUBuffer): Promise<Float32Array>;
  destroy(): void;
}

/** Slots of a chunk; steps go to slot 1, so that an offset forgotten would show. */
const SLOTS = 3;
const SLOT = 1;

export async function gpuRun(runtime: GpuRuntime, optimizer: Optimizer, setup: RunSetup): Promise<GpuRun> {
  const { layout, lanes, numSteps, members } = setup;
  let configs = setup.configs;
  const vector = lanes * layout.size * 4;
  const status = new Uint32Array(lanes).fill(LaneStatus.idle);
  for (const [lane] of members) status[lane] = LaneStatus.running;
  const buffers = {
    table: runtime.buffer('table', Uint32Array.from(members.flatMap(([a, b, c], seed) => [a, b, c, seed]))),
    params: runtime.buffer('params', vector),
    grads: runtime.buffer('grads', vector),
    loss: runtime.buffer('loss', lanes * 4),
    status: runtime.buffer('status', status),
    update: runtime.buffer('update', vector),
    guarded: runtime.buffer('guarded', lanes * 4),
    events: runtime.buffer('events', lanes * 4),
  };
  const tables: { buffer: GPUBuffer; fill(time: StepTime): readonly number[] }[] = [];
  const contextOf = (
    pick: (config: OptimizerConfig) => OptimizerConfig,
    update: GPUBuffer,
  ): FusedOptimizerContext => ({
    runtime,
    layout,
    group: { count: members.length, table: buffers.table },
    numSteps,
    ...(setup.thetas ? { thetas: setup.thetas } : {}),
    ...buffers,
    update,
    hyperTable(names, values) {
      const buffer = runtime.buffer('hypers', SLOTS * configs.length * names.length * 4);
      tables.push({ buffer, fill: (time) => configs.flatMap((config) => values(pick(config), time)) });
      return { buffer, rows: configs.length };
    },
    configs: () => configs.map(pick),
    part: (name, target) => contextOf((config) => pick(config).parts![name], target),
  });
  const fused = await optimizer.fused(contextOf((config) => config, buffers.update));
  const ring = runtime.stepRing(SLOTS);
  return {
    optimizer: fused,
    setStatus: (lane, value) => runtime.write(buffers.status, Uint32Array.of(value), lane * 4),
    configure: (next) => {
      configs = next;
    },
    read: (buffer) => runtime.readFloats(buffer),
    async step(index, inputs, after) {
      for (const { buffer, fill } of tables) {
        const row = Float32Array.from(fill({ step: index, numSteps }));
        runtime.write(buffer, row, SLOT * row.byteLength);
      }
      runtime.write(buffers.params, Float32Array.from(inputs.flatMap((lane) => Array.from(lane.params))));
      runtime.write(buffers.grads, Float32Array.from(inputs.flatMap((lane) => Array.from(lane.grads))));
      runtime.write(buffers.loss, Float32Array.from(inputs.map((lane) => lane.loss)));
      // Measurements are made in the last step of a chunk.
      ring.write(index - SLOT, SLOT + 1);
      const encoder = runtime.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      fused.encode(ring.pass(pass, SLOT));
      after?.(ring.pass(pass, SLOT));
      pass.end();
      runtime.device.queue.submit([encoder.finish()]);
      return runtime.readFloats(buffers.update, 0, lanes * layout.size);
    },
    destroy() {
      fused.destroy();
      runtime.free(...Object.values(buffers), ...tables.map(({ buffer }) => buffer), ring.buffer);
    },
  };
}
