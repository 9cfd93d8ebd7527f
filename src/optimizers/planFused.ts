/** The guards that act at a given step, on the lanes' buffers: Increase Steps and the switch to hand-designed. */
import { extendPlan, pickProposal, switchDriver } from '../kernels/guards';
import type { BoundKernel } from '../kernels/runtime';
import { prefixed } from './guardParts';
import { memberGroups, rowGroups } from './guardsFused';
import { increaseSettings } from './increaseSteps';
import { designedDrives } from './switchToDesigned';
import type { FusedOptimizer, FusedOptimizerContext } from './types';

export async function fusedIncreaseSteps(
  context: FusedOptimizerContext,
  makePart: (part: FusedOptimizerContext) => Promise<FusedOptimizer>,
): Promise<FusedOptimizer> {
  const { runtime, group, status, loss, events, update } = context;
  const { table, count } = group;
  const learned = await makePart(context.part('learned', update));
  const { scheduler } = learned.state;
  const memory = runtime.buffer('increase memory', count * 4);
  const { buffer: hypers, rows } = context.hyperTable(['horizon', 'increase', 'limit'], (config, time) => {
    const { horizon, increase, limit } = increaseSettings(config, time);
    return [horizon, increase, limit];
  });
  const extend = await runtime.bind(
    extendPlan,
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

/** `makePart` builds the optimizer of a part. */
export async function fusedSwitch(
  context: FusedOptimizerContext,
  makePart: (name: 'designed' | 'learned', part: FusedOptimizerContext) => Promise<FusedOptimizer>,
): Promise<FusedOptimizer> {
  const { runtime, layout, group, status, events, update } = context;
  const { table, count } = group;
  const proposal = runtime.buffer('designed proposal', update.size);
  const learned = await makePart('learned', context.part('learned', update));
  const designed = await makePart('designed', context.part('designed', proposal));
  const memory = runtime.buffer('switch memory', count * 4);
  const { buffer: hypers, rows } = context.hyperTable(['designed'], (config, time) => [
    Number(designedDrives(config, time)),
  ]);
  const driver = await runtime.bind(
    switchDriver,
    { table, status, hypers, memory, events },
    { members: count, rows },
  );
  const pick = await runtime.bind(
    pickProposal,
    { table, memory, designed: proposal, update },
    { size: layout.size },
  );
  return {
    state: { memory, ...prefixed('learned', learned.state), ...prefixed('designed', designed.state) },
    encodeGuard: (pass) => pass.dispatch(driver as BoundKernel, memberGroups(context)),
    encode(pass) {
      learned.encode(pass);
      designed.encode(pass);
      pass.dispatch(pick as BoundKernel, rowGroups(runtime, layout.size), count);
    },
    destroy() {
      learned.destroy();
      designed.destroy();
      runtime.free(proposal, memory);
    },
  };
}
