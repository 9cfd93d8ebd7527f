/** State of the page: the experiment and the engine, curves apart. */

import { changedArmOptions, type OptionChange } from '../../config/optionEdit';
import type { GhostCurve, Receipt } from '../../config/receipt';
import type { RunRecord } from '../../config/runRecord';
import type { ArmConfig, Experiment, Intervention } from '../../config/types';
import { structureOf } from '../../engine/lanes';
import type {
  DataSummary,
  DeviceInfo,
  EngineStatus,
  ParameterAnatomy,
  RunMark,
  RunState,
  ViewMessage,
} from '../../engine/types';
import type { DataQuestion } from '../../tasks/types';
import type { CheckpointStatus } from '../checkpoints';

/** What a notice is of that the reader did and may do better: giving a file, or changing the experiment. */
export type NoticeOf = 'file' | 'change';

export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  /** Absent where it stays true whatever the reader does next. */
  readonly of?: NoticeOf;
}

/** Something worth saying aloud. */
export type Milestone =
  | { readonly kind: 'state'; readonly state: RunState | 'lost'; readonly step: number }
  | { readonly kind: 'diverged'; readonly armId: string; readonly seed: number; readonly step: number }
  | { readonly kind: 'target'; readonly armId: string; readonly step: number };

/** Companions of an experiment from a link or file: the run is compared with it. */
export interface Shared {
  /** Of a record the curves were there to be looked at before anything ran. */
  readonly from: 'link' | 'file' | 'record';
  /** As it came; the reader may have changed the one that is shown. */
  readonly experiment: Experiment;
  /** In the order of its arms; null where none came. */
  readonly receipt: Receipt | null;
  /** The receipt's curves by arm, to be drawn behind the new ones. */
  readonly ghosts: Readonly<Record<string, GhostCurve>>;
  /** One sentence each: what could not be used. */
  readonly notes: readonly string[];
  /** How the run of a record came about, as it says itself. */
  readonly said?: Pick<RunRecord, 'tuning' | 'notes'>;
}

/** A file that was answered with a question. */
export interface PartAsked {
  readonly file: File;
  readonly question: DataQuestion;
  /** Where it was dropped, in pixels of the window. */
  readonly at?: Point;
}

/** A place in the window, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlaygroundState {
  readonly experiment: Experiment;
  /** Experiments left behind on other tasks' tabs, by task. */
  readonly stash: Readonly<Record<string, Experiment>>;
  /** Look (0 to 7) of every arm, by id. */
  readonly slots: Readonly<Record<string, number>>;
  readonly status: EngineStatus;
  readonly device: DeviceInfo | null;
  /** Grows whenever `curves` changed. */
  readonly revision: number;
  /** Grows whenever `drives` changed. */
  readonly driveRevision: number;
  readonly marks: readonly RunMark[];
  /** Planned changes that the run has made and the reader has not set otherwise since, one per option. */
  readonly inForce: readonly Intervention[];
  /** The settings with which the last steps of every curve were made, by arm. */
  readonly trained: Readonly<Record<string, ArmConfig>>;
  readonly view: ViewMessage | null;
  /** Views of the arms over time, for tasks whose view is a path; newest last. */
  readonly trail: readonly ViewMessage[];
  /** The weight looked at, in its last step. */
  readonly anatomy: ParameterAnatomy | null;
  readonly notices: readonly Notice[];
  readonly milestone: Milestone | null;
  /** Arms that are trained but not drawn. */
  readonly hidden: readonly string[];
  /** The arm that stands out everywhere. */
  readonly selected: string | null;
  /** Steps per second at most; null is unlimited. */
  readonly speed: number | null;
  /** Seed index the task view shows. */
  readonly viewSeed: number;
  /** Per axis of a volume, the sample at which its view is cut; null or none: the middle. */
  readonly slices: readonly (number | null)[];
  /** Status of the weights of learned optimizers, by checkpoint id. */
  readonly checkpoints: Readonly<Record<string, CheckpointStatus>>;
  /** Arms that cannot train before their weights are here. */
  readonly waiting: readonly string[];
  /** The reader's file in use. */
  readonly data: DataSummary | null;
  /** A file given where the experiment asks for another; in use once the reader says so. */
  readonly otherData: DataSummary | null;
  /** A file that has several parts, of which the reader is to choose one; nothing else has changed yet. */
  readonly partAsked: PartAsked | null;
  /** Companions of the experiment. */
  readonly shared: Shared | null;
  /** The preset that the experiment began as, by id; edits leave it. */
  readonly preset: string | null;
  /** Whether the curves are those of a record, and the engine has not been given its experiment. */
  readonly showsRecord: boolean;
}

/** Before the engine's first word. */
export const IDLE: EngineStatus = {
  state: 'empty',
  step: 0,
  steps: 0,
  lanes: 0,
  stepsPerSecond: 0,
  elapsedMs: 0,
  bytes: 0,
};

/** What keeps every optimizer from training. */
export type Lacking = 'file' | 'weights';

export function lackingOf({
  experiment,
  waiting,
  data,
}: Pick<PlaygroundState, 'experiment' | 'waiting' | 'data'>): Lacking | null {
  if (experiment.task.data !== undefined && experiment.task.data.hash !== data?.hash) return 'file';
  return waiting.length === experiment.arms.length ? 'weights' : null;
}

/** Whether the experiment still has the task and seeds it came with, so that curves can be compared. */
export function sharedProblem({ experiment, shared }: PlaygroundState): boolean {
  if (shared === null || shared.experiment === experiment) return shared !== null;
  const key = ({ task, seeds }: Experiment) => JSON.stringify([task.id, task.options, seeds]);
  return key(shared.experiment) === key(experiment);
}

/**
 * Options that were changed after a run had ended, by arm: its curve was made with the old values, and the new ones count
 * from the next run on. Before its end a change is one within the run, which its mark tells.
 */
export function changedSince({
  experiment,
  trained,
  status,
}: Pick<PlaygroundState, 'experiment' | 'trained'> & {
  readonly status: Pick<EngineStatus, 'state'>;
}): ReadonlyMap<string, readonly OptionChange[]> {
  if (status.state !== 'finished') return NO_CHANGES;
  const changed = experiment.arms.flatMap((arm) => {
    const before = trained[arm.id];
    if (!before || structureOf(before.optimizer) !== structureOf(arm.optimizer)) return [];
    const changes = changedArmOptions(before, arm);
    return changes.length > 0 ? [[arm.id, changes] as const] : [];
  });
  return changed.length > 0 ? new Map(changed) : NO_CHANGES;
}

/** Updates that the curves are of, as far as the run has come: a plan may be shortened to fewer. */
export function stepsOfCurves({
  state,
  step,
  steps,
}: Pick<EngineStatus, 'state' | 'step' | 'steps'>): number {
  if (state === 'finished') return steps;
  return state === 'running' || state === 'paused' ? step : 0;
}

const NO_CHANGES: ReadonlyMap<string, readonly OptionChange[]> = new Map();
