/**
 * Golden numbers of the liquid time-constant cell: format "ltc-golden-1", made by running `ncps.torch.LTC`.
 * Any cell count, batch, length and number of inputs or outputs; results that a case lacks are not checked.
 */
import { ConfigError } from '../../core/errors';
import type { ParamLayout } from '../../core/paramLayout';
import { type LtcGoldenCase, type LtcGoldenSolver, ltcProblemFromGolden } from '../../tasks/ltc/golden';
import { type LtcProblem, ltcLayout } from '../../tasks/ltc/problem';
import { absent, count, type Json, list, number, object, tensor, tensors, text } from './fields';

export const LTC_FORMAT = 'ltc-golden-1';

export interface LtcAdam {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Largest global gradient norm; 0 is off. */
  readonly clipNorm: number;
}

export interface LtcCase {
  readonly name: string;
  readonly problem: LtcProblem;
  readonly layout: ParamLayout;
  /** Initial parameters, `[layout.size]`. */
  readonly params: Float64Array;
  readonly expected: LtcExpected;
}

/** Results of the reference, with B sequences of T steps, N cells, O outputs and K solver unfolds. */
export interface LtcExpected {
  /** `[B, K + 1, N]`. */
  readonly unfoldStates?: Float64Array;
  /** `[B, T, N]`. */
  readonly states?: Float64Array;
  /** `[B, T, O]`. */
  readonly output?: Float64Array;
  readonly loss?: number;
  /** `[layout.size]`. */
  readonly grads?: Float64Array;
  /** Entry m is the loss after m updates. */
  readonly adamLosses?: Float64Array;
  /** After the last of these updates, `[layout.size]`. */
  readonly adamFinalParams?: Float64Array;
  /** Losses after the listed numbers of updates. */
  readonly adamLong?: { readonly steps: readonly number[]; readonly losses: Float64Array };
}

export interface LtcFile {
  readonly kind: 'ltc';
  readonly adam: LtcAdam;
  readonly cases: readonly LtcCase[];
}

/** Checks a parsed file; throws `ConfigError` naming the first field that does not fit. */
export function readLtcFile(input: unknown): LtcFile {
  const root = object(input, 'file');
  if (root.format !== LTC_FORMAT) {
    throw new ConfigError('format', `format must be "${LTC_FORMAT}", got ${JSON.stringify(root.format)}`);
  }
  const solver = readSolver(object(root.solver, 'solver'));
  const cases = list(root.cases, 'cases').map((entry, index) => {
    const fields = object(entry, `cases[${index}]`);
    return readCase(fields, `case ${text(fields.name, `cases[${index}].name`)}`, solver);
  });
  if (cases.length === 0) throw new ConfigError('cases', 'cases must hold at least one case');
  const names = cases.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new ConfigError('cases', `two cases have the name "${twin}"`);
  return { kind: 'ltc', adam: readAdam(object(root.adam, 'adam')), cases };
}

function readSolver(fields: Json): LtcGoldenSolver {
  for (const mapping of ['input_mapping', 'output_mapping']) {
    if ((fields[mapping] ?? 'affine') !== 'affine') {
      throw new ConfigError(
        `solver.${mapping}`,
        `solver.${mapping} must be "affine", got ${JSON.stringify(fields[mapping])}`,
      );
    }
  }
  if ((fields.initial_state ?? 0) !== 0) {
    throw new ConfigError('solver.initial_state', 'solver.initial_state must be 0: cells start at rest');
  }
  return {
    ode_unfolds: count(fields.ode_unfolds, 'solver.ode_unfolds'),
    elapsed_time: number(fields.elapsed_time ?? 1, 'solver.elapsed_time'),
    epsilon: number(fields.epsilon ?? 1e-8, 'solver.epsilon'),
  };
}

function readAdam(fields: Json): LtcAdam {
  if ((fields.weight_decay ?? 0) !== 0) {
    throw new ConfigError('adam.weight_decay', 'adam.weight_decay must be 0: the reference runs have none');
  }
  return {
    learningRate: number(fields.lr, 'adam.lr'),
    beta1: number(fields.beta1, 'adam.beta1'),
    beta2: number(fields.beta2, 'adam.beta2'),
    epsilon: number(fields.eps, 'adam.eps'),
    clipNorm: number(fields.gradient_clipping ?? 0, 'adam.gradient_clipping'),
  };
}

