/** Rows of a data set on the GPU, and the kernel that brings some of them to where a network reads them. */
import { rowsKernel } from '../../kernels/network';
import type { BoundKernel, GpuRuntime } from '../../kernels/runtime';
import { rowSize } from './given';
import type { Rows } from './problem';

/** Threads of a workgroup of the kernels that draw. */
export const THREADS = 64;
/** Workgroups of a row at most; threads take further entries in turn. */
const MAX_GROUPS = 16;

/** One dispatch for all lanes. */
export interface Drawn {
  readonly kernel: BoundKernel<never> | BoundKernel;
  readonly x: number;
  readonly y: number;
}

/** Where rows go: `drawn` a lane, from float `place` of its arena of `arenaSize` floats on. */
export interface RowsTarget {
  readonly drawn: number;
  readonly place: number;
  readonly arenaSize: number;
}

/** `picks`: `u32[lanes, drawn]`, which rows; `data`: see `rowsBuffer`. */
export type RowsBuffers = Readonly<Record<'status' | 'picks' | 'data' | 'arena', GPUBuffer>>;

/** Workgroups of a row of so many entries. */
export const rowGroups = (size: number): number => Math.min(MAX_GROUPS, Math.ceil(size / THREADS));

/** How kernels read a data set. */
export const rowConstants = ({ values }: Rows) => ({ BYTES: values instanceof Uint8Array ? 1 : 0 });

export async function rowsDispatch(
  runtime: GpuRuntime,
  buffers: RowsBuffers,
  target: RowsTarget,
  rows: Rows,
): Promise<Drawn> {
  const { scale = 1, shift = 0 } = rows;
  const size = rowSize(rows);
  const kernel = await runtime.bind(
    rowsKernel,
    buffers,
    { ...target, size, scale, shift },
    rowConstants(rows),
  );
  return { kernel, x: rowGroups(size), y: target.drawn };
}

/** A data set in words of four bytes; the caller frees it. */
export function rowsBuffer(runtime: GpuRuntime, label: string, { values }: Rows): GPUBuffer {
  if (values.byteLength % 4 === 0) return runtime.buffer(label, values);
  const padded = new Uint8Array(Math.ceil(values.byteLength / 4) * 4);
  padded.set(values);
  return runtime.buffer(label, padded);
}
