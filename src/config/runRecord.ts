/** The full record of a run as plain data, ready for JSON: what `hubPlayground.run` returns and the page exports. */
import { ConfigError } from '../core/errors';
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

const EXECUTORS = ['fused', 'portable'] as const;
const BACKENDS = ['webgpu', 'webgl', 'cpu'] as const;

/**
 * Checks plain data, as from a file; `experiment` is its own, already migrated. What is unknown is left
 * out. Throws `ConfigError` naming the field.
 */
export function readRunRecord(input: Readonly<Record<string, unknown>>, experimentInput: unknown): RunRecord {
  const experiment = readExperiment(experimentInput);
  const { arms } = input;
  if (!Array.isArray(arms) || arms.length !== experiment.arms.length) {
    throw bad('arms', `a list of ${experiment.arms.length} arms, as its experiment has`);
  }
  return {
    version: shortText(input.version, 'version'),
    experiment,
    adapter: shortText(input.adapter, 'adapter'),
    executor: oneOf(EXECUTORS, input.executor, 'executor'),
    backend: oneOf(BACKENDS, input.backend, 'backend'),
    arms: arms.map((arm, index) => readArm(arm, experiment, index)),
  };
}

function readArm(input: unknown, experiment: Experiment, index: number): ArmRecord {
  const field = `arms[${index}]`;
  if (typeof input !== 'object' || input === null) throw bad(field, 'an object');
  const arm = input as Record<string, unknown>;
  const { id } = experiment.arms[index];
  if (arm.id !== id) throw bad(`${field}.id`, `"${id}", as in its experiment`);
  const { first, count } = experiment.seeds;
  const steps = whole(arm.steps, experiment.steps, `${field}.steps`);
  const every =
    arm.every === undefined ? 1 : Math.max(1, whole(arm.every, experiment.steps, `${field}.every`));
  const entries = Math.floor(steps / every) + 1;
  const diverged = list(arm.divergedStep, count, `${field}.divergedStep`);
  const metric =
    arm.metric === undefined ? {} : { metric: curves(arm.metric, count, entries, `${field}.metric`) };
  if (typeof arm.wallMs !== 'number' || !(arm.wallMs >= 0))
    throw bad(`${field}.wallMs`, 'a time in milliseconds');
  return {
    id,
    label: shortText(arm.label, `${field}.label`),
    seeds: Array.from({ length: count }, (_, seed) => first + seed),
    steps,
    loss: curves(arm.loss, count, entries, `${field}.loss`),
    divergedStep: diverged.map((step) =>
      step === null ? null : whole(step, experiment.steps, `${field}.divergedStep`),
    ),
    ...metric,
    ...(every > 1 ? { every } : {}),
    wallMs: arm.wallMs,
  };
}

function curves(input: unknown, seeds: number, entries: number, field: string): (number | null)[][] {
  return list(input, seeds, field).map((curve, seed) => {
    const values = list(curve, entries, `${field}[${seed}]`);
    for (const value of values) {
      if (value !== null && !Number.isFinite(value))
        throw bad(`${field}[${seed}]`, 'finite numbers and null');
    }
    return values as (number | null)[];
  });
}

function list(input: unknown, length: number, field: string): unknown[] {
  if (!Array.isArray(input) || input.length !== length) throw bad(field, `a list of ${length}`);
  return input;
}

function whole(input: unknown, most: number, field: string): number {
  if (typeof input !== 'number' || !Number.isInteger(input) || input < 0 || input > most) {
    throw bad(field, `a whole number from 0 to ${most}`);
  }
  return input;
}

function shortText(input: unknown, field: string): string {
  if (typeof input !== 'string' || input.length > 200) throw bad(field, 'a text of at most 200 characters');
  return input;
}

function oneOf<T extends string>(choices: readonly T[], input: unknown, field: string): T {
  if (!choices.includes(input as T)) throw bad(field, `one of ${choices.join(', ')}`);
  return input as T;
}

const bad = (field: string, wanted: string) =>
  new ConfigError(field, `${field} of a record must be ${wanted}`);

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
