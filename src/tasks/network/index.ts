/** A task from a graph: loss and gradient in every form follow from it. */
import { type ParamLayout, paramLayout } from '../../core/paramLayout';
import { foldIn } from '../../core/prng';
import { evaluate } from '../../network/reference';
import { startValues } from '../../network/starts';
import type { TaskInstance } from '../types';
import { checkRows, heldOutReference, leafValues } from './given';
import { portableLoss } from './portable';
import type { NetworkProblem } from './problem';

export type { Given, HeldOut, NetworkProblem, Rows } from './problem';

export function networkTask(problem: NetworkProblem): TaskInstance {
  const { parameters, given, loss, nonNegative, heldOut } = problem;
  const layout: ParamLayout = paramLayout(parameters);
  return {
    layout,
    ...(nonNegative ? { nonNegative } : {}),
    ...(given.every((each) => each.kind === 'noisy' && each.once) ? { constantBatch: true } : {}),
    ...(problem.metric ? { metric: {} } : {}),
    ...(heldOut ? { validation: { reference: (params) => heldOutReference(problem, heldOut, params) } } : {}),
    init(key) {
      const params = new Float32Array(layout.size);
      parameters.forEach((parameter, index) => {
        const values = startValues(problem.start(parameter), parameter.shape, foldIn(key, index));
        params.set(values, layout.segments[index].offset);
      });
      return params;
    },
    portable(tf) {
      checkRows(problem);
      return portableLoss(tf, problem, layout);
    },
    async fused(context) {
      checkRows(problem);
      // Late, for the compiler of graphs is large and the page's first load has no use for it.
      const { fusedLoss } = await import('./fused');
      const training = await fusedLoss(problem, layout, context);
      const { validation: buffer } = context;
      if (!heldOut || !buffer) return training;
      const { fusedHeldOut } = await import('./fusedHeldOut');
      const validation = await fusedHeldOut(problem, heldOut, layout, { ...context, validation: buffer });
      return {
        ...training,
        validation,
        destroy() {
          training.destroy();
          validation.destroy();
        },
      };
    },
    referenceLoss(params, key) {
      checkRows(problem);
      return evaluate([loss], leafValues(problem, params, key))[0][0];
    },
  };
}
