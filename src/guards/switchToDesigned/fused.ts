/** The switch on the lanes' buffers. */
import { pickProposal, switchDriver } from '../../kernels/guards';
import type { BoundKernel } from '../../kernels/runtime';
import { prefixed } from '../../optimizers/partStates';
import { memberGroups, rowGroups } from '../deviceRows';
import { fusedPart } from '../parts';
import type { FusedGuard, FusedGuardContext } from '../types';
import { designedDrives } from './settings';

export async function fusedSwitch(context: FusedGuardContext): Promise<FusedGuard> {
  const { runtime, layout, group, status, events, update } = context;
  const { table, count } = group;
  const proposal = runtime.buffer('designed proposal', update.size);
  const learned = await fusedPart(context, 'learned', context.part('learned', update));
  const designed = await fusedPart(context, 'designed', context.part('designed', proposal));
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
