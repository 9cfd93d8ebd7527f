/**
 * Golden numbers of the liquid time-constant cell: format "ltc-golden-1", made by running `ncps.torch.LTC`.
 * Any cell count, batch, length and number of inputs or outputs; results that a case lacks are not checked.
 */
import { ConfigError } from '../../core/errors';
import { absent, count, type Json, list, number, object, tensor, text } from './fields';

export const LTC_FORMAT = 'ltc-golden-1';

/** The trained tensors in the library's order, with their shapes for N cells, S inputs and O outputs. */
export const LTC_TENSORS = {
  gleak: ['N'],
  vleak: ['N'],
  cm: ['N'],
  sigma: ['N', 'N'],
  mu: ['N', 'N'],
  w: ['N', 'N'],
  erev: ['N', 'N'],
  sensory_sigma: ['S', 'N'],
  sensory_mu: ['S', 'N'],
  sensory_w: ['S', 'N'],
  sensory_erev: ['S', 'N'],
  input_w: ['S'],
  input_b: ['S'],
  output_w: ['O'],
  output_b: ['O'],
} as const;

export type LtcTensorName = keyof typeof LTC_TENSORS;
export type LtcTensors = Readonly<Record<LtcTensorName, Float64Array>>;

export interface LtcSolver {
  /** K, solver steps per time step. */
  readonly unfolds: number;
  /** Time between two inputs. */
  readonly elapsed: number;
}

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
  readonly constraint: 'implicit' | 'explicit';
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly units: number;
  readonly params: LtcTensors;
  /** 0 or 1, `[N, N]` and `[S, N]`, indexed [source][destination]. */
  readonly mask: Float64Array;
  readonly sensoryMask: Float64Array;
  /** `[B, T, S]`. */
  readonly input: Float64Array;
  /** `[B, T, O]`. */
  readonly target: Float64Array;
  readonly expected: LtcExpected;
}

export interface LtcExpected {
  /** `[B, K + 1, N]`. */
  readonly unfoldStates?: Float64Array;
  /** `[B, T, N]`. */
  readonly states?: Float64Array;
  /** `[B, T, O]`. */
  readonly output?: Float64Array;
  readonly loss?: number;
  readonly grads?: LtcTensors;
  /** Entry m is the loss after m updates. */
  readonly adamLosses?: Float64Array;
  readonly adamFinalParams?: LtcTensors;
  /** Losses after the listed numbers of updates. */
  readonly adamLong?: { readonly steps: readonly number[]; readonly losses: Float64Array };
}

export interface LtcFile {
  readonly kind: 'ltc';
  readonly solver: LtcSolver;
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
  return { kind: 'ltc', solver, adam: readAdam(object(root.adam, 'adam')), cases };
}

function readSolver(fields: Json): LtcSolver {
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
  const elapsed = number(fields.elapsed_time ?? 1, 'solver.elapsed_time');
  if (elapsed <= 0) {
    throw new ConfigError('solver.elapsed_time', `solver.elapsed_time must be above 0, got ${elapsed}`);
  }
  return { unfolds: count(fields.ode_unfolds, 'solver.ode_unfolds'), elapsed };
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

function readCase(fields: Json, field: string, solver: LtcSolver): LtcCase {
  const extent = (name: string) => count(fields[name], `${field}: ${name}`);
  const [batch, time, inputs, outputs, units] = ['batch', 'time', 'inputs', 'outputs', 'units'].map(extent);
  if (outputs > units) {
    throw new ConfigError(
      `${field}: outputs`,
      `${field}: ${outputs} outputs need as many cells, got ${units}`,
    );
  }
  const constraint = fields.constraint_mode;
  if (constraint !== 'implicit' && constraint !== 'explicit') {
    throw new ConfigError(
      `${field}: constraint_mode`,
      `${field}: constraint_mode must be "implicit" or "explicit", got ${JSON.stringify(constraint)}`,
    );
  }
  const masks = object(fields.masks, `${field}: masks`);
  const tensors = (value: unknown, name: string) =>
    readTensors(object(value, `${field}: ${name}`), { N: units, S: inputs, O: outputs }, `${field}: ${name}`);
  const optional = (value: unknown, shape: readonly number[], name: string) =>
    absent(value) ? undefined : tensor(value, shape, `${field}: ${name}`);
  const adam = absent(fields.adam) ? {} : object(fields.adam, `${field}: adam`);
  const result: LtcCase = {
    name: fields.name as string,
    constraint,
    batch,
    time,
    inputs,
    outputs,
    units,
    params: tensors(fields.params, 'params'),
    mask: readMask(masks.sparsity_mask, [units, units], `${field}: masks.sparsity_mask`),
    sensoryMask: readMask(
      masks.sensory_sparsity_mask,
      [inputs, units],
      `${field}: masks.sensory_sparsity_mask`,
    ),
    input: tensor(fields.input, [batch, time, inputs], `${field}: input`),
    target: tensor(fields.target, [batch, time, outputs], `${field}: target`),
    expected: {
      unfoldStates: optional(
        fields.unfold_states_first_step,
        [batch, solver.unfolds + 1, units],
        'unfold_states_first_step',
      ),
      states: optional(fields.states, [batch, time, units], 'states'),
      output: optional(fields.output, [batch, time, outputs], 'output'),
      loss: absent(fields.loss) ? undefined : number(fields.loss, `${field}: loss`),
      grads: absent(fields.grads) ? undefined : tensors(fields.grads, 'grads'),
      adamLosses: absent(adam.losses)
        ? undefined
        : tensor(adam.losses, [count(adam.steps, `${field}: adam.steps`) + 1], `${field}: adam.losses`),
      adamFinalParams: absent(adam.final_params)
        ? undefined
        : tensors(adam.final_params, 'adam.final_params'),
      adamLong: absent(fields.adam_long) ? undefined : readLong(fields.adam_long, `${field}: adam_long`),
    },
  };
  if (Object.values(result.expected).every((value) => value === undefined)) {
    throw new ConfigError(field, `${field} holds no result to compare with`);
  }
  return result;
}

function readTensors(fields: Json, extents: Record<'N' | 'S' | 'O', number>, field: string): LtcTensors {
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(LTC_TENSORS, name));
  if (unknown !== undefined) {
    throw new ConfigError(`${field}.${unknown}`, `${field} holds "${unknown}", which the cell does not have`);
  }
  return Object.fromEntries(
    Object.entries(LTC_TENSORS).map(([name, axes]) => [
      name,
      tensor(
        fields[name],
        axes.map((axis) => extents[axis]),
        `${field}.${name}`,
      ),
    ]),
  ) as Record<LtcTensorName, Float64Array>;
}

function readMask(input: unknown, shape: readonly number[], field: string): Float64Array {
  const mask = tensor(input, shape, field);
  const other = mask.find((value) => value !== 0 && value !== 1);
  if (other !== undefined) throw new ConfigError(field, `${field} must hold zeros and ones, got ${other}`);
  return mask;
}

function readLong(input: unknown, field: string): { steps: number[]; losses: Float64Array } {
  const fields = object(input, field);
  const steps = list(fields.steps, `${field}.steps`).map((step) => count(step, `${field}.steps`, 0));
  if (steps.length === 0 || steps.some((step, index) => index > 0 && step <= steps[index - 1])) {
    throw new ConfigError(`${field}.steps`, `${field}.steps must hold rising numbers of updates`);
  }
  return { steps, losses: tensor(fields.losses, [steps.length], `${field}.losses`) };
}
