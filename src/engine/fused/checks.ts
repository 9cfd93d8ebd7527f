/**
 * Losses of lanes with companions on fresh batches: a second binding of the task, which leaves all other lanes
 * alone. The step ring has slots of their own for them, after those of the chunk.
 */

import { MAX_CHECKS } from '../../guards/types';
import { selectLanes } from '../../kernels/lanes';
import type { BoundKernel, StepPass, StepRing } from '../../kernels/runtime';
import type { FusedLoss } from '../../tasks/types';
import { type DeviceLanes, MAX_CHUNK } from './lanes';

/** Slots of the step ring: those of a chunk, and of the checks of each of its steps. */
export const RING_SLOTS = MAX_CHUNK * (1 + MAX_CHECKS);

export class CompanionChecks {
  readonly #groups: number;
  readonly #select: BoundKernel;
  readonly #task: FusedLoss;

  private constructor(groups: number, select: BoundKernel, task: FusedLoss) {
    this.#groups = groups;
    this.#select = select;
    this.#task = task;
  }

  /** `bindTask` binds the task to the lanes whose status the buffer says is running. */
  static async create(
    { runtime, total, companions, buffers: { status } }: DeviceLanes,
    bindTask: (status: GPUBuffer) => Promise<FusedLoss>,
  ): Promise<CompanionChecks> {
    const selected = runtime.buffer('checkStatus', total * 4);
    const paired = new Uint32Array(total);
    for (const pair of companions) for (const lane of pair) paired[lane] = 1;
    const chosen = runtime.buffer('paired', paired);
    const select = await runtime.bind(selectLanes, { status, chosen, selected }, { lanes: total });
    return new CompanionChecks(Math.ceil(total / 64), select, await bindTask(selected));
  }

  /** Batches of checks are fresh: their indices lie above those of any training step. */
  writeRing(ring: StepRing, firstStep: number, count: number): void {
    for (let slot = 0; slot < count; slot++) {
      ring.write(2 ** 31 + (firstStep + slot) * MAX_CHECKS, MAX_CHECKS, MAX_CHUNK + slot * MAX_CHECKS);
    }
  }

  /** Losses on the step's fresh batch number `check`, into `loss`. */
  encode(pass: StepPass, check: number): void {
    pass.dispatch(this.#select, this.#groups);
    this.#task.encode(pass.at(MAX_CHUNK + pass.slot * MAX_CHECKS + check));
  }

  destroy(): void {
    this.#task.destroy();
  }
}
