/** Golden cases of the LTC network and problems made up for tests. */
import { tensorOf } from '../../src/core/paramLayout';
import { foldIn, normal, prngKey, uniform } from '../../src/core/prng';
import { flatten, type LtcGoldenCase, ltcProblemFromGolden, type Nested } from '../../src/tasks/ltc/golden';
import { createLtc } from '../../src/tasks/ltc/model';
import { type LtcProblem, ltcLayout } from '../../src/tasks/ltc/problem';
import { autoNcp } from '../../src/tasks/ltc/wiring';
import golden from '../golden/ltc-golden.json';

interface Expected {
  readonly output: Nested;
  readonly states: Nested;
  readonly unfold_states_first_step: Nested;
  readonly loss: number;
  readonly grads: Readonly<Record<string, Nested>>;
}

export const goldenCases = (golden.cases as unknown as (LtcGoldenCase & Expected)[]).map((entry) => {
  const { problem, params } = ltcProblemFromGolden(entry, golden.solver);
  return {
    name: entry.name,
    problem,
    params,
    output: flatten(entry.output),
    states: flatten(entry.states),
    /** `[B, K + 1, N]`. */
    firstUnfolds: flatten(entry.unfold_states_first_step),
    loss: entry.loss,
    grads: ltcLayout(problem).segments.flatMap(({ name }) => flatten(entry.grads[name])),
  };
});

/** The largest difference; NaN anywhere makes it NaN, which no bound accepts. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values for ${expected.length}`);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

/** Per tensor the largest difference of a gradient, relative to the tensor's largest expected entry. */
export function gradientErrors(
  problem: LtcProblem,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): Record<string, number> {
  const layout = ltcLayout(problem);
  return Object.fromEntries(
    layout.segments.map(({ name }) => {
      const reference = tensorOf(Float64Array.from(expected), layout, name);
      const scale = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const error = largestError(tensorOf(Float64Array.from(actual), layout, name), reference);
      return [name, error / Math.max(scale, 1e-12)];
    }),
  );
}

export const worstOf = (errors: Record<string, number>): number =>
  Object.values(errors).reduce((worst, error) => (error <= worst ? worst : error), 0);

/** Indices of entries without a synapse. */
export function deadEntries(problem: LtcProblem): number[] {
  const masks: Record<string, number[]> = {};
  for (const name of ['sigma', 'mu', 'w', 'erev']) {
    masks[name] = problem.adjacency.flat();
    masks[`sensory_${name}`] = problem.sensoryAdjacency.flat();
  }
  return ltcLayout(problem).segments.flatMap(({ name, offset, size }) =>
    Array.from({ length: size }, (_, n) => n)
      .filter((n) => masks[name]?.[n] === 0)
      .map((n) => offset + n),
  );
}

export interface Shape extends Partial<LtcProblem> {
  readonly units: number;
  /** All connected to all, instead of an NCP. */
  readonly dense?: boolean;
  readonly sparsity?: number;
}

/** A problem with random sequences. */
export function randomProblem({ dense, sparsity = 0.5, ...given }: Shape): LtcProblem {
  const { units, inputs = 3, outputs = 1, batch = 1, time = 8 } = given;
  const key = prngKey(units);
  const polarities = (rows: number, purpose: number) =>
    Array.from({ length: rows }, (_, row) =>
      Array.from(uniform(foldIn(foldIn(key, purpose), row), units), (draw) => (draw < 1 / 3 ? -1 : 1)),
    );
  const wiring = dense
    ? { adjacency: polarities(units, 0), sensoryAdjacency: polarities(inputs, 1) }
    : autoNcp(units, outputs, inputs, sparsity, 22222);
  return {
    inputs,
    outputs,
    batch,
    time,
    adjacency: wiring.adjacency,
    sensoryAdjacency: wiring.sensoryAdjacency,
    constraint: 'implicit',
    input: normal(foldIn(key, 2), batch * time * inputs),
    target: normal(foldIn(key, 3), batch * time * outputs),
    unfolds: 6,
    elapsed: 1,
    epsilon: 1e-8,
    noise: 0,
    noiseMode: 'step',
    ...given,
  };
}

/** Initial parameters with the affine maps and reversal potentials moved away from 0 and 1, where errors could hide. */
export function randomParams(problem: LtcProblem, seed: number): Float32Array<ArrayBuffer> {
  const params = createLtc(problem).init(prngKey(seed));
  const shift = normal(foldIn(prngKey(seed), 99), params.length);
  return params.map((value, index) => value + 0.05 * shift[index]);
}
