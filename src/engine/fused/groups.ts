/** Arms of one structure, served by one optimizer or guard with one set of kernels. */
import type { ArmConfig } from '../../config/types';
import type { FusedGuard, FusedGuardContext } from '../../guards/types';
import type { StepPass } from '../../kernels/runtime';
import { findMethod } from '../../methods';
import type { OptimizerConfig } from '../../optimizers/types';
import type { ExecutorSetup } from '../executor';
import { structureOf } from '../lanes';
import type { CompanionChecks } from './checks';
import type { HyperTables } from './hyperTables';
import type { DeviceLanes } from './lanes';

export interface Group {
  /** Lane of each member. */
  readonly lanes: readonly number[];
  readonly method: FusedGuard;
}

/** Where the groups of an executor are built. */
export interface GroupSite {
  readonly setup: ExecutorSetup;
  readonly lanes: DeviceLanes;
  readonly tables: HyperTables;
  /** Present where a lane has a companion. */
  readonly checks: CompanionChecks | null;
  /** Configurations of all arms, now. */
  readonly arms: () => readonly ArmConfig[];
}

/** Builds the methods of all arms. A group that was built stays in `groups` when a later one fails. */
export async function buildGroups(site: GroupSite, groups: Group[]): Promise<void> {
  const { setup, lanes: device } = site;
  const { arms, seeds } = setup;
  const byStructure = new Map<string, number[]>();
  arms.forEach((arm, index) => {
    const key = structureOf(arm.optimizer);
    byStructure.set(key, [...(byStructure.get(key) ?? []), index]);
  });
  for (const members of byStructure.values()) {
    const lanes = members.flatMap((arm) => seeds.map((_, seed) => arm * seeds.length + seed));
    const tableOf = (of: readonly number[]) =>
      device.runtime.buffer(
        'laneTable',
        Uint32Array.from(
          of.flatMap((lane, member) => [lane, Math.floor(member / seeds.length), 0, member % seeds.length]),
        ),
      );
    const companions = device.companions.has(lanes[0])
      ? tableOf(lanes.map((lane) => device.companions.get(lane)!))
      : null;
    const context = contextOf(
      site,
      { members, count: lanes.length, table: tableOf(lanes), companions },
      (config) => config,
      device.buffers.updates,
    );
    const find = setup.methodOf ?? findMethod;
    const method: FusedGuard = await find(arms[members[0]].optimizer.id).fused(context);
    groups.push({ lanes, method });
  }
}

interface Members {
  /** Arms by index. */
  readonly members: readonly number[];
  /** Lanes. */
  readonly count: number;
  readonly table: GPUBuffer;
  readonly companions: GPUBuffer | null;
}

function contextOf(
  site: GroupSite,
  { members, count, table, companions }: Members,
  pick: (config: OptimizerConfig) => OptimizerConfig,
  update: GPUBuffer,
): FusedGuardContext {
  const { setup, tables, lanes, arms } = site;
  const configs = () => members.map((arm) => pick(arms()[arm].optimizer));
  const part = (rows: GPUBuffer) => (name: string, target: GPUBuffer) =>
    contextOf(
      site,
      { members, count, table: rows, companions: null },
      (config) => pick(config).parts![name],
      target,
    );
  const { params, grads, loss, status, guarded, events } = lanes.buffers;
  return {
    runtime: lanes.runtime,
    layout: setup.task.layout,
    group: { count, table },
    numSteps: setup.numSteps,
    params,
    grads,
    loss,
    status,
    update,
    guarded,
    events,
    configs,
    hyperTable: (names, values) =>
      tables.make(members.length, names.length, (row, time) => values(configs()[row], time)),
    part: part(table),
    ...(companions
      ? {
          companion: {
            table: companions,
            part: part(companions),
            evaluate: (pass: StepPass, check: number) => site.checks!.encode(pass, check),
          },
        }
      : {}),
  };
}
