/**
 * Golden numbers of the liquid time-constant cell: format "ltc-golden-1", made by running `ncps.torch.LTC`.
 * Any cell count, batch, length and number of inputs or outputs; results that a case lacks are not checked.
 */
import * as v from 'valibot';
import { ConfigError } from '../../core/errors';
import type { ParamLayout } from '../../core/paramLayout';
import { anything, exactly, fields, finite, list, readConfig, whole } from '../../core/schema';
import { type LtcGoldenCase, type LtcGoldenSolver, ltcProblemFromGolden } from '../../tasks/ltc/golden';
import { type LtcProblem, ltcLayout } from '../../tasks/ltc/problem';
import { absent, count, type Json, number, object, tensor, tensors, text } from './fields';

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

const affine = v.nullish(exactly('affine'));

const solverSchema = fields({
  input_mapping: affine,
  output_mapping: affine,
  initial_state: v.nullish(exactly(0, '0: cells start at rest')),
  ode_unfolds: whole(1),
  elapsed_time: v.nullish(finite, 1),
  epsilon: v.nullish(finite, 1e-8),
});

const adamSchema = v.pipe(
  fields({
    weight_decay: v.nullish(exactly(0, '0: the reference runs have none')),
    lr: finite,
    beta1: finite,
    beta2: finite,
    eps: finite,
    gradient_clipping: v.nullish(finite, 0),
  }),
  v.transform(
    ({ lr, beta1, beta2, eps, gradient_clipping }): LtcAdam => ({
      learningRate: lr,
      beta1,
      beta2,
      epsilon: eps,
      clipNorm: gradient_clipping,
    }),
  ),
);

/** Checks a parsed file; throws `ConfigError` naming the first field that does not fit. */
export function readLtcFile(input: unknown): LtcFile {
  const root = object(input, 'file');
  if (root.format !== LTC_FORMAT) {
    throw new ConfigError('format', `format must be "${LTC_FORMAT}", got ${JSON.stringify(root.format)}`);
  }
  const solver = readConfig(solverSchema, root.solver, 'solver');
  const cases = readConfig(list(v.unknown()), root.cases, 'cases').map((entry, index) => {
    const content = object(entry, `cases[${index}]`);
    return readCase(content, `case ${text(content.name, `cases[${index}].name`)}`, solver);
  });
  if (cases.length === 0) throw new ConfigError('cases', 'cases must hold at least one case');
  const names = cases.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new ConfigError('cases', `two cases have the name "${twin}"`);
  return { kind: 'ltc', adam: readConfig(adamSchema, root.adam, 'adam'), cases };
}

function readCase(content: Json, field: string, solver: LtcGoldenSolver): LtcCase {
  const extent = (name: string) => count(content[name], `${field}: ${name}`);
  const [B, T, S, O, N] = ['batch', 'time', 'inputs', 'outputs', 'units'].map(extent);
  const K = solver.ode_unfolds;
  checkWiring(content, field, S, N);
  tensor(content.input, [B, T, S], `${field}: input`);
  tensor(content.target, [B, T, O], `${field}: target`);
  const layout = ltcLayout({ units: N, inputs: S, outputs: O });
  const params = tensors(content.params, layout, `${field}: params`);
  const { problem } = ltcProblemFromGolden(content as unknown as LtcGoldenCase, solver);
  const optional = <T>(value: unknown, name: string, read: (value: unknown, field: string) => T) =>
    absent(value) ? undefined : read(value, `${field}: ${name}`);
  const array =
    (...shape: number[]) =>
    (value: unknown, name: string) =>
      tensor(value, shape, name);
  const vector = (value: unknown, name: string) => tensors(value, layout, name);
  const adam = object(content.adam ?? {}, `${field}: adam`);
  const updates = absent(adam.losses) ? 0 : count(adam.steps, `${field}: adam.steps`);
  const expected: LtcExpected = {
    unfoldStates: optional(content.unfold_states_first_step, 'unfold_states_first_step', array(B, K + 1, N)),
    states: optional(content.states, 'states', array(B, T, N)),
    output: optional(content.output, 'output', array(B, T, O)),
    loss: optional(content.loss, 'loss', number),
    grads: optional(content.grads, 'grads', vector),
    adamLosses: optional(adam.losses, 'adam.losses', array(updates + 1)),
    adamFinalParams: updates === 0 ? undefined : optional(adam.final_params, 'adam.final_params', vector),
    adamLong: optional(content.adam_long, 'adam_long', readLong),
  };
  if (Object.values(expected).every((value) => value === undefined)) {
    throw new ConfigError(field, `${field} holds no result to compare with`);
  }
  return { name: content.name as string, problem, layout, params, expected };
}

/** Signs of the synapses, and masks that say the same. */
function checkWiring(content: Json, field: string, inputs: number, units: number): void {
  const wiring = object(content.wiring, `${field}: wiring`);
  const masks = object(content.masks ?? {}, `${field}: masks`);
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

const RISING = 'a list of rising numbers of updates';

const longSchema = fields({
  steps: v.pipe(
    list(whole(0), RISING, 1),
    v.check((steps) => steps.every((step, index) => index === 0 || step > steps[index - 1]), RISING),
  ),
  losses: anything,
});

function readLong(input: unknown, field: string): { steps: readonly number[]; losses: Float64Array } {
  const { steps, losses } = readConfig(longSchema, input, field);
  return { steps, losses: tensor(losses, [steps.length], `${field}.losses`) };
}
