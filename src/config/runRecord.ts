/** The full record of a run as plain data, ready for JSON: what `hubPlayground.run` returns and the page exports. */
import * as v from 'valibot';
import { ConfigError, showValue } from '../core/errors';
import {
  anyRecord,
  exactly,
  type Fault,
  fields,
  list,
  numbers,
  oneOf,
  read,
  text,
  whole,
} from '../core/schema';
import { medianBand } from '../core/stats';
import { readExperiment } from './experiment';
import type { ArmCurves } from './receipt';
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
  /** Entry `t` belongs to step `t * every`, where a long run was thinned; 1 when absent. */
  readonly every?: number;
  /** Wall time of the whole run (arms train together). */
  readonly wallMs: number;
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
}

const recordSchema = ({ arms }: Experiment) =>
  fields({
    version: text(0, 200),
    adapter: text(0, 200),
    executor: oneOf(['fused', 'portable']),
    backend: oneOf(['webgpu', 'webgl', 'cpu']),
    arms: list(anyRecord, `a list of ${arms.length} arms, as its experiment has`, arms.length, arms.length),
  });

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
    wallMs: v.pipe(v.number(MILLISECONDS), v.minValue(0, MILLISECONDS)),
  });
}

/**
 * Checks plain data, as from a file; `experiment` is its own, already migrated. What is unknown is left
 * out. Throws `ConfigError` naming the field.
 */
export function readRunRecord(input: Readonly<Record<string, unknown>>, experimentInput: unknown): RunRecord {
  const experiment = readExperiment(experimentInput);
  const { arms, version, ...device } = read(recordSchema(experiment), input, '', recordError);
  return { version, experiment, ...device, arms: arms.map((arm, index) => readArm(arm, experiment, index)) };
}

function readArm(input: unknown, experiment: Experiment, index: number): ArmRecord {
  const field = `arms[${index}]`;
  const { first, count } = experiment.seeds;
  const { steps, every: given } = read(lengthSchema(experiment), input, field, recordError);
  const every = Math.max(1, given);
  const schema = armSchema(experiment.arms[index].id, experiment, Math.floor(steps / every) + 1);
  const { id, label, loss, divergedStep, metric, wallMs } = read(schema, input, field, recordError);
  return {
    id,
    label,
    seeds: Array.from({ length: count }, (_, seed) => first + seed),
    steps,
    loss,
    divergedStep,
    ...(metric ? { metric } : {}),
    ...(every > 1 ? { every } : {}),
    wallMs,
  };
}

const recordError = ({ field, expected, input }: Fault) =>
  new ConfigError(field, `${field} of a record must be ${expected}, got ${showValue(input)}`);

/** The curves of a record, for its receipt or to be compared with one. Of a thinned record, the nearest earlier step counts. */
export function recordCurves(record: RunRecord): ArmCurves[] {
  return record.arms.map(({ id, steps, loss, divergedStep, every = 1 }) => ({
    armId: id,
    steps,
    divergedStep,
    band: (step) => {
      const row = Math.floor(step / every);
      return medianBand(loss.map((curve) => curve[row] ?? Number.POSITIVE_INFINITY));
    },
  }));
}
