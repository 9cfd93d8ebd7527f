/**
 * Golden trajectories of optimizers (format 1, kind "golden"): tasks with a given start, runs of optimizers
 * on them, and the parameters after some of the updates, in float64.
 */

import type { Theta } from '../../checkpoints/theta';
import { ConfigError } from '../../core/errors';
import { type ParamLayout, paramLayout } from '../../core/paramLayout';
import { mapOf, oneOf, readConfig } from '../../core/schema';
import type { BlockWeighting } from '../../optimizers/types';
import { absent, count, type Json, list, number, object, shapeOf, tensor, tensors, text } from './fields';
import { type LoptTrace, readTrace } from './trace';
import { type CheckpointEntry, readCheckpointEntries, readThetas } from './weights';

/** Function of a task, with its constants as flat vectors in the order of the layout or row-major. */
export type LoptProblem =
  /** 0.5 sum a (x - c)^2 over all elements. */
  | { readonly kind: 'quadratic'; readonly a: Float64Array; readonly c: Float64Array }
  /** tanh(x w1 + b1) w2 + b2, mean squared error over all elements. */
  | {
      readonly kind: 'mlp';
      /** `[rows, inputs]`. */
      readonly x: Float64Array;
      /** `[rows, outputs]`. */
      readonly y: Float64Array;
      /** `[inputs, hidden, outputs]`. */
      readonly sizes: readonly number[];
    }
  /** s (1 + lambda s + cos(1/s)) with s the sum of |x|. */
  | { readonly kind: 'pathological'; readonly lambda: number };

export interface LoptTask {
  readonly name: string;
  readonly problem: LoptProblem;
  readonly layout: ParamLayout;
  /** `[layout.size]`. */
  readonly start: Float64Array;
  /** Updates made. */
  readonly steps: number;
  /** Planned length that learned optimizers are told. */
  readonly numSteps: number;
  /** Weighting of each tensor in block-wise runs of HUB. */
  readonly blocks?: Readonly<Record<string, BlockWeighting>>;
  readonly runs: readonly LoptRun[];
}

export interface LoptRun {
  /** Task and run, as "quadratic/adam". */
  readonly name: string;
  readonly spec: LoptSpec;
  /** `steps + 1` losses, entry t after t updates. */
  readonly loss?: Float64Array;
  /** Parameters after so many updates, with the bound on their error. */
  readonly params: readonly {
    readonly step: number;
    readonly values: Float64Array;
    readonly tolerance: number;
  }[];
  /** HUB's share of the hand-designed proposal in some updates: after clipping, before inversion. */
  readonly sigma: readonly { readonly step: number; readonly values: Float64Array }[];
  /** Intermediates of some updates. */
  readonly traces: readonly LoptTrace[];
}

/** The optimizer of a run: the file's own words, checked no further than the runs that exist need. */
export interface LoptSpec {
  readonly optimizer: string;
  readonly settings: Json;
}

export interface LoptFile {
  readonly kind: 'lopt';
  readonly tasks: readonly LoptTask[];
  /** Files of learned weights that runs need and that the file itself does not hold. */
  readonly checkpoints: readonly CheckpointEntry[];
  /** Weights at hand, by our name of the optimizer; those of `checkpoints` come with `withWeights`. */
  readonly thetas: Readonly<Record<string, Theta>>;
}

/** No float32 program is held to less than this, in parameter units. */
const SMALLEST_TOLERANCE = 1e-6;
/** Another order of the same float32 operations may err this many times as much as the file's own. */
const FLOAT32_FACTOR = 10;

const blocksSchema = mapOf(oneOf(['default', 'invert']));

/** Checks a parsed file; throws `ConfigError` naming the first field that does not fit. */
export function readLoptFile(input: unknown): LoptFile {
  const root = object(input, 'file');
  if (root.format !== 1 || root.kind !== 'golden') {
    throw new ConfigError(
      'format',
      `the file must have format 1 and kind "golden", got ${JSON.stringify(root.format)} and ${JSON.stringify(root.kind)}`,
    );
  }
  const tasks = Object.entries(object(root.tasks, 'tasks')).map(([name, task]) =>
    readTask(name, object(task, `tasks.${name}`)),
  );
  if (tasks.length === 0) throw new ConfigError('tasks', 'tasks must hold at least one task');
  return {
    kind: 'lopt',
    tasks,
    checkpoints: readCheckpointEntries(root.checkpoints),
    thetas: readThetas(root),
  };
}

