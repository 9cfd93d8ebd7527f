/** The executors as golden files use them: one arm, one seed, parameters from the file. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ArmConfig } from '../../config/types';
import { optionDefaults } from '../../core/option';
import { GpuRuntime } from '../../kernels/runtime';
import { evaluateGraph } from '../../network/compile/evaluate';
import { gradient } from '../../network/gradient';
import type { Node } from '../../network/graph';
import { evaluateTf } from '../../network/portable';
import type { Values } from '../../network/reference';
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
  /**
   * Values of nodes of a graph, and gradients of a scalar one: by the compiled kernels, or by TensorFlow.js and its own
   * differentiation.
   */
  differentiate(
    roots: readonly Node[],
    loss: Node,
    wrt: readonly Node[],
    values: Values,
  ): Promise<{ readonly results: readonly Float32Array[]; readonly grads: readonly Float32Array[] }>;
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
      differentiate: (...asked) => differentiateFused(gpu.device, ...asked),
      close,
    };
  }
  const tf = await openTf(backend, gpu);
  const name = gpu ? `${backend}, ${gpu.name}` : backend;
  return {
    kind,
    tf,
    name,
    open: (setup) => createPortableExecutor(tf, executorPlan(setup)),
    differentiate: (...asked) => differentiatePortable(tf, ...asked),
    close,
  };
}

async function differentiateFused(
  device: GPUDevice,
  roots: readonly Node[],
  loss: Node,
  wrt: readonly Node[],
  values: Values,
) {
  const runtime = new GpuRuntime(device);
  try {
    const [all] = await evaluateGraph(runtime, [...roots, ...gradient(loss, wrt)], [values]);
    return { results: all.slice(0, roots.length), grads: all.slice(roots.length) };
  } finally {
    runtime.dispose();
  }
}

async function differentiatePortable(
  tf: Tf,
  roots: readonly Node[],
  loss: Node,
  wrt: readonly Node[],
  values: Values,
) {
  const tensors = tf.tidy(() => {
    const known = new Map(
      [...values].map(
        ([node, own]) => [node, tf.tensor(Float32Array.from(own), [1, ...node.shape])] as const,
      ),
    );
    const lossOf = (...all: Tensor[]) => {
      const own = new Map(known);
      wrt.forEach((node, index) => own.set(node, all[index]));
      return tf.sum(evaluateTf(tf, [loss], own)[0]);
    };
    const results = evaluateTf(tf, roots, known);
    const grads = tf.grads(lossOf)(wrt.map((node) => known.get(node)!));
    return [...results, ...grads].map((tensor) => tf.clone(tensor));
  });
  const all = await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  tf.dispose(tensors);
  return { results: all.slice(0, roots.length), grads: all.slice(roots.length) };
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
