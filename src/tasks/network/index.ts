/** A task from a graph: loss and gradient in every form follow from it. */
import { type ParamLayout, paramLayout } from '../../core/paramLayout';
import { foldIn } from '../../core/prng';
import { evaluate } from '../../network/reference';
import { startValues } from '../../network/starts';
import type { TaskInstance } from '../types';
import { leafValues } from './given';
import { portableLoss } from './portable';
import type { NetworkProblem } from './problem';

export type { Given, NetworkProblem, Rows } from './problem';

export function networkTask(problem: NetworkProblem): TaskInstance {
  const { parameters, given, loss, nonNegative } = problem;
  const layout: ParamLayout = paramLayout(parameters);
  return {
    layout,
    ...(nonNegative ? { nonNegative } : {}),
    ...(given.every((each) => each.kind === 'noisy' && each.once) ? { constantBatch: true } : {}),
    ...(problem.metric ? { metric: {} } : {}),
    init(key) {
      const params = new Float32Array(layout.size);
      parameters.forEach((parameter, index) => {
        const values = startValues(problem.start(parameter), parameter.shape, foldIn(key, index));
        params.set(values, layout.segments[index].offset);
      });
      return params;
    },
    portable: (tf) => portableLoss(tf, problem, layout),
    // Late, for the compiler of graphs is large and the page's first load has no use for it.
    fused: async (context) => (await import('./fused')).fusedLoss(problem, layout, context),
    referenceLoss: (params, key) => evaluate([loss], leafValues(problem, params, key))[0][0],
  };
}
