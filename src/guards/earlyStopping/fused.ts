/** Early stopping on the lanes' buffers. */
import { stopWatch } from '../../kernels/guards';
import type { BoundKernel } from '../../kernels/runtime';
import { prefixed } from '../../optimizers/partStates';
import { trackBest } from '../bestParams';
import { memberGroups } from '../deviceRows';
import { fusedPart } from '../parts';
import type { FusedGuard, FusedGuardContext } from '../types';
import { stoppingSettings } from './settings';

/** Between the task and the record: decide, keep or restore parameters; then hold the update of those that stopped. */
export async function fusedEarlyStopping(context: FusedGuardContext): Promise<FusedGuard> {
  const { runtime, group, status, loss, guarded, update } = context;
  const { table, count } = group;
  const learned = await fusedPart(context, 'learned', context.part('learned', update));
  const memory = runtime.buffer('stopping memory', count * 16);
  const { action, best, encodeKeep, encodeHold } = await trackBest(context);
  const { buffer: hypers, rows } = context.hyperTable(['patience'], (config) => [
    stoppingSettings(config).patience,
  ]);
  const watch = await runtime.bind(
    stopWatch,
    { table, status, hypers, loss, memory, guarded, action },
    { members: count, rows },
  );
  return {
    state: { memory, 'best.params': best, ...prefixed('learned', learned.state) },
    encodeGuard(pass) {
      pass.dispatch(watch as BoundKernel, memberGroups(context));
      encodeKeep(pass);
    },
    encode(pass) {
      learned.encode(pass);
      encodeHold(pass);
    },
    destroy() {
      learned.destroy();
      runtime.free(memory, action, best);
    },
  };
}
