/** Reads a case of a golden file in the layout `ltc-golden-1`, made with `ncps.torch.LTC`. */
import { ConfigError } from '../../core/errors';
import { packLtcParams } from './model';
import { checkLtcProblem, type LtcProblem } from './problem';

/** Numbers in nested arrays of any depth. */
export type Nested = number | readonly Nested[];

/** The part of a case that is read; its expected results are for whoever compares. */
export interface LtcGoldenCase {
  readonly name: string;
  readonly constraint_mode: string;
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly units: number;
  readonly wiring: {
    readonly adjacency: readonly (readonly number[])[];
    readonly sensory_adjacency: readonly (readonly number[])[];
  };
  readonly params: Readonly<Record<string, Nested>>;
  readonly input: Nested;
  readonly target: Nested;
}

/** The solver of the whole file. */
export interface LtcGoldenSolver {
  readonly ode_unfolds: number;
  readonly elapsed_time: number;
  readonly epsilon: number;
}

/** The library's defaults. */
const SOLVER: LtcGoldenSolver = { ode_unfolds: 6, elapsed_time: 1, epsilon: 1e-8 };

export interface LtcGoldenProblem {
  readonly problem: LtcProblem;
  /** Flat, in the layout's order, in the file's double precision. */
  readonly params: Float64Array;
}

/** The problem a golden case states and its initial parameters. Throws `ConfigError` when they do not fit together. */
export function ltcProblemFromGolden(
  golden: LtcGoldenCase,
  solver: LtcGoldenSolver = SOLVER,
): LtcGoldenProblem {
  if (golden.constraint_mode !== 'implicit' && golden.constraint_mode !== 'explicit') {
    throw new ConfigError(
      'constraint_mode',
      `constraint_mode must be "implicit" or "explicit", got "${golden.constraint_mode}"`,
    );
  }
  const problem: LtcProblem = {
    units: golden.units,
    inputs: golden.inputs,
    outputs: golden.outputs,
    batch: golden.batch,
    time: golden.time,
    adjacency: golden.wiring.adjacency,
    sensoryAdjacency: golden.wiring.sensory_adjacency,
    constraint: golden.constraint_mode === 'implicit' ? 'implicit' : 'explicit-clip',
    input: flatten(golden.input),
    target: flatten(golden.target),
    unfolds: solver.ode_unfolds,
    elapsed: solver.elapsed_time,
    epsilon: solver.epsilon,
    // Noise of a case is in its input already.
    noise: 0,
    noiseMode: 'step',
  };
  checkLtcProblem(problem);
  const tensors = Object.fromEntries(
    Object.entries(golden.params).map(([name, values]) => [name, flatten(values)]),
  );
  return { problem, params: packLtcParams(problem, tensors) };
}

/** Nested arrays as one flat list, row-major. */
export function flatten(values: Nested): number[] {
  return typeof values === 'number' ? [values] : values.flatMap(flatten);
}
