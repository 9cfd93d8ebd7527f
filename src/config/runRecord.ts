/** The full record of a run as plain data, ready for JSON: what `hubPlayground.run` returns and the page exports. */
import * as v from 'valibot';
import { ConfigError, showValue } from '../core/errors';
import {
  anyRecord,
  exactly,
  type Fault,
  fields,
  finite,
  list,
  numbers,
  oneOf,
  read,
  text,
  whole,
} from '../core/schema';
import { medianBand } from '../core/stats';
import { MAX_SEEDS, MAX_STEPS, readExperiment } from './experiment';
import type { ArmCurves, Validated } from './receipt';
import type { Experiment } from './types';

/** One arm of a run. */
export interface ArmRecord {
  readonly id: string;
  readonly label: string;
  readonly seeds: readonly number[];
  /** Number of updates made. */
  readonly steps: number;
  /** Per lane, `steps + 1` entries: entry `t` is the loss after `t` updates; null from divergence on. */
  readonly loss: readonly (readonly (number | null)[])[];
  /** Per lane: the step at which the loss was no longer finite, or null. */
  readonly divergedStep: readonly (number | null)[];
  /** The task's metric beside the loss, in the same form, where it is not a function of the loss. */
  readonly metric?: readonly (readonly (number | null)[])[];
  /** What was seen of held-out examples, at these steps, where it was looked at them. */
  readonly validation?: ValidationRecord;
  /** Entry `t` belongs to step `t * every`, where a long run was thinned; 1 when absent. */
  readonly every?: number;
  /** Wall time of the whole run (arms train together). */
  readonly wallMs: number;
}

/** Means over all held-out examples, per lane in the form of `loss`, an entry for each of the steps. */
export interface ValidationRecord {
  readonly steps: readonly number[];
  readonly loss: readonly (readonly (number | null)[])[];
  readonly accuracy: readonly (readonly (number | null)[])[];
}

/** How the learning rate of an arm was found: by trying several on seeds of their own. */
export interface TunedArm {
  readonly armId: string;
  /** All that were tried; the one taken among them. */
  readonly rates: readonly number[];
  readonly rate: number;
  /** Length and seeds of the trials. */
  readonly steps: number;
  readonly seeds: { readonly first: number; readonly count: number };
}

export interface RunRecord {
  /** Of the playground. */
  readonly version: string;
  /** With the option changes within the run. */
  readonly experiment: Experiment;
  readonly adapter: string;
  readonly executor: 'fused' | 'portable';
  readonly backend: 'webgpu' | 'webgl' | 'cpu';
  readonly arms: readonly ArmRecord[];
  /** Arms whose learning rate was tuned. */
  readonly tuning?: readonly TunedArm[];
  /** Why a repetition may differ, one sentence each. */
  readonly notes?: readonly string[];
}

const tunedSchema = ({ arms }: Experiment) =>
  fields({
    armId: oneOf(arms.map(({ id }) => id)),
    rates: list(finite, 'a list of 1 to 100 learning rates', 1, 100),
    rate: finite,
    steps: whole(1, MAX_STEPS),
    seeds: fields({ first: whole(0, 2 ** 32 - 1), count: whole(1, MAX_SEEDS) }),
  });

const recordSchema = (experiment: Experiment) =>
  fields({
    version: text(0, 200),
    adapter: text(0, 200),
    executor: oneOf(['fused', 'portable']),
    backend: oneOf(['webgpu', 'webgl', 'cpu']),
    arms: exactlyAsMany(experiment.arms.length),
    tuning: v.optional(list(tunedSchema(experiment), 'a list of tuned arms', 0, experiment.arms.length)),
    notes: v.optional(list(text(0, 1000), 'a list of at most 100 sentences', 0, 100)),
  });

const exactlyAsMany = (arms: number) =>
  list(anyRecord, `a list of ${arms} arms, as its experiment has`, arms, arms);

/** The fields that say how long the curves of an arm are. */
const lengthSchema = ({ steps }: Experiment) =>
  fields({ steps: whole(0, steps), every: v.optional(whole(0, steps), 1) });

const MILLISECONDS = 'a time in milliseconds';

