/** Opens what the executors run on: a WebGPU device of our own, or a TensorFlow.js backend. */
import { DeviceError, errorMessage } from '../core/errors';
import { adapterName, requestAdapter } from '../kernels/adapter';
import { startTfBackend, startTfOnDevice } from '../kernels/interop';
import type { Tf } from '../tasks/types';
import { deviceTexts } from '../texts/device';
import type { BackendName } from './types';

export interface Gpu {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  /** For the reader: `adapterName`. */
  readonly name: string;
}

/**
 * Limits worth more than the default where the adapter has more. The last two are for adapters of compatibility mode,
 * whose defaults are half of what kernels take: 256 threads.
 */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
] as const;

/** Requests adapter and device with the limits the kernels can use; throws `DeviceError` with a reason. */
export async function openGpu(): Promise<Gpu> {
  const adapter = await requestAdapter();
  try {
    const device = await adapter.requestDevice({
      requiredLimits: Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]])),
      requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    });
    return { device, adapterInfo: adapter.info, name: adapterName(adapter.info) };
  } catch (error) {
    throw new DeviceError(deviceTexts.noDevice(errorMessage(error)));
  }
}

/** Loads TensorFlow.js with one backend active. `webgpu` needs the device. */
export async function openTf(backend: BackendName, gpu?: Gpu): Promise<Tf> {
  const tf = await import('@tensorflow/tfjs-core');
  // Chained methods are not used; ops come from the namespace, so their gradients suffice.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  if (backend === 'webgpu') {
    if (!gpu) throw new DeviceError('the webgpu backend needs a device');
    await startTfOnDevice(tf, gpu.device, gpu.adapterInfo);
  } else {
    await startTfBackend(tf, backend);
  }
  return tf;
}

/** Largest number of elements per tensor operation for which the plain CPU beats WebGL's dispatch cost. */
const SMALL_TENSOR = 20_000;

/**
 * The backend of the portable executor where WebGPU is missing: webgl, else cpu. Small tensors go to the
 * cpu straight away, since a WebGL draw costs more than computing them (LTC: 130 elements an operation).
 */
export async function openFallbackTf(
  elementsPerLane: number,
  lanes: number,
): Promise<{ tf: Tf; backend: BackendName }> {
  if (elementsPerLane * lanes > SMALL_TENSOR && hasFloatWebgl()) {
    try {
      return { tf: await openTf('webgl'), backend: 'webgl' };
    } catch {
      // A blocked or broken WebGL is what the cpu is for.
    }
  }
  return { tf: await openTf('cpu'), backend: 'cpu' };
}

/** Whether WebGL2 renders to 32-bit floats here; 16 bits are too few for training. */
function hasFloatWebgl(): boolean {
  try {
    const context = new OffscreenCanvas(1, 1).getContext('webgl2');
    return context?.getExtension('EXT_color_buffer_float') != null;
  } catch {
    return false;
  }
}
