/** The device that experiments run on: WebGPU where it works, else the portable executor, and its loss. */
import { errorMessage } from '../core/errors';
import { findTask } from '../tasks';
import { engineTexts } from '../texts/engine';
import { type Gpu, openFallbackTf, openGpu } from './backend';
import { createFusedExecutor } from './fused/executor';
import { createPortableExecutor } from './portable/executor';
import { runSelfTest } from './selfTest';
import type { ExecutorFactory } from './session';
import type { DeviceInfo, EngineOptions } from './types';

export class EngineDevice {
  readonly #changed: (device: DeviceInfo) => void;
  readonly #lost: () => void;
  #wanted: EngineOptions['executor'] = 'auto';
  #gpu: Gpu | null = null;
  #info!: DeviceInfo;
  #closing = false;
  /** Finding of the self-test by task, on this device. */
  readonly #tested = new Map<string, string | null>();

  /** `changed` is told of every device taken, `lost` of one that went without being closed. */
  constructor(changed: (device: DeviceInfo) => void, lost: () => void) {
    this.#changed = changed;
    this.#lost = lost;
  }

  get info(): DeviceInfo {
    return this.#info;
  }

  /** Opens a device: with WebGPU, unless that is not wanted, not there, or ruled out for the reason given. */
  async open(wanted: EngineOptions['executor'] = this.#wanted, forced?: string): Promise<void> {
    this.#wanted = wanted;
    let fallback = forced;
    if (wanted !== 'portable' && forced === undefined) {
      try {
        const gpu = await openGpu();
        this.#gpu = gpu;
        void gpu.device.lost.then(() => {
          if (!this.#closing && this.#gpu === gpu) this.#lost();
        });
        this.#set({ executor: 'fused', backend: 'webgpu', adapter: gpu.name });
        return;
      } catch (error) {
        if (wanted === 'fused') throw error;
        fallback = errorMessage(error);
      }
    }
    this.#gpu = null;
    this.#set({
      executor: 'portable',
      backend: 'cpu',
      adapter: 'CPU',
      ...(fallback ? { fallback } : {}),
    });
  }

  #set(info: DeviceInfo): void {
    this.#info = info;
    this.#changed(info);
  }

  /** Makes executors on what is open now. */
  readonly factory: ExecutorFactory = async (setup) => {
    if (this.#gpu) return createFusedExecutor(this.#gpu.device, setup);
    const { tf, backend } = await openFallbackTf(
      setup.task.layout.size,
      setup.arms.length * setup.seeds.length,
    );
    if (this.#info.backend !== backend) this.#set({ ...this.#info, backend, adapter: backend.toUpperCase() });
    return createPortableExecutor(tf, setup);
  };

  /** Once per task and device: a driver that computes a wrong gradient gets the portable executor instead. */
  async selfTest(taskId: string): Promise<void> {
    if (!this.#gpu || this.#wanted === 'fused') return;
    if (!this.#tested.has(taskId))
      this.#tested.set(taskId, await runSelfTest(this.#gpu.device, findTask(taskId)));
    const failure = this.#tested.get(taskId);
    if (!failure) return;
    await this.open(this.#wanted, engineTexts.selfTest(findTask(taskId).label, failure));
  }

  /** Whether the device is lost; waits a second for the news, which may come after an error. */
  async isLost(): Promise<boolean> {
    const device = this.#gpu?.device;
    if (!device) return false;
    const soon = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1000));
    return Promise.race([device.lost.then(() => true), soon]);
  }

  /** Destroys the device, as a driver might. */
  lose(): void {
    this.#gpu?.device.destroy();
  }

  close(): void {
    this.#closing = true;
  }
}
