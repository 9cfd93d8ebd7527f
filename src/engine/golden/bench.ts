/** The executors as golden files use them: one arm, one seed, parameters from the file. */
import type { ArmConfig } from '../../config/types';
import { optionDefaults } from '../../core/option';
import { findOptimizer } from '../../optimizers';
import type { Optimizer, OptimizerConfig } from '../../optimizers/types';
import type { TaskInstance, Tf } from '../../tasks/types';
import { openGpu, openTf } from '../backend';
import type { Executor } from '../executor';
import { createFusedExecutor } from '../fused/executor';
import { createPortableExecutor } from '../portable/executor';
import type { BackendName, ExecutorKind } from '../types';

export interface BenchPlan {
  readonly task: TaskInstance;
  /** Options that it leaves out, in its parts too, have their defaults. */
  readonly optimizer: OptimizerConfig;
  readonly clipNorm?: number;
  readonly numSteps: number;
  /** `[layout.size]`. */
  readonly params: Float64Array;
  /** As in `ExecutorSetup`. */
  readonly methodOf?: (id: string) => Optimizer;
}

export interface Bench {
  readonly kind: ExecutorKind;
  /** TensorFlow.js, on the portable bench. */
  readonly tf?: Tf;
  /** Such as "google · swiftshader" or "cpu". */
  readonly name: string;
  open(setup: BenchPlan): Promise<Executor>;
  close(): void;
}

/** Opens a device or a TensorFlow.js backend for many runs. Throws `DeviceError`; never falls back. */
export async function openBench(kind: ExecutorKind, backend: BackendName): Promise<Bench> {
  const gpu = backend === 'webgpu' ? await openGpu() : undefined;
  const close = () => gpu?.device.destroy();
  if (kind === 'fused') {
    if (!gpu) throw new Error('the fused executor runs on the webgpu backend only');
    return {
      kind,
      name: gpu.name,
      open: (setup) => createFusedExecutor(gpu.device, executorPlan(setup)),
      close,
    };
  }
  const tf = await openTf(backend, gpu);
  const name = gpu ? `${backend}, ${gpu.name}` : backend;
  return { kind, tf, name, open: (setup) => createPortableExecutor(tf, executorPlan(setup)), close };
}

function executorPlan({ task, optimizer, clipNorm = 0, numSteps, params, methodOf }: BenchPlan) {
  const arm: ArmConfig = { id: 'golden', label: '', optimizer: withDefaults(optimizer), clipNorm };
  const initialParams = Float32Array.from(params);
  return { task, arms: [arm], seeds: [0], numSteps, initialParams, ...(methodOf ? { methodOf } : {}) };
}

function withDefaults(config: OptimizerConfig): OptimizerConfig {
  const options = { ...optionDefaults(findOptimizer(config.id).options), ...config.options };
  const parts = Object.entries(config.parts ?? {}).map(([name, part]) => [name, withDefaults(part)]);
  return { ...config, options, ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}) };
}