/** An arm of this id whose curves have so many entries. */
function armSchema(id: string, { seeds: { count }, steps }: Experiment, entries: number) {
  const curves = list(numbers(entries, true), `a list of ${count} curves`, count, count);
  return fields({
    id: exactly(id, `"${id}", as in its experiment`),
    label: text(0, 200),
    loss: curves,
    divergedStep: list(v.nullable(whole(0, steps)), `a list of ${count}`, count, count),
    metric: v.optional(curves),
    validation: v.optional(anyRecord),
    wallMs: v.pipe(v.number(MILLISECONDS), v.minValue(0, MILLISECONDS)),
  });
}

/**
 * Checks plain data, as from a file; `experiment` is its own, already migrated. What is unknown is left
 * out. Throws `ConfigError` naming the field.
 */
export function readRunRecord(input: Readonly<Record<string, unknown>>, experimentInput: unknown): RunRecord {
  const experiment = readExperiment(experimentInput);
  const { arms, version, tuning, notes, ...device } = read(recordSchema(experiment), input, '', recordError);
  return {
    version,
    experiment,
    ...device,
    arms: arms.map((arm, index) => readArm(arm, experiment, index)),
    ...(tuning ? { tuning } : {}),
    ...(notes ? { notes } : {}),
  };
}

function readArm(input: unknown, experiment: Experiment, index: number): ArmRecord {
  const field = `arms[${index}]`;
  const { first, count } = experiment.seeds;
  const { steps, every: given } = read(lengthSchema(experiment), input, field, recordError);
  const every = Math.max(1, given);
  const schema = armSchema(experiment.arms[index].id, experiment, Math.floor(steps / every) + 1);
  const { id, label, loss, divergedStep, metric, validation, wallMs } = read(
    schema,
    input,
    field,
    recordError,
  );
  return {
    id,
    label,
    seeds: Array.from({ length: count }, (_, seed) => first + seed),
    steps,
    loss,
    divergedStep,
    ...(metric ? { metric } : {}),
    ...(validation ? { validation: readValidation(validation, experiment, steps, field) } : {}),
    ...(every > 1 ? { every } : {}),
    wallMs,
  };
}

/** Steps rise, from 0 to the last of the arm. */
const risingTo = (last: number) =>
  v.pipe(
    list(whole(0, last), `a list of at most ${last + 1} steps`, 0, last + 1),
    v.check(
      (steps) => steps.every((step, index) => index === 0 || step > steps[index - 1]),
      'a list of rising steps',
    ),
  );

function readValidation(
  input: unknown,
  { seeds: { count } }: Experiment,
  last: number,
  field: string,
): ValidationRecord {
  const own = `${field}.validation`;
  const { steps } = read(fields({ steps: risingTo(last) }), input, own, recordError);
  const curves = list(numbers(steps.length, true), `a list of ${count} curves`, count, count);
  return { steps, ...read(fields({ loss: curves, accuracy: curves }), input, own, recordError) };
}

const recordError = ({ field, expected, input }: Fault) =>
  new ConfigError(field, `${field} of a record must be ${expected}, got ${showValue(input)}`);

function validatedAt(validation: ValidationRecord | undefined, step: number): Validated | null {
  const row = validation?.steps.findLastIndex((own) => own <= step) ?? -1;
  if (!validation || row < 0) return null;
  const of = (curves: ValidationRecord['loss'], worst: number) =>
    medianBand(curves.map((curve) => curve[row] ?? worst)).median;
  return { loss: of(validation.loss, Number.POSITIVE_INFINITY), accuracy: of(validation.accuracy, 0) };
}

/** The curves of a record, for its receipt or to be compared with one. Of a thinned record, the nearest earlier step counts. */
export function recordCurves(record: RunRecord): ArmCurves[] {
  return record.arms.map(({ id, steps, loss, divergedStep, validation, every = 1 }) => ({
    armId: id,
    steps,
    divergedStep,
    band: (step) => {
      const row = Math.floor(step / every);
      return medianBand(loss.map((curve) => curve[row] ?? Number.POSITIVE_INFINITY));
    },
    validation: (step) => validatedAt(validation, step),
  }));
}
