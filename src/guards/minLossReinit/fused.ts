/** Min-Loss Reinit on the lanes' buffers. */
import { Action, reinitWatch, restartHorizon } from '../../kernels/guards';
import type { BoundKernel } from '../../kernels/runtime';
import { prefixed } from '../../optimizers/partStates';
import { trackBest } from '../bestParams';
import { clearState, copyState, memberGroups, twinState } from '../deviceRows';
import { fusedPart, horizonOf } from '../parts';
import type { FusedGuard, FusedGuardContext } from '../types';
import { reinitSettings, stepsLeft } from './settings';

const REINIT_HYPERS = ['whole', 'onNonFinite', 'onEnd', 'limit', 'horizon', 'left'] as const;

/**
 * Between the task and the record: decide, keep or restore parameters. Then: keep the optimizer's state as it
 * is before this update, let it act, and where a restart was decided put its state right and hold the update.
 */
export async function fusedMinLossReinit(context: FusedGuardContext): Promise<FusedGuard> {
  const { runtime, group, status, loss, guarded, update } = context;
  const { table, count } = group;
  const learned = await fusedPart(context, 'learned', context.part('learned', update));
  const { scheduler } = learned.state;
  const kept = twinState(runtime, learned.state);
  const memory = runtime.buffer('reinit memory', count * 12);
  const { action, best, encodeKeep, encodeHold } = await trackBest(context);
  const { buffer: hypers, rows } = context.hyperTable(REINIT_HYPERS, (config, time) => {
    const { mode, onNonFinite, onEnd, limit } = reinitSettings(config);
    const horizon = horizonOf(config, time.numSteps);
    return [Number(mode === 'full'), Number(onNonFinite), Number(onEnd), limit, horizon, stepsLeft(time)];
  });
  const sizes = { members: count, rows, stride: scheduler.size / 4 / count };
  const watch = await runtime.bind(
    reinitWatch,
    { table, status, hypers, loss, scheduler, memory, guarded, action },
    sizes,
  );
  const restart = await runtime.bind(restartHorizon, { table, hypers, action, scheduler }, sizes);
  const keep = await copyState(context, action, learned.state, kept, Action.keep);
  const bringBack = await copyState(context, action, kept, learned.state, Action.whole);
  const clear = await clearState(context, action, learned.state, Action.fresh);
  const members = memberGroups(context);
  return {
    state: {
      memory,
      'best.params': best,
      ...prefixed('learned', learned.state),
      ...prefixed('kept', kept),
    },
    encodeGuard(pass) {
      pass.dispatch(watch as BoundKernel, members);
      encodeKeep(pass);
    },
    encode(pass) {
      keep.encode(pass);
      learned.encode(pass);
      bringBack.encode(pass);
      clear.encode(pass);
      pass.dispatch(restart as BoundKernel, members);
      encodeHold(pass);
    },
    destroy() {
      learned.destroy();
      runtime.free(memory, action, best, ...Object.values(kept));
    },
  };
}
