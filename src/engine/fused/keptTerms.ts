/** The terms of the last step of lanes that mix two proposals, kept on the device until they are asked for. */
import { MIX_TERMS, type MixTerm } from '../../optimizers/hub/terms';
import type { LaneTerms } from '../executor';
import type { Group } from './groups';
import type { DeviceLanes } from './lanes';

export class KeptTerms {
  readonly #lanes: DeviceLanes;
  readonly #groups: readonly Group[];
  #on = false;
  /** Parameters before the kept step, of all lanes; made when first wanted. */
  #before: GPUBuffer | null = null;
  /** That step, of the lanes whose terms are there. */
  readonly #step = new Map<number, number>();

  constructor(lanes: DeviceLanes, groups: readonly Group[]) {
    this.#lanes = lanes;
    this.#groups = groups;
  }

  /** Whether the last step of a chunk is kept. */
  get on(): boolean {
    return this.#on;
  }

  turn(on: boolean): void {
    const wanted = on && this.#groups.some(({ method }) => method.terms);
    const { runtime, count, size } = this.#lanes;
    if (wanted) this.#before ??= runtime.buffer('params before', count * size * 4);
    if (!wanted) this.#step.clear();
    this.#on = wanted;
  }

  /** Has the optimizers keep the step of this slot of the chunk to come, or none. */
  choose(slot: number | null): void {
    for (const { method } of this.#groups) method.terms?.keep(slot);
  }

  /** Keeps the parameters that the training lanes have before the step that is encoded next. */
  copyParams(encoder: GPUCommandEncoder): void {
    const { size, active, buffers } = this.#lanes;
    for (const lane of active) {
      encoder.copyBufferToBuffer(buffers.params, lane * size * 4, this.#before!, lane * size * 4, size * 4);
    }
  }

  /** `step` was made by the lanes that train. */
  note(step: number): void {
    for (const lane of this.#lanes.active) {
      if (this.#lanes.diverged[lane] === null) this.#step.set(lane, step);
      else this.#step.delete(lane);
    }
  }

  forget(): void {
    this.#step.clear();
  }

  /** Terms of a lane's last step; null where there are none. */
  async read(lane: number): Promise<LaneTerms | null> {
    const step = this.#step.get(lane);
    const group = this.#groups.find(({ lanes, method }) => method.terms && lanes.includes(lane));
    if (step === undefined || !group) return null;
    const { runtime, size, buffers } = this.#lanes;
    const member = group.lanes.indexOf(lane);
    const { buffer, first, moments: shown } = group.method.terms!;
    const read = (from: GPUBuffer, at: number) => runtime.readFloats(from, at * size, size);
    const moments = Object.entries(shown);
    const [terms, update, before, after, ...vectors] = await Promise.all([
      runtime.readFloats(buffer, first + member * MIX_TERMS.length * size, MIX_TERMS.length * size),
      read(buffers.updates, lane),
      read(this.#before!, lane),
      read(buffers.params, lane),
      ...moments.map(([, name]) => read(group.method.state[name], member)),
    ]);
    return {
      step,
      terms: Object.fromEntries(
        MIX_TERMS.map((name, index) => [name, terms.subarray(index * size, (index + 1) * size)]),
      ) as Record<MixTerm, Float32Array>,
      update,
      before,
      after,
      moments: Object.fromEntries(moments.map(([name], i) => [name, vectors[i]])),
    };
  }
}
