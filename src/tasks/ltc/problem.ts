/**
 * A liquid time-constant (LTC) network on fixed sequences, stated in full: what `createLtc` builds a task
 * from. Symbols: N cells, S inputs, O outputs, B sequences, T time steps, K solver unfolds per time step.
 *
 * Source: Hasani et al. 2021, "Liquid time-constant networks", arXiv:2006.04439 (equations 1 to 3,
 * algorithm 1), in the form of `ncps.torch.LTC` 1.0.1.
 */
import { ConfigError } from '../../core/errors';
import { type ParamLayout, paramLayout } from '../../core/paramLayout';
import type { CellRole } from './wiring';

/**
 * How capacitances, leaks and synaptic weights are kept positive: `implicit` passes them through softplus,
 * `explicit-clip` raises negative ones to 0 after every optimizer step, `explicit` does nothing.
 */
export type LtcConstraint = 'implicit' | 'explicit-clip' | 'explicit';

export interface LtcProblem {
  /** N. Outputs are read from cells 0 to O - 1. */
  readonly units: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly batch: number;
  readonly time: number;
  /** `[N][N]`, [source][destination]: -1 or +1 where there is a synapse (its first reversal potential), else 0. */
  readonly adjacency: readonly (readonly number[])[];
  /** `[S][N]`, likewise, from inputs to cells. */
  readonly sensoryAdjacency: readonly (readonly number[])[];
  readonly constraint: LtcConstraint;
  /** `[B, T, S]`, row-major. */
  readonly input: ArrayLike<number>;
  /** `[B, T, O]`, row-major. */
  readonly target: ArrayLike<number>;
  /** K, semi-implicit solver steps per time step. */
  readonly unfolds: number;
  /** Duration of one time step; 1 in the library. */
  readonly elapsed: number;
  /** Added to the solver's denominator; 1e-8 in the library. */
  readonly epsilon: number;
  /** Standard deviation of normal noise on every input value; 0 is off. The target stays clean. */
  readonly noise: number;
  /** Noise drawn anew in every training step, or once for a run. */
  readonly noiseMode: 'step' | 'run';
  /** Role of each cell, for drawing; default: outputs are motor neurons and all others inter neurons. */
  readonly roles?: readonly CellRole[];
}

/** The cells of a problem and what leads to them. */
export type LtcWiring = Pick<LtcProblem, 'units' | 'inputs' | 'outputs' | 'adjacency' | 'sensoryAdjacency'>;

/** Throws `ConfigError` unless extents, wiring and sequences fit together. */
export function checkLtcProblem(problem: LtcProblem): void {
  const { units, inputs, outputs, batch, time, unfolds } = problem;
  for (const [name, value] of Object.entries({ units, inputs, outputs, batch, time, unfolds })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ConfigError(
        name,
        `an LTC network needs ${name} to be a whole number of at least 1, got ${value}`,
      );
    }
  }
  if (outputs > units) {
    throw new ConfigError(
      'outputs',
      `an LTC network has at most as many outputs as cells, got ${outputs} of ${units}`,
    );
  }
  for (const name of ['elapsed', 'epsilon', 'noise'] as const) {
    const value = problem[name];
    if (!Number.isFinite(value) || value < 0 || (name === 'elapsed' && value === 0)) {
      throw new ConfigError(name, `${name} must be a finite number that is not negative, got ${value}`);
    }
  }
  checkMatrix('adjacency', problem.adjacency, units, units);
  checkMatrix('sensoryAdjacency', problem.sensoryAdjacency, inputs, units);
  checkLength('input', problem.input, batch * time * inputs, 'batch, time, inputs');
  checkLength('target', problem.target, batch * time * outputs, 'batch, time, outputs');
  if (problem.roles && problem.roles.length !== units) {
    throw new ConfigError('roles', `roles must name each of the ${units} cells, got ${problem.roles.length}`);
  }
}

function checkMatrix(
  field: string,
  matrix: readonly (readonly number[])[],
  rows: number,
  columns: number,
): void {
  if (matrix.length !== rows || matrix.some((row) => row.length !== columns)) {
    throw new ConfigError(field, `${field} must be a matrix of ${rows} by ${columns}`);
  }
  if (matrix.every((row) => row.every((entry) => entry === 0))) {
    throw new ConfigError(field, `${field} must hold at least one synapse`);
  }
  if (matrix.some((row) => row.some((entry) => entry !== -1 && entry !== 0 && entry !== 1))) {
    throw new ConfigError(field, `${field} may hold -1, 0 and 1 only`);
  }
}

function checkLength(field: string, values: ArrayLike<number>, expected: number, axes: string): void {
  if (values.length !== expected) {
    throw new ConfigError(field, `${field} must hold ${expected} values (${axes}), got ${values.length}`);
  }
}

/** Tensors that stand for non-negative quantities. */
export const POSITIVE_TENSORS = ['gleak', 'cm', 'w', 'sensory_w'] as const;

/** The 15 trained tensors in the library's order; entries without a synapse are stored too. */
export function ltcLayout({
  units: N,
  inputs: S,
  outputs: O,
}: Pick<LtcProblem, 'units' | 'inputs' | 'outputs'>): ParamLayout {
  return paramLayout([
    { name: 'gleak', shape: [N], module: 'cells' },
    { name: 'vleak', shape: [N], module: 'cells' },
    { name: 'cm', shape: [N], module: 'cells' },
    { name: 'sigma', shape: [N, N], module: 'recurrent synapses' },
    { name: 'mu', shape: [N, N], module: 'recurrent synapses' },
    { name: 'w', shape: [N, N], module: 'recurrent synapses' },
    { name: 'erev', shape: [N, N], module: 'recurrent synapses' },
    { name: 'sensory_sigma', shape: [S, N], module: 'sensory synapses' },
    { name: 'sensory_mu', shape: [S, N], module: 'sensory synapses' },
    { name: 'sensory_w', shape: [S, N], module: 'sensory synapses' },
    { name: 'sensory_erev', shape: [S, N], module: 'sensory synapses' },
    { name: 'input_w', shape: [S], module: 'input map' },
    { name: 'input_b', shape: [S], module: 'input map' },
    { name: 'output_w', shape: [O], module: 'output map' },
    { name: 'output_b', shape: [O], module: 'output map' },
  ]);
}

/** One live entry of an adjacency matrix. */
export interface Synapse {
  /** Row: a cell, or an input of the sensory matrix. */
  readonly source: number;
  /** Column: the cell it ends in. */
  readonly destination: number;
  readonly polarity: -1 | 1;
}

/** The non-zero entries, row by row. */
export function synapsesOf(adjacency: readonly (readonly number[])[]): Synapse[] {
  return adjacency.flatMap((row, source) =>
    row.flatMap((polarity, destination) =>
      polarity === 0 ? [] : [{ source, destination, polarity: polarity as -1 | 1 }],
    ),
  );
}
