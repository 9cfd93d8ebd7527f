/** Held-out examples of tasks on networks in WGSL: batch by batch, through an arena of their own. */
import type { ParamLayout } from '../../core/paramLayout';
import { rowsKernel, validatedKernel } from '../../kernels/network';
import type { BoundKernel, GpuRuntime, StepPass } from '../../kernels/runtime';
import { fixed, type Place } from '../../network/compile/places';
import { plan } from '../../network/compile/plan';
import { compileProgram } from '../../network/compile/program';
import type { Node } from '../../network/graph';
import type { FusedLoss, FusedTaskContext } from '../types';
import { rowSize } from './given';
import type { HeldOut, NetworkProblem, Rows } from './problem';

const THREADS = 64;

/** One dispatch for all lanes. */
interface Dispatch {
  readonly kernel: BoundKernel<never> | BoundKernel;
  readonly x: number;
  readonly y?: number;
  readonly z?: number;
}

/** The form that writes the context's `validation`. */
export async function fusedHeldOut(
  { parameters }: NetworkProblem,
  heldOut: HeldOut,
  layout: ParamLayout,
  context: FusedTaskContext & { readonly validation: GPUBuffer },
): Promise<NonNullable<FusedLoss['validation']> & { destroy(): void }> {
  const { runtime, lanes, status, validation } = context;
  const own: GPUBuffer[] = [];
  const make = (label: string, content: number | ArrayBufferView<ArrayBuffer>) => {
    const buffer = runtime.buffer(label, content);
    own.push(buffer);
    return buffer;
  };
  const [loss, accuracy] = [make('held-out loss', lanes * 4), make('held-out accuracy', lanes * 4)];
  const planned = plan(
    [
      { node: heldOut.loss, place: fixed('loss', 0) },
      { node: heldOut.accuracy, place: fixed('metric', 0) },
    ],
    new Map<Node, Place | 'arena'>([
      ...parameters.map(({ node }, index) => [node, fixed('params', layout.segments[index].offset)] as const),
      ...heldOut.given.map(({ node }) => [node, 'arena'] as const),
    ]),
  );
  const buffers = { ...context, loss, metric: accuracy };
  const program = await compileProgram(runtime, planned, buffers, lanes, layout.size);
  const data = heldOut.given.map(({ rows }) => make('held-out data', wholeWords(rows.values)));

  /** Brings the rows of a batch to where the network reads them. */
  const rowsOf = (batch: number): Promise<Dispatch>[] =>
    heldOut.given.map(async ({ node, rows }, index) => {
      const [drawn] = node.shape;
      const picks = make('held-out places', consecutive(lanes, drawn, batch * drawn));
      const place = planned.placeOf.get(node)!.offset(new Map());
      return rowsDispatch(
        runtime,
        { status, picks, data: data[index], arena: program.arena },
        { drawn, place, arenaSize: planned.arena, lanes },
        rows,
      );
    });

  const batches = await Promise.all(
    Array.from({ length: heldOut.batches }, async (_, batch) => ({
      rows: await Promise.all(rowsOf(batch)),
      sum: await runtime.bind(
        validatedKernel,
        { status, loss, accuracy, validation },
        { lanes, first: batch === 0 ? 1 : 0, share: 1 / heldOut.batches },
      ),
    })),
  );
  return {
    encode(pass: StepPass) {
      for (const { rows, sum } of batches) {
        for (const { kernel, x, y, z } of rows) pass.dispatch(kernel, x, y, z);
        program.encode(pass);
        pass.dispatch(sum, Math.ceil(lanes / THREADS));
      }
    },
    destroy() {
      program.destroy();
      runtime.free(...own);
    },
  };
}

async function rowsDispatch(
  runtime: GpuRuntime,
  buffers: Readonly<Record<'status' | 'picks' | 'data' | 'arena', GPUBuffer>>,
  { drawn, place, arenaSize, lanes }: Readonly<Record<'drawn' | 'place' | 'arenaSize' | 'lanes', number>>,
  rows: Rows,
): Promise<Dispatch> {
  const { values, scale = 1, shift = 0 } = rows;
  const size = rowSize(rows);
  const kernel = await runtime.bind(
    rowsKernel,
    buffers,
    { drawn, size, place, arenaSize, scale, shift },
    { BYTES: values instanceof Uint8Array ? 1 : 0 },
  );
  return { kernel, x: Math.min(16, Math.ceil(size / THREADS)), y: drawn, z: lanes };
}

/** `first` and the rows after it, for every lane. */
const consecutive = (lanes: number, drawn: number, first: number): Uint32Array<ArrayBuffer> =>
  Uint32Array.from({ length: lanes * drawn }, (_, i) => first + (i % drawn));

/** Values whose bytes fill words of four. */
function wholeWords(values: Rows['values']): Rows['values'] {
  if (values.byteLength % 4 === 0) return values;
  const padded = new Uint8Array(Math.ceil(values.byteLength / 4) * 4);
  padded.set(values);
  return padded;
}
