/** An LTC network on fixed sequences as a task: `createLtc` takes any problem, `ltcSine` those of the page. */
import { ConfigError } from '../../core/errors';
import { segmentOf, tensorOf } from '../../core/paramLayout';
import { foldIn, normal, type PrngKey, uniform } from '../../core/prng';
import type { FusedTaskContext, TaskInstance, Tf } from '../types';
import { createLtcFused, type LtcFusedLoss } from './fused';
import { createLtcPortable, type LtcPortableLoss } from './portable';
import { checkLtcProblem, type LtcProblem, type LtcWiring, ltcLayout, POSITIVE_TENSORS } from './problem';
import { ltcForward } from './reference';
import { type LtcView, ltcView } from './view';

/** Beyond a `TaskInstance` for the golden runner: outputs and states of both executors. */
export interface LtcInstance extends TaskInstance {
  readonly problem: LtcProblem;
  portable(tf: Tf): LtcPortableLoss;
  fused(context: FusedTaskContext): Promise<LtcFusedLoss>;
  view(params: Float32Array): LtcView;
}

/** Ranges the library draws raw parameters from; what is missing starts at a constant. */
const RANGES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  gleak: [0.001, 1],
  vleak: [-0.2, 0.2],
  cm: [0.4, 0.6],
  sigma: [3, 8],
  mu: [0.3, 0.8],
  w: [0.001, 1],
  sensory_sigma: [3, 8],
  sensory_mu: [0.3, 0.8],
  sensory_w: [0.001, 1],
};

/**
 * The task of fitting `problem`. Loss: mean squared error over batch, time and outputs, from state 0.
 * With noise the metric is the loss on the clean sequences. Throws `ConfigError`.
 */
export function createLtc(problem: LtcProblem): LtcInstance {
  checkLtcProblem(problem);
  const layout = ltcLayout(problem);
  const noisy = problem.noise > 0;
  return {
    problem,
    layout,
    init: (key) => ltcStart(problem, key),
    ...(problem.constraint === 'explicit-clip' ? { nonNegative: POSITIVE_TENSORS } : {}),
    ...(noisy && problem.noiseMode === 'run' ? { constantBatch: true } : {}),
    ...(noisy ? { metric: {} } : {}),
    portable: (tf) => createLtcPortable(tf, problem),
    fused: (context) => createLtcFused(problem, context),
    view: (params) => ltcView(problem, params),
    referenceLoss: (params, batchKey) => ltcForward(problem, params, ltcInput(problem, batchKey)).loss,
  };
}

/** The input sequences `[B, T, S]` that a batch key (already folded with the step) stands for. */
export function ltcInput(problem: LtcProblem, batchKey: PrngKey): ArrayLike<number> {
  if (problem.noise === 0) return problem.input;
  const draws = normal(batchKey, problem.input.length);
  return Float64Array.from(problem.input, (x, index) => x + problem.noise * draws[index]);
}

/** Starting values as the library has them: uniform by tensor, reversal potentials at the wiring's polarity, affine maps the identity. */
export function ltcStart(problem: LtcWiring, key: PrngKey): Float32Array<ArrayBuffer> {
  const layout = ltcLayout(problem);
  const params = new Float32Array(layout.size);
  layout.segments.forEach(({ name, size }, index) => {
    const range = RANGES[name];
    if (range) tensorOf(params, layout, name).set(uniform(foldIn(key, index), size, ...range));
  });
  tensorOf(params, layout, 'erev').set(problem.adjacency.flat());
  tensorOf(params, layout, 'sensory_erev').set(problem.sensoryAdjacency.flat());
  tensorOf(params, layout, 'input_w').fill(1);
  tensorOf(params, layout, 'output_w').fill(1);
  return params;
}

/** Throws unless the named tensors have as many values as the layout says, then lays them end to end. */
export function packLtcParams(
  problem: LtcProblem,
  tensors: Readonly<Record<string, readonly number[]>>,
): Float64Array {
  const layout = ltcLayout(problem);
  const params = new Float64Array(layout.size);
  for (const name of layout.segments.map((segment) => segment.name)) {
    const values = tensors[name];
    const { size } = segmentOf(layout, name);
    if (values?.length !== size) {
      throw new ConfigError(name, `tensor ${name} must hold ${size} values, got ${values?.length ?? 'none'}`);
    }
    tensorOf(params, layout, name).set(values);
  }
  return params;
}
