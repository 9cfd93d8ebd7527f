/** What a network is given in a step, drawn on the GPU. */
import { halfBits } from '../../core/permute';
import { boxKernel, noisyKernel, picksKernel } from '../../kernels/network';
import { type Node, sizeOf } from '../../network/graph';
import type { FusedTaskContext } from '../types';
import { BOX } from './cutmix';
import { movedDispatches } from './fusedMoved';
import { type Drawn, rowsBuffer, rowsDispatch, THREADS } from './fusedRows';
import type { BoxGiven, Given, NoisyGiven, RowsGiven } from './problem';

/** Where the tensors go: an arena `[lanes, size]`, and each one's first float in a lane's. */
export interface DrawTarget {
  readonly arena: GPUBuffer;
  readonly arenaSize: number;
  readonly placeOf: (node: Node) => number;
}

export interface Draws {
  /** For all lanes, in order. */
  readonly dispatches: readonly Drawn[];
  /** Buffers to be freed with the task. */
  readonly own: readonly GPUBuffer[];
}

export async function drawsOf(
  given: readonly Given[],
  context: FusedTaskContext,
  { arena, arenaSize, placeOf }: DrawTarget,
): Promise<Draws> {
  const own: GPUBuffer[] = [];
  const dispatches: Drawn[] = [];
  for (const each of given) {
    const common = { context, arena, place: placeOf(each.node), arenaSize, own };
    dispatches.push(...(await drawn(each, common)));
  }
  return { dispatches, own };
}

function drawn(each: Given, common: Common): Promise<readonly Drawn[]> {
  switch (each.kind) {
    case 'rows':
      return rowsDrawn(each, common);
    case 'noisy':
      return noiseDrawn(each, common);
    case 'box':
      return boxDrawn(each, common);
  }
}

interface Common {
  readonly context: FusedTaskContext;
  readonly arena: GPUBuffer;
  readonly place: number;
  readonly arenaSize: number;
  /** Buffers that are freed with the task. */
  readonly own: GPUBuffer[];
}

async function rowsDrawn(
  { node, rows, draw, augment }: RowsGiven,
  { context, arena, place, arenaSize, own }: Common,
): Promise<readonly Drawn[]> {
  const { runtime, lanes, status, batchKeys } = context;
  const { count } = rows;
  const [taken] = node.shape;
  const picks = runtime.buffer('network picks', lanes * taken * 4);
  const data = rowsBuffer(runtime, 'network data', rows);
  own.push(picks, data);
  /** The rows, to where the network reads them. */
  const brought = async (): Promise<readonly Drawn[]> => {
    const buffers = { status, picks, data, arena };
    const target = { drawn: taken, place, arenaSize };
    if (!augment) return [await rowsDispatch(runtime, buffers, target, rows)];
    const motions = runtime.buffer('network motions', lanes * taken * 16);
    own.push(motions);
    return movedDispatches(runtime, { ...buffers, batchKeys, motions }, target, rows, { draw, ...augment });
  };
  return [
    {
      kernel: await runtime.bind(
        picksKernel,
        { status, batchKeys, picks },
        { draw, drawn: taken, count, half: halfBits(count) },
      ),
      x: Math.ceil(taken / THREADS),
      y: 1,
    },
    ...(await brought()),
  ];
}

async function noiseDrawn(
  { node, values, deviation, once }: NoisyGiven,
  { context, arena, place, arenaSize, own }: Common,
): Promise<readonly Drawn[]> {
  const { runtime, status, batchKeys } = context;
  const fixedValues = runtime.buffer('network values', values);
  own.push(fixedValues);
  const size = sizeOf(node.shape);
  return [
    {
      kernel: await runtime.bind(
        noisyKernel,
        { status, batchKeys, values: fixedValues, arena },
        { size, place, arenaSize, once: once ? 1 : 0, deviation },
      ),
      x: Math.ceil(size / THREADS),
      y: 1,
    },
  ];
}

async function boxDrawn(
  { node }: BoxGiven,
  { context: { runtime, status, batchKeys }, arena, place, arenaSize }: Common,
): Promise<readonly Drawn[]> {
  const [, height, width] = node.shape;
  const shape = { purpose: BOX, height, width, place, arenaSize };
  const kernel = await runtime.bind(boxKernel, { status, batchKeys, arena }, shape);
  return [{ kernel, x: Math.ceil((height * width) / THREADS), y: 1 }];
}
