/** The one place, with `engine/backend.ts`, that touches TensorFlow.js backends. */
import type * as TF from '@tensorflow/tfjs-core';

type Tf = typeof TF;

export type TfBackendName = 'webgpu' | 'webgl' | 'cpu';

/**
 * Registers a fresh TensorFlow.js WebGPU backend on a device of ours, so that portable tensors and fused
 * kernels share one device and its limits.
 */
export async function startTfOnDevice(tf: Tf, device: GPUDevice, adapterInfo: GPUAdapterInfo): Promise<void> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  // By default tensors under 1,000 elements are quietly computed on the CPU.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (tf.findBackend('webgpu') !== null || 'webgpu' in tf.engine().registryFactory)
    tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapterInfo), 5);
  await activate(tf, 'webgpu');
}

/** Loads and activates a backend that needs no device of ours. */
export async function startTfBackend(tf: Tf, name: 'webgl' | 'cpu'): Promise<void> {
  if (name === 'webgl') {
    const [{ replaceWebglTrig }] = await Promise.all([
      import('./webglTrig'),
      import('@tensorflow/tfjs-backend-webgl'),
    ]);
    replaceWebglTrig(tf);
  } else {
    await import('@tensorflow/tfjs-backend-cpu');
  }
  await activate(tf, name);
}

async function activate(tf: Tf, name: TfBackendName): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its ${name} backend`);
  await tf.ready();
}
