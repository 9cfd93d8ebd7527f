/** The device that experiments run on: WebGPU where it works, else the portable executor, and its loss. */

import type { Experiment } from '../config/types';
import { DeviceError, errorMessage, RefusedKernelError } from '../core/errors';
import type { AnyOptions } from '../core/option';
import { countingDevice } from '../kernels/countingDevice';
import { findTask } from '../tasks';
import type { Task } from '../tasks/types';
import { deviceTexts } from '../texts/device';
import { type Gpu, openFallbackTf, openGpu } from './backend';
import type { Executor, ExecutorSetup } from './executor';
import { createFusedExecutor } from './fused/executor';
import { createPortableExecutor } from './portable/executor';
import { runSelfTest } from './selfTest';
import type { ExecutorFactory } from './session';
import type { DeviceInfo, EngineOptions, ExperimentSize } from './types';

/** Parameters of all lanes from which an experiment is counted before it is built: less is built at once. */
const LARGE = 2 ** 21;

export class EngineDevice {
  readonly #counted: (size: ExperimentSize) => void;
  readonly #changed: (device: DeviceInfo) => void;
  readonly #lost: () => void;
  #wanted: EngineOptions['executor'] = 'auto';
  #gpu: Gpu | null = null;
  #info!: DeviceInfo;
  #closing = false;
  /** What the self-test found by task and problem, on this device: a sentence, or null where nothing is wrong. */
  readonly #tested = new Map<string, string | null>();

  /**
   * `changed` is told of every device taken, `lost` of one that went without being closed, `counted` of what a large experiment
   * will take, before it is built.
   */
  constructor(
    changed: (device: DeviceInfo) => void,
    lost: () => void,
    counted: (size: ExperimentSize) => void = () => {},
  ) {
    this.#counted = counted;
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
    const fused = this.#gpu && (await this.#fusedExecutor(this.#gpu, setup));
    if (fused) return fused;
    const { tf, backend } = await openFallbackTf(
      setup.task.layout.size,
      setup.arms.length * setup.seeds.length,
    );
    if (this.#info.backend !== backend) this.#set({ ...this.#info, backend, adapter: backend.toUpperCase() });
    return createPortableExecutor(tf, setup);
  };

  /** Null where the driver refuses a kernel, and the portable executor takes all arms over. */
  async #fusedExecutor({ device }: Gpu, setup: ExecutorSetup): Promise<Executor | null> {
    try {
      await this.#count(device, setup);
      return await createFusedExecutor(device, setup);
    } catch (error) {
      const fallsBack = error instanceof RefusedKernelError && this.#wanted !== 'fused';
      if (!fallsBack || (await this.isLost())) throw error;
      await this.open(this.#wanted, deviceTexts.withoutKernel(error.message));
      return null;
    }
  }

  /** Throws `DeviceError` where a buffer of the experiment is beyond what the device may have. */
  async #count(device: GPUDevice, setup: ExecutorSetup): Promise<void> {
    const params = setup.task.layout.size;
    const lanes = setup.arms.length * setup.seeds.length;
    if (params * lanes < LARGE) return;
    const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const size = 4 * params * lanes;
    // Beyond that not even the page has room for the starts.
    if (size > most) throw new DeviceError(deviceTexts.tooLarge('params', size, most));
    const { bytes } = await createFusedExecutor(countingDevice(device), {
      ...setup,
      // Nobody reads them, and drawing them takes longer than all the rest.
      initialParams: new Float32Array(params * lanes),
    });
    this.#counted({ params, lanes, bytes });
  }

  /** Once per problem of a task and device: a driver that computes a wrong gradient gets the portable executor instead. */
  async selfTest({ id, options }: Experiment['task']): Promise<void> {
    if (!this.#gpu || this.#wanted === 'fused') return;
    const task = findTask(id);
    const problem = task.selfTestOf?.(options) ?? task.selfTest;
    const key = `${id} ${JSON.stringify(problem)}`;
    if (!this.#tested.has(key)) this.#tested.set(key, await this.#finding(this.#gpu, task, problem));
    const finding = this.#tested.get(key);
    if (finding) await this.open(this.#wanted, finding);
  }

  async #finding({ device }: Gpu, task: Task, problem: AnyOptions): Promise<string | null> {
    try {
      const failure = await runSelfTest(device, task, problem);
      return failure && deviceTexts.selfTest(task.label, failure);
    } catch (error) {
      if (!(error instanceof RefusedKernelError) || (await this.isLost())) throw error;
      return deviceTexts.withoutKernel(error.message);
    }
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
