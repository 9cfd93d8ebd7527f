/** The one read of a chunk: its history, the probes of its last step, and the validation of its first. */
import type { GpuRuntime } from '../../kernels/runtime';
import type { LaneProbes } from '../executor';
import type { Group } from './groups';
import { CHANNELS } from './history';
import type { DeviceLanes } from './lanes';

export class ReadBack {
  readonly #runtime: GpuRuntime;
  readonly #lanes: DeviceLanes;
  readonly #groups: readonly Group[];
  readonly #staging: GPUBuffer[] = [];
  #disposed = false;

  constructor(lanes: DeviceLanes, groups: readonly Group[]) {
    this.#runtime = lanes.runtime;
    this.#lanes = lanes;
    this.#groups = groups;
  }

  /** Submits the chunk with copies of its history, of the last step's probes and of a validation, and waits for them. */
  async submit(
    encoder: GPUCommandEncoder,
    count: number,
    validates: boolean,
  ): Promise<{ history: Float32Array; probes: LaneProbes[]; validation: Float32Array | null }> {
    const { history, validation } = this.#lanes.buffers;
    const bytes = count * CHANNELS * this.#lanes.total * 4;
    const probed = this.#groups.flatMap(({ lanes, method: { probes } }) =>
      probes ? [{ lanes, ...probes, rowBytes: lanes.length * probes.layers * probes.names.length * 4 }] : [],
    );
    const staging =
      this.#staging.pop() ??
      this.#runtime.staging(
        'history staging',
        history.size + probed.reduce((sum, { rowBytes }) => sum + rowBytes, 0) + (validation?.size ?? 0),
      );
    encoder.copyBufferToBuffer(history, 0, staging, 0, bytes);
    let end = bytes;
    for (const { buffer, rowBytes } of probed) {
      encoder.copyBufferToBuffer(buffer, (count - 1) * rowBytes, staging, end, rowBytes);
      end += rowBytes;
    }
    const validated = validates && validation ? this.#lanes.total * 2 * 4 : 0;
    if (validation && validated > 0) encoder.copyBufferToBuffer(validation, 0, staging, end, validated);
    end += validated;
    const words = new Float32Array(await this.#runtime.fetch(encoder, staging, end));
    if (this.#disposed) staging.destroy();
    else this.#staging.push(staging);
    let at = bytes / 4;
    const probes = probed.flatMap(({ lanes, names, layers }) =>
      lanes.map((lane): LaneProbes => {
        const start = at;
        at += layers * names.length;
        return { lane, names, layers, values: words.slice(start, at) };
      }),
    );
    return {
      history: words.subarray(0, bytes / 4),
      probes,
      validation: validated > 0 ? words.slice(at) : null,
    };
  }

  dispose(): void {
    this.#disposed = true;
    for (const buffer of this.#staging) buffer.destroy();
  }
}
