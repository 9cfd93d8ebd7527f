/** Tasks on networks in WGSL: draws, then the graph's kernels. */
import type { ParamLayout } from '../../core/paramLayout';
import { halfBits } from '../../core/permute';
import { noisyKernel, picksKernel } from '../../kernels/network';
import { fixed, type Place } from '../../network/compile/places';
import { plan } from '../../network/compile/plan';
import { compileProgram } from '../../network/compile/program';
import { gradient } from '../../network/gradient';
import { type Node, sizeOf } from '../../network/graph';
import type { FusedLoss, FusedTaskContext, StepPass } from '../types';
import { movedDispatches } from './fusedMoved';
import { type Drawn, rowsBuffer, rowsDispatch, THREADS } from './fusedRows';
import type { NetworkProblem, NoisyGiven, RowsGiven } from './problem';

export async function fusedLoss(
  problem: NetworkProblem,
  layout: ParamLayout,
  context: FusedTaskContext,
): Promise<FusedLoss> {
  const { runtime, lanes } = context;
  const { parameters, given, loss, metric } = problem;
  const nodes = parameters.map(({ node }) => node);
  const places = new Map<Node, Place | 'arena'>([
    ...nodes.map((node, index) => [node, fixed('params', layout.segments[index].offset)] as const),
    ...given.map(({ node }) => [node, 'arena'] as const),
  ]);
  const planned = plan(
    [
      { node: loss, place: fixed('loss', 0) },
      ...(metric ? [{ node: metric, place: fixed('metric', 0) }] : []),
      ...gradient(loss, nodes).map((node, index) => ({
        node,
        place: fixed('grads', layout.segments[index].offset),
      })),
    ],
    places,
  );
  const program = await compileProgram(runtime, planned, context, lanes, layout.size);
  const placeOf = (node: Node) => planned.placeOf.get(node)!.offset(new Map());
  const own: GPUBuffer[] = [];
  const drawn: Drawn[] = [];
  for (const each of given) {
    const common = {
      context,
      arena: program.arena,
      place: placeOf(each.node),
      arenaSize: planned.arena,
      own,
    };
    drawn.push(...(each.kind === 'rows' ? await rowsDrawn(each, common) : await noiseDrawn(each, common)));
  }
  return {
    encode(pass: StepPass) {
      for (const { kernel, x, y } of drawn) pass.dispatch(kernel, x, y, lanes);
      program.encode(pass);
    },
    destroy() {
      program.destroy();
      runtime.free(...own);
    },
  };
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
