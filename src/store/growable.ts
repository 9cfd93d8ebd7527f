/** A float32 list that grows by doubling, so that appending a million losses copies each about once. */
export class GrowableFloats {
  #data: Float32Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#data = new Float32Array(Math.max(1, capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** The values so far, a view that the next growth may leave behind. */
  get values(): Float32Array {
    return this.#data.subarray(0, this.#length);
  }

  at(index: number): number {
    return index < this.#length ? this.#data[index] : Number.NaN;
  }

  /** Writes at `index`; entries skipped on the way are NaN. */
  set(index: number, value: number): void {
    if (index >= this.#data.length) {
      const larger = new Float32Array(Math.max(index + 1, this.#data.length * 2));
      larger.set(this.values);
      this.#data = larger;
    }
    if (index > this.#length) this.#data.fill(Number.NaN, this.#length, index);
    this.#data[index] = value;
    if (index >= this.#length) this.#length = index + 1;
  }

  /** Keeps the rows 0, 2, 4, ... of rows `width` long. */
  keepEverySecondRow(width: number): void {
    const rows = Math.floor(this.#length / width);
    for (let row = 0; row < rows; row += 2) {
      this.#data.copyWithin((row / 2) * width, row * width, (row + 1) * width);
    }
    this.#length = Math.ceil(rows / 2) * width;
  }
}
