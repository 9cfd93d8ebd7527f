/** Pictures of a draw on the GPU, moved on their way to where a network reads them. */
import { motionsKernel, movedKernel } from '../../kernels/network';
import type { GpuRuntime } from '../../kernels/runtime';
import { type Augmentation, MOTION } from './augment';
import { type Drawn, type RowsBuffers, type RowsTarget, rowConstants, rowGroups, THREADS } from './fusedRows';
import { rowSize } from './given';
import type { Rows } from './problem';

interface MovedBuffers extends RowsBuffers {
  readonly batchKeys: GPUBuffer;
  /** `vec4f[lanes, drawn]`. */
  readonly motions: GPUBuffer;
}

/** The motions of a draw, and the pictures moved by them. */
export async function movedDispatches(
  runtime: GpuRuntime,
  { batchKeys, ...buffers }: MovedBuffers,
  target: RowsTarget,
  rows: Rows,
  { draw, extents, reach, most }: Augmentation & { readonly draw: number },
): Promise<readonly Drawn[]> {
  const { status, motions } = buffers;
  const { drawn } = target;
  const { scale = 1, shift = 0 } = rows;
  return [
    {
      kernel: await runtime.bind(
        motionsKernel,
        { status, batchKeys, motions },
        { draw, purpose: MOTION, drawn, reach, most },
      ),
      x: Math.ceil(drawn / THREADS),
      y: 1,
    },
    {
      kernel: await runtime.bind(
        movedKernel,
        buffers,
        { ...target, ...extents, scale, shift },
        rowConstants(rows),
      ),
      x: rowGroups(rowSize(rows)),
      y: drawn,
    },
  ];
}
