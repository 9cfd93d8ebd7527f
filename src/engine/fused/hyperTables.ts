/** Tables of the numbers of a step, filled before every chunk for all its steps at once. */
import type { GpuRuntime } from '../../kernels/runtime';
import type { HyperTable, StepTime } from '../../optimizers/types';
import { MAX_CHUNK } from './lanes';

type Fill = (firstStep: number, count: number) => void;

export class HyperTables {
  readonly #runtime: GpuRuntime;
  readonly #numSteps: number;
  readonly #fills: Fill[] = [];

  constructor(runtime: GpuRuntime, numSteps: number) {
    this.#runtime = runtime;
    this.#numSteps = numSteps;
  }

  /** A table of `width` numbers per row and slot. */
  make(rows: number, width: number, values: (row: number, time: StepTime) => readonly number[]): HyperTable {
    const words = new Float32Array(MAX_CHUNK * rows * width);
    const buffer = this.#runtime.buffer('hypers', words.byteLength);
    const numSteps = this.#numSteps;
    this.#fills.push((firstStep, count) => {
      for (let slot = 0; slot < count; slot++) {
        for (let row = 0; row < rows; row++) {
          words.set(values(row, { step: firstStep + slot, numSteps }), (slot * rows + row) * width);
        }
      }
      this.#runtime.device.queue.writeBuffer(buffer, 0, words, 0, count * rows * width);
    });
    return { buffer, rows };
  }

  /** Fills all tables for the steps of a chunk. */
  fill(firstStep: number, count: number): void {
    for (const fill of this.#fills) fill(firstStep, count);
  }
}
