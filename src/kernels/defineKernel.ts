/**
 * A kernel is plain WGSL and a binding that names every entry. The spec below is data; `GpuRuntime`
 * compiles it once per device and set of constants.
 *
 * Bind group 0 holds the storage buffers in the order named, then one uniform struct if there are
 * uniforms, or a record of `RECORD_BYTES` with a dynamic offset, where `record` is set. Bind group 1, where `step` is set, holds the step record with a dynamic offset:
 *
 *     struct Step { slot : u32, index : u32, }      // place in the chunk, training step from 0
 *     @group(1) @binding(0) var<uniform> step : Step;
 */
import type { Phase } from './phases';

export interface KernelSpec<S extends string = string, U extends string = string> {
  /** Names the pipeline in errors and in GPU debuggers. */
  readonly label: string;
  /** Part of a training step that it belongs to. */
  readonly phase: Phase;
  /** WGSL with one entry point `main`. */
  readonly shader: string;
  /** Buffers in binding order. A `read` index that is uniform stays uniform, which barriers need. */
  readonly storage: Readonly<Record<S, 'read' | 'read_write'>>;
  /** Fields of the uniform struct, in order; all four bytes wide. */
  readonly uniforms?: Readonly<Record<U, 'u32' | 'i32' | 'f32'>>;
  /** WGSL constants put before the shader, such as array lengths; values come with each compilation. */
  readonly constants?: readonly string[];
  /** Whether every dispatch has a record of its own, see `GpuRuntime.records`; no uniforms then. */
  readonly record?: boolean;
  /** Whether the kernel reads the step record. */
  readonly step?: boolean;
}

export const defineKernel = <S extends string, U extends string = never>(
  spec: KernelSpec<S, U>,
): KernelSpec<S, U> => spec;
