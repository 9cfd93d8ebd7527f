/** Increase Steps on the lanes' buffers. */
import { extendHorizon } from '../../kernels/guards';
import type { BoundKernel } from '../../kernels/runtime';
import { prefixed } from '../../optimizers/partStates';
import { memberGroups } from '../deviceRows';
import { fusedPart } from '../parts';
import type { FusedGuard, FusedGuardContext } from '../types';
import { increaseSettings } from './settings';

export async function fusedIncreaseSteps(context: FusedGuardContext): Promise<FusedGuard> {
  const { runtime, group, status, loss, events, update } = context;
  const { table, count } = group;
  const learned = await fusedPart(context, 'learned', context.part('learned', update));
  const { scheduler } = learned.state;
  const memory = runtime.buffer('increase memory', count * 4);
  const { buffer: hypers, rows } = context.hyperTable(['horizon', 'increase', 'limit'], (config, time) => {
    const { horizon, increase, limit } = increaseSettings(config, time);
    return [horizon, increase, limit];
  });
  const extend = await runtime.bind(
    extendHorizon,
    { table, status, hypers, loss, memory, scheduler, events },
    { members: count, rows, stride: scheduler.size / 4 / count },
  );
  return {
    state: { memory, ...prefixed('learned', learned.state) },
    encodeGuard: (pass) => pass.dispatch(extend as BoundKernel, memberGroups(context)),
    encode: (pass) => learned.encode(pass),
    destroy() {
      learned.destroy();
      runtime.free(memory);
    },
  };
}