function readTask(name: string, fields: Json): LoptTask {
  const field = `tasks.${name}`;
  const start = object(fields.start, `${field}.start`);
  const names = list(fields.names, `${field}.names`).map((entry) => text(entry, `${field}.names`));
  if (names.length === 0) throw new ConfigError(`${field}.names`, `${field}.names must name a tensor`);
  const missing = names.find((tensorName) => absent(start[tensorName]));
  if (missing !== undefined) {
    throw new ConfigError(`${field}.start.${missing}`, `${field}.start must hold the tensor "${missing}"`);
  }
  const layout = paramLayout(
    names.map((tensorName) => ({
      name: tensorName,
      shape: shapeOf(start[tensorName]),
      module: moduleOf(fields.layers, tensorName, field),
    })),
  );
  if (layout.size === 0) throw new ConfigError(`${field}.start`, `${field}.start holds no number`);
  const steps = count(fields.steps, `${field}.steps`);
  return {
    name,
    problem: readProblem(object(fields.data, `${field}.data`), layout, `${field}.data`),
    layout,
    start: tensors(start, layout, `${field}.start`),
    steps,
    numSteps: count(fields.num_steps, `${field}.num_steps`),
    ...(absent(fields.blocks) ? {} : { blocks: readConfig(blocksSchema, fields.blocks, `${field}.blocks`) }),
    runs: Object.entries(object(fields.runs, `${field}.runs`)).map(([run, content]) =>
      readRun(`${name}/${run}`, object(content, `${field}.runs.${run}`), layout, steps),
    ),
  };
}

/** The group of `layers` that holds a tensor, named after its members. */
function moduleOf(layers: unknown, tensorName: string, field: string): string {
  const groups = absent(layers) ? [] : list(layers, `${field}.layers`);
  const group = groups.map((entry) => list(entry, `${field}.layers`)).find((one) => one.includes(tensorName));
  return group?.join('+') ?? tensorName;
}

function readProblem(data: Json, layout: ParamLayout, field: string): LoptProblem {
  if (!absent(data.a) && !absent(data.c)) {
    return {
      kind: 'quadratic',
      a: tensors(data.a, layout, `${field}.a`),
      c: tensors(data.c, layout, `${field}.c`),
    };
  }
  if (!absent(data.x) && !absent(data.y)) return readMlp(data, layout, field);
  if (!absent(data.lambda)) return { kind: 'pathological', lambda: number(data.lambda, `${field}.lambda`) };
  throw new ConfigError(
    field,
    `${field} must hold a and c (quadratic), x and y (mlp) or lambda (pathological), got ${Object.keys(data).join(', ')}`,
  );
}

function readMlp(data: Json, layout: ParamLayout, field: string): LoptProblem {
  const [rows, inputs] = shapeOf(data.x);
  const outputs = shapeOf(data.y)[1];
  const hidden = layout.segments[0].shape[1];
  const expected = [[inputs, hidden], [hidden], [hidden, outputs], [outputs]];
  const shapes = layout.segments.map(({ shape }) => shape);
  if (JSON.stringify(shapes) !== JSON.stringify(expected)) {
    throw new ConfigError(
      field,
      `${field}: x and y need tensors of the shapes ${JSON.stringify(expected)}, got ${JSON.stringify(shapes)}`,
    );
  }
  return {
    kind: 'mlp',
    x: tensor(data.x, [rows, inputs], `${field}.x`),
    y: tensor(data.y, [rows, outputs], `${field}.y`),
    sizes: [inputs, hidden, outputs],
  };
}

function readRun(name: string, fields: Json, layout: ParamLayout, steps: number): LoptRun {
  const settings = object(fields.spec, `${name}: spec`);
  const differences = object(fields.float32_max_abs_diff ?? {}, `${name}: float32_max_abs_diff`);
  const params = readSteps(
    object(fields.params, `${name}: params`),
    `${name}: params`,
    steps,
    (values, field, step) => {
      const difference = number(differences[step] ?? 0, `${name}: float32_max_abs_diff["${step}"]`);
      return {
        step,
        values: tensors(values, layout, field),
        tolerance: Math.max(SMALLEST_TOLERANCE, FLOAT32_FACTOR * difference),
      };
    },
  );
  return {
    name,
    spec: { optimizer: text(settings.optimizer, `${name}: spec.optimizer`), settings },
    loss: absent(fields.loss) ? undefined : tensor(fields.loss, [steps + 1], `${name}: loss`),
    params,
    sigma: readSteps(fields.sigma, `${name}: sigma`, steps, (values, field, step) => ({
      step,
      values: tensors(values, layout, field),
    })),
    traces: readSteps(fields.trace, `${name}: trace`, steps, (trace, field, step) =>
      readTrace(object(trace, field), field, step, layout, text(settings.optimizer, field)),
    ),
  };
}

/** Values kept by number of updates, in their order; nothing where it is left out. */
function readSteps<T>(
  input: unknown,
  field: string,
  steps: number,
  read: (value: unknown, field: string, step: number) => T,
): T[] {
  if (absent(input)) return [];
  const entries = Object.entries(object(input, field)).map(([key, value]) => {
    const own = `${field}["${key}"]`;
    const step = count(Number(key), own);
    if (step > steps) {
      throw new ConfigError(field, `${field} of step ${step}, but only ${steps} are made`);
    }
    return { step, value, own };
  });
  return entries.sort((a, b) => a.step - b.step).map(({ step, value, own }) => read(value, own, step));
}
