/** Tasks on networks in WGSL: draws, then the network written out in one kernel, where it fits, or the kernels of its graph. */
import type { ParamLayout } from '../../core/paramLayout';
import { fixed, type Place } from '../../network/compile/places';
import { plan } from '../../network/compile/plan';
import { compileProgram } from '../../network/compile/program';
import { gradient } from '../../network/gradient';
import type { Node } from '../../network/graph';
import type { FusedLoss, FusedTaskContext, StepPass } from '../types';
import { drawsOf } from './fusedDraws';
import type { NetworkProblem } from './problem';
import { straightLoss } from './straight';

export async function fusedLoss(
  problem: NetworkProblem,
  layout: ParamLayout,
  context: FusedTaskContext,
): Promise<FusedLoss> {
  return (await straightLoss(problem, layout, context)) ?? graphLoss(problem, layout, context);
}

/** The form for every size. */
export async function graphLoss(
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
  const { dispatches, own } = await drawsOf(given, context, {
    arena: program.arena,
    arenaSize: planned.arena,
    placeOf,
  });
  return {
    encode(pass: StepPass) {
      for (const { kernel, x, y } of dispatches) pass.dispatch(kernel, x, y, lanes);
      program.encode(pass);
    },
    destroy() {
      program.destroy();
      runtime.free(...own);
    },
  };
}
