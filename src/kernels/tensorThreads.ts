import type { ParamLayout } from '../core/paramLayout';
import type { GpuRuntime } from './runtime';

/** Tensors of more elements get wide workgroups, so that sums over them have fewer turns. */
const SMALL_TENSOR = 2048;

/**
 * Threads of the workgroup that works through one tensor. Measured on a software adapter, a whole training step of
 * an LTC (15 tensors, the largest of 64 elements) with Celo: 64 threads 8.4 ms, 32: 4.8 ms, 16: 2.4 ms, 8: 2.3 ms; of
 * a SIREN (900 elements) 12.7, 11.1, 5.8 and 7.7 ms.
 */
export function tensorThreads({ software }: GpuRuntime, { segments }: ParamLayout): number {
  if (segments.some(({ size }) => size > SMALL_TENSOR)) return 256;
  return software ? 16 : 64;
}
