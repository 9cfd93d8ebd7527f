/** The guards that go back to the lowest loss, on the lanes' buffers: Min-Loss Reinit and early stopping. */
import { Action, reinitWatch, restartPlan, stopWatch } from '../kernels/guards';
import type { BoundKernel } from '../kernels/runtime';
import { stoppingSettings } from './earlyStopping';
import { horizonOf, prefixed } from './guardParts';
import { clearState, copyState, memberGroups, trackBest, twinState } from './guardsFused';
import { reinitSettings, stepsLeft } from './minLossReinit';
import type { FusedOptimizer, FusedOptimizerContext } from './types';

type MakePart = (part: FusedOptimizerContext) => Promise<FusedOptimizer>;

const REINIT_HYPERS = ['whole', 'onNonFinite', 'onEnd', 'limit', 'horizon', 'left'] as const;

/**
 * Between the task and the record: decide, keep or restore parameters. Then: keep the optimizer's state as it
 * is before this update, let it act, and where a restart was decided put its state right and hold the update.
 */
export async function fusedMinLossReinit(
  context: FusedOptimizerContext,
  makePart: MakePart,
): Promise<FusedOptimizer> {
  const { runtime, group, status, loss, guarded, update } = context;
  const { table, count } = group;
  const learned = await makePart(context.part('learned', update));
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
  const replan = await runtime.bind(restartPlan, { table, hypers, action, scheduler }, sizes);
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
      pass.dispatch(replan as BoundKernel, members);
      encodeHold(pass);
    },
    destroy() {
      learned.destroy();
      runtime.free(memory, action, best, ...Object.values(kept));
    },
  };
}

/** Between the task and the record: decide, keep or restore parameters; then hold the update of those that stopped. */
export async function fusedEarlyStopping(
  context: FusedOptimizerContext,
  makePart: MakePart,
): Promise<FusedOptimizer> {
  const { runtime, group, status, loss, guarded, update } = context;
  const { table, count } = group;
  const learned = await makePart(context.part('learned', update));
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
