/**
 * The buffers of one user of a device. Kernels leave a buffer that did not fit alone without a word, and what is
 * read of it is zeros: so every allocation and every submission is watched, and what the device says of itself.
 */
import { DeviceError } from '../core/errors';
import { deviceTexts } from '../texts/device';

/** What devices complained of outside any scope, since they were first watched. */
const complaints = new WeakMap<GPUDevice, string[]>();

function complaintsOf(device: GPUDevice): readonly string[] {
  const known = complaints.get(device);
  if (known) return known;
  const list: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => list.push(error.message));
  complaints.set(device, list);
  return list;
}

export class GpuMemory {
  readonly #device: GPUDevice;
  readonly #buffers = new Set<GPUBuffer>();
  readonly #complaints: readonly string[];
  /** How many there were before: they concern others. */
  readonly #before: number;
  /** Settles when the outcome of all that was watched so far is known. */
  #known: Promise<void> = Promise.resolve();
  /** Buffers there was no room for. */
  readonly #missing: GPUBuffer[] = [];
  #fault: string | null = null;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#complaints = complaintsOf(device);
    this.#before = this.#complaints.length;
  }

  /** Bytes of all live buffers made here. */
  get bytes(): number {
    return bytesOf(this.#buffers);
  }

  /** Makes a buffer; whether there was room for it is known after `settled`. */
  make(descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = this.lend(descriptor);
    this.#buffers.add(buffer);
    return buffer;
  }

  /** Likewise one that is not counted among `bytes`, and that the caller destroys. */
  lend(descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = this.#watched(
      () => this.#device.createBuffer(descriptor),
      () => this.#missing.push(buffer),
    );
    return buffer;
  }

  free(...buffers: readonly (GPUBuffer | undefined)[]): void {
    for (const buffer of buffers) if (buffer && this.#buffers.delete(buffer)) buffer.destroy();
  }

  /** Frees every buffer. */
  dispose(): void {
    this.free(...this.#buffers);
  }

  submit(encoder: GPUCommandEncoder): void {
    this.#watched(
      () => this.#device.queue.submit([encoder.finish()]),
      (reason) => {
        this.#fault ??= reason;
      },
    );
  }

  /**
   * Waits until the outcome of all allocations and submissions is known. Throws `DeviceError` where one was refused,
   * then and ever after: what was computed since is not to be used.
   */
  async settled(): Promise<void> {
    await this.#known;
    if (this.#missing.length > 0) {
      // Whatever was bound to them complains as well. Answers come in order: after this one all are there.
      this.#watched(
        () => {},
        () => {},
      );
      await this.#known;
      const wanted = new Set([...this.#buffers, ...this.#missing]);
      const missing = bytesOf(this.#missing);
      const all = bytesOf([...wanted]);
      throw new DeviceError(deviceTexts.noRoom(all, all - missing, this.#missing[0].label));
    }
    const fault = this.#fault ?? this.#complaints[this.#before];
    if (fault !== undefined) throw new DeviceError(deviceTexts.refusedWork(fault));
  }

  /** Calls `act`; `refused` is told by the time that `settled` is done. */
  #watched<T>(act: () => T, refused: (reason: string) => void): T {
    const device = this.#device;
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const result = act();
    const answers = [device.popErrorScope(), device.popErrorScope()].map(async (answer) => {
      // A lost device gives none; that it is lost is told elsewhere.
      const error = await answer.catch(() => null);
      if (error) refused(error.message);
    });
    const before = this.#known;
    this.#known = (async () => {
      await before;
      await Promise.all(answers);
    })();
    return result;
  }
}

function bytesOf(buffers: Iterable<GPUBuffer>): number {
  let sum = 0;
  for (const { size } of buffers) sum += size;
  return sum;
}
