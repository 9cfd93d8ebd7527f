/** LGL2O on the lanes' buffers: the learned side on the lane, the hand-designed one on its companion. */
import { Action, lgl2oAdopt, lgl2oDecide, lgl2oTally } from '../../kernels/guards';
import type { BoundKernel } from '../../kernels/runtime';
import { prefixed } from '../../optimizers/partStates';
import { clearState, guardLanes, memberGroups, rowGroups } from '../deviceRows';
import { fusedPart } from '../parts';
import { type FusedGuard, type FusedGuardContext, MAX_CHECKS } from '../types';
import { checkDue, lgl2oSettings } from './settings';

export async function fusedLgl2o(context: FusedGuardContext): Promise<FusedGuard> {
  const { runtime, layout, group, status, loss, params, events, guarded, update } = context;
  const companion = context.companion!;
  const { count, table } = group;
  const companions = companion.table;
  // Lanes and companions have rows of their own in the one update buffer.
  const learned = await fusedPart(context, 'learned', context.part('learned', update));
  const designed = await fusedPart(context, 'designed', companion.part('designed', update));
  const hypers = context.hyperTable(['due', 'checks'], (config, time) => [
    Number(checkDue(config, time.step)),
    lgl2oSettings(config).checks,
  ]);
  const memory = runtime.buffer('lgl2o memory', count * 8);
  const tally = runtime.buffer('lgl2o tally', count * 16);
  const action = runtime.buffer('guard action', count * 4);
  const sizes = { members: count, rows: hypers.rows };
  const sides = { table, companions, status, hypers: hypers.buffer };
  const tallies = await Promise.all(
    Array.from({ length: MAX_CHECKS }, (_, check) =>
      runtime.bind(lgl2oTally, { ...sides, loss, tally }, { ...sizes, check }),
    ),
  );
  const decide = await runtime.bind(lgl2oDecide, { ...sides, tally, memory, guarded, action }, sizes);
  const adopt = await runtime.bind(
    lgl2oAdopt,
    { table, companions, action, params, events },
    { size: layout.size },
  );
  const clears = [
    await clearState(context, action, learned.state, Action.clearLearned),
    await clearState(context, action, designed.state, Action.clearDesigned),
  ];
  await guardLanes(context, [table, companions]);
  const members = memberGroups(context);
  return {
    state: { memory, ...prefixed('learned', learned.state), ...prefixed('designed', designed.state) },
    encodeBefore(pass, index) {
      const due = context.configs().filter((config) => checkDue(config, index));
      if (due.length === 0) return;
      const most = Math.max(...due.map((config) => lgl2oSettings(config).checks));
      for (let check = 0; check < most; check++) {
        companion.evaluate(pass, check);
        pass.dispatch(tallies[check] as BoundKernel, members);
      }
      pass.dispatch(decide as BoundKernel, members);
      pass.dispatch(adopt as BoundKernel, rowGroups(runtime, layout.size), count);
      for (const clear of clears) clear.encode(pass);
    },
    encode(pass) {
      learned.encode(pass);
      designed.encode(pass);
    },
    destroy() {
      learned.destroy();
      designed.destroy();
      runtime.free(memory, tally, action);
    },
  };
}
