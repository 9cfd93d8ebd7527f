/** A plan on a device: every dispatch of a step in turn, its places in a record. */

import { textHash } from '../../core/textHash';
import type { KernelSpec } from '../../kernels/defineKernel';
import { DISPATCH_OPERATIONS } from '../../kernels/dispatchLimit';
import math from '../../kernels/math.wgsl?raw';
import { type BoundKernel, type GpuRuntime, RECORD_BYTES, type StepPass } from '../../kernels/runtime';
import type { KernelText } from './kernel';
import { type BufferName, isWritten, type Turns } from './places';
import type { Plan, Step } from './plan';

export interface Program {
  encode(pass: StepPass): void;
  /** Kernels per step. */
  readonly dispatches: number;
  /** Multiply-adds of products and convolutions per step, all lanes together. */
  readonly products: number;
  /** Bytes that a step has to read and write at least, all lanes together. */
  readonly bytes: number;
  readonly arena: GPUBuffer;
  destroy(): void;
}

export interface ProgramBuffers {
  /** `[lanes, size]`. */
  readonly params: GPUBuffer;
  readonly grads: GPUBuffer;
  /** `[lanes]`. */
  readonly loss: GPUBuffer;
  readonly metric: GPUBuffer;
  /** `u32[lanes]`: lanes that do not run are left alone. */
  readonly status: GPUBuffer;
}

/** Builds the kernels of a plan for so many lanes; `size`: parameters of one. */
export async function compileProgram(
  runtime: GpuRuntime,
  plan: Plan,
  buffers: ProgramBuffers,
  lanes: number,
  size: number,
): Promise<Program> {
  const dispatches = dispatchesOf(plan.steps, lanes);
  const arena = runtime.buffer('network arena', lanes * plan.arena * 4);
  const constants = runtime.buffer('network constants', plan.constants);
  const records = runtime.records(
    dispatches.map(({ kernel, turns, firstLane }) => [
      firstLane,
      0,
      plan.arena,
      size,
      ...kernel.places.words(turns),
    ]),
  );
  const all: Readonly<Record<BufferName | 'status', GPUBuffer>> = { ...buffers, arena, constants };
  const bound = new Map<KernelText, BoundKernel<never>>();
  await Promise.all(
    [...new Set(dispatches.map(({ kernel }) => kernel))].map(async (kernel) => {
      bound.set(kernel, await runtime.bind(specOf(kernel), all, {} as never, {}, records));
    }),
  );
  const encoded = dispatches.map(({ kernel, lanes: count }, index) => ({
    kernel: { ...bound.get(kernel)!, record: index * RECORD_BYTES },
    x: kernel.groups[0],
    y: kernel.groups[1],
    z: count * kernel.batch,
  }));
  return {
    encode(pass) {
      for (const { kernel, x, y, z } of encoded) pass.dispatch(kernel, x, y, z);
    },
    dispatches: encoded.length,
    products: dispatches.reduce(
      (total, { kernel, lanes: count }) => total + (kernel.isProduct ? kernel.operations * count : 0),
      0,
    ),
    bytes: dispatches.reduce(
      (total, { kernel, lanes: count }) => total + 4 * (kernel.floats ?? 0) * count,
      0,
    ),
    arena,
    destroy: () => runtime.free(arena, constants, records),
  };
}

interface Dispatch {
  readonly kernel: KernelText;
  readonly turns: Turns;
  readonly firstLane: number;
  readonly lanes: number;
}

/** Loops unrolled, and long work cut by lanes. */
function dispatchesOf(steps: readonly Step[], lanes: number, turns: Turns = new Map()): readonly Dispatch[] {
  return steps.flatMap((step) => {
    if ('loop' in step) {
      return Array.from({ length: step.turns }, (_, turn) =>
        dispatchesOf(step.steps, lanes, new Map([...turns, [step.loop, turn]])),
      ).flat();
    }
    const most = Math.max(1, Math.min(lanes, Math.floor(DISPATCH_OPERATIONS / step.operations)));
    return Array.from({ length: Math.ceil(lanes / most) }, (_, part) => ({
      kernel: step,
      turns,
      firstLane: part * most,
      lanes: Math.min(most, lanes - part * most),
    }));
  });
}

/** Equal texts are one pipeline, so equal layers share theirs. */
const specOf = ({ name, text, buffers }: KernelText): KernelSpec<BufferName | 'status'> => ({
  label: `network ${name} ${textHash(text)}`,
  phase: 'task',
  shader: `${math}\n${text}`,
  storage: Object.fromEntries([
    ['status', 'read'],
    ...buffers.map((buffer) => [buffer, isWritten(buffer) ? 'read_write' : 'read']),
  ]),
  record: true,
});
