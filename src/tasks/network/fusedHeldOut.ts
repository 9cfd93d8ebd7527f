/** Held-out examples of tasks on networks in WGSL: batch by batch, through an arena of their own. */
import type { ParamLayout } from '../../core/paramLayout';
import { validatedKernel } from '../../kernels/network';
import type { StepPass } from '../../kernels/runtime';
import { fixed, type Place } from '../../network/compile/places';
import { plan } from '../../network/compile/plan';
import { compileProgram } from '../../network/compile/program';
import type { Node } from '../../network/graph';
import type { FusedLoss, FusedTaskContext } from '../types';
import { type Drawn, rowsBuffer, rowsDispatch, THREADS } from './fusedRows';
import type { HeldOut, NetworkProblem } from './problem';

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
  const data = heldOut.given.map(({ rows }) => rowsBuffer(runtime, 'held-out data', rows));
  own.push(...data);

  /** Brings the rows of a batch to where the network reads them. */
  const rowsOf = (batch: number): Promise<Drawn>[] =>
    heldOut.given.map(async ({ node, rows, fixed: same }, index) => {
      const [drawn] = node.shape;
      const picks = make('held-out places', consecutive(lanes, drawn, same ? 0 : batch * drawn));
      const place = planned.placeOf.get(node)!.offset(new Map());
      return rowsDispatch(
        runtime,
        { status, picks, data: data[index], arena: program.arena },
        { drawn, place, arenaSize: planned.arena },
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
        for (const { kernel, x, y } of rows) pass.dispatch(kernel, x, y, lanes);
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

/** `first` and the rows after it, for every lane. */
const consecutive = (lanes: number, drawn: number, first: number): Uint32Array<ArrayBuffer> =>
  Uint32Array.from({ length: lanes * drawn }, (_, i) => first + (i % drawn));
