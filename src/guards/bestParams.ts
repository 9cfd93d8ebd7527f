/** The parameters of the lowest loss on the device. */
import { bestParams, holdUpdate } from '../kernels/guards';
import type { BoundKernel, StepPass } from '../kernels/runtime';
import { rowGroups } from './deviceRows';
import type { FusedGuardContext } from './types';

/** Kept and restored as the action says, with its event, and the update held at 0. */
export interface BestParams {
  readonly action: GPUBuffer;
  readonly best: GPUBuffer;
  encodeKeep(pass: StepPass): void;
  encodeHold(pass: StepPass): void;
}

export async function trackBest(context: FusedGuardContext): Promise<BestParams> {
  const { runtime, group, layout, params, update, events } = context;
  const { table, count } = group;
  const { size } = layout;
  const action = runtime.buffer('guard action', count * 4);
  const best = runtime.buffer('best params', count * size * 4);
  const keep = await runtime.bind(bestParams, { table, action, params, best, events }, { size });
  const hold = await runtime.bind(holdUpdate, { table, action, update }, { size });
  const groups = rowGroups(runtime, size);
  return {
    action,
    best,
    encodeKeep: (pass) => pass.dispatch(keep as BoundKernel, groups, count),
    encodeHold: (pass) => pass.dispatch(hold as BoundKernel, groups, count),
  };
}
