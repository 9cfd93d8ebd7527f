/** Rows of a guard's members on the device: dispatches over them, state kept, restored and cleared. */
import { clearRows, copyRows, setGuarded } from '../kernels/guards';
import type { BoundKernel, GpuRuntime, StepPass } from '../kernels/runtime';
import type { FusedOptimizer, FusedOptimizerContext } from '../optimizers/types';
import type { FusedGuardContext } from './types';

const WORKGROUP = 64;

/** Workgroups for one thread per member. */
export const memberGroups = ({ group }: FusedOptimizerContext): number => Math.ceil(group.count / WORKGROUP);

/** Workgroups over a row; the kernels stride, so any length takes one dispatch. */
export const rowGroups = ({ device }: GpuRuntime, words: number): number =>
  Math.min(device.limits.maxComputeWorkgroupsPerDimension, Math.ceil(words / WORKGROUP));

/** One kernel of every state row of some members. */
export interface RowsKernel {
  encode(pass: StepPass): void;
}

const rowWords = (buffer: GPUBuffer, members: number): number => buffer.size / 4 / members;

async function overRows(
  context: FusedOptimizerContext,
  state: FusedOptimizer['state'],
  bind: (buffer: GPUBuffer, name: string, words: number) => Promise<BoundKernel>,
): Promise<RowsKernel> {
  const { runtime, group } = context;
  const bound = await Promise.all(
    Object.entries(state).map(async ([name, buffer]) => {
      const words = rowWords(buffer, group.count);
      return { kernel: await bind(buffer, name, words), groups: rowGroups(runtime, words) };
    }),
  );
  return {
    encode: (pass) => {
      for (const { kernel, groups } of bound) pass.dispatch(kernel, groups, group.count);
    },
  };
}

/** Copies rows of `from` to those of `to` for members whose action has the bit. */
export const copyState = (
  context: FusedOptimizerContext,
  action: GPUBuffer,
  from: FusedOptimizer['state'],
  to: FusedOptimizer['state'],
  mask: number,
): Promise<RowsKernel> =>
  overRows(context, to, (rows, name, words) =>
    context.runtime.bind(copyRows, { action, source: from[name], rows }, { words, mask }),
  );

/** Sets rows to 0 for members whose action has the bit. */
export const clearState = (
  context: FusedOptimizerContext,
  action: GPUBuffer,
  state: FusedOptimizer['state'],
  mask: number,
): Promise<RowsKernel> =>
  overRows(context, state, (rows, _, words) =>
    context.runtime.bind(clearRows, { action, rows }, { words, mask }),
  );

/** A buffer like each of a state's. */
export const twinState = (runtime: GpuRuntime, state: FusedOptimizer['state']): Record<string, GPUBuffer> =>
  Object.fromEntries(
    Object.entries(state).map(([name, buffer]) => [name, runtime.buffer(`kept ${name}`, buffer.size)]),
  );

/** Says at once that the lanes of these tables are guarded. */
export async function guardLanes(
  { runtime, guarded, group }: FusedGuardContext,
  tables: readonly GPUBuffer[],
): Promise<void> {
  const members = group.count;
  const encoder = runtime.device.createCommandEncoder({ label: 'setGuarded' });
  const pass = encoder.beginComputePass({ label: 'setGuarded' });
  for (const table of tables) {
    const bound = await runtime.bind(setGuarded, { table, guarded }, { members });
    pass.setPipeline(bound.pipeline);
    pass.setBindGroup(0, bound.group);
    pass.dispatchWorkgroups(Math.ceil(members / WORKGROUP));
  }
  pass.end();
  runtime.submit(encoder);
}