function readCase(fields: Json, field: string, solver: LtcGoldenSolver): LtcCase {
  const extent = (name: string) => count(fields[name], `${field}: ${name}`);
  const [B, T, S, O, N] = ['batch', 'time', 'inputs', 'outputs', 'units'].map(extent);
  const K = solver.ode_unfolds;
  checkWiring(fields, field, S, N);
  tensor(fields.input, [B, T, S], `${field}: input`);
  tensor(fields.target, [B, T, O], `${field}: target`);
  const layout = ltcLayout({ units: N, inputs: S, outputs: O });
  const params = tensors(fields.params, layout, `${field}: params`);
  const { problem } = ltcProblemFromGolden(fields as unknown as LtcGoldenCase, solver);
  const optional = <T>(value: unknown, name: string, read: (value: unknown, field: string) => T) =>
    absent(value) ? undefined : read(value, `${field}: ${name}`);
  const array =
    (...shape: number[]) =>
    (value: unknown, name: string) =>
      tensor(value, shape, name);
  const vector = (value: unknown, name: string) => tensors(value, layout, name);
  const adam = object(fields.adam ?? {}, `${field}: adam`);
  const updates = absent(adam.losses) ? 0 : count(adam.steps, `${field}: adam.steps`);
  const expected: LtcExpected = {
    unfoldStates: optional(fields.unfold_states_first_step, 'unfold_states_first_step', array(B, K + 1, N)),
    states: optional(fields.states, 'states', array(B, T, N)),
    output: optional(fields.output, 'output', array(B, T, O)),
    loss: optional(fields.loss, 'loss', number),
    grads: optional(fields.grads, 'grads', vector),
    adamLosses: optional(adam.losses, 'adam.losses', array(updates + 1)),
    adamFinalParams: updates === 0 ? undefined : optional(adam.final_params, 'adam.final_params', vector),
    adamLong: optional(fields.adam_long, 'adam_long', readLong),
  };
  if (Object.values(expected).every((value) => value === undefined)) {
    throw new ConfigError(field, `${field} holds no result to compare with`);
  }
  return { name: fields.name as string, problem, layout, params, expected };
}

/** Signs of the synapses, and masks that say the same. */
function checkWiring(fields: Json, field: string, inputs: number, units: number): void {
  const wiring = object(fields.wiring, `${field}: wiring`);
  const masks = object(fields.masks ?? {}, `${field}: masks`);
  for (const [signs, mask, rows] of [
    ['adjacency', 'sparsity_mask', units],
    ['sensory_adjacency', 'sensory_sparsity_mask', inputs],
  ] as const) {
    const values = tensor(wiring[signs], [rows, units], `${field}: wiring.${signs}`);
    const other = values.find((value) => ![-1, 0, 1].includes(value));
    if (other !== undefined) {
      const name = `${field}: wiring.${signs}`;
      throw new ConfigError(name, `${name} must hold -1, 0 and 1, got ${other}`);
    }
    if (absent(masks[mask])) continue;
    const name = `${field}: masks.${mask}`;
    const bits = tensor(masks[mask], [rows, units], name);
    if (bits.some((bit, index) => bit !== Math.abs(values[index]))) {
      throw new ConfigError(name, `${name} must be 1 where wiring.${signs} has a synapse, and else 0`);
    }
  }
}

function readLong(input: unknown, field: string): { steps: number[]; losses: Float64Array } {
  const fields = object(input, field);
  const steps = list(fields.steps, `${field}.steps`).map((step) => count(step, `${field}.steps`, 0));
  if (steps.length === 0 || steps.some((step, index) => index > 0 && step <= steps[index - 1])) {
    throw new ConfigError(`${field}.steps`, `${field}.steps must hold rising numbers of updates`);
  }
  return { steps, losses: tensor(fields.losses, [steps.length], `${field}.losses`) };
}
