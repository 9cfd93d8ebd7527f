/** What a sweep found: kept by the browser, drawn behind curves, and told in records of the runs that it was made for. */
import * as v from 'valibot';
import type { TunedArm } from '../config/runRecord';
import type { ArmConfig, Experiment } from '../config/types';
import { fields, finite, list, type Schema } from '../core/schema';
import { setArmOption } from './edit';
import { type KeptCurve, keptCurveSchema } from './keptCurve';

export interface SweepTrial {
  readonly rate: number;
  /** Median over seeds of the last loss; null where it is not finite. */
  readonly final: number | null;
  /** Seeds that diverged. */
  readonly diverged: number;
  readonly curve: KeptCurve;
}

export interface SweptArm {
  readonly armId: string;
  readonly label: string;
  /** Arm that was swept, without its learning rate. */
  readonly key: string;
  readonly trials: readonly SweepTrial[];
  /** Index of the best trial, or -1 where every one diverged. */
  readonly best: number;
}

export interface SweepResult {
  /** The problem and length that it holds for. */
  readonly problem: string;
  readonly taskId: string;
  readonly steps: number;
  readonly seeds: Experiment['seeds'];
  /** Seeds of the run it was made for: its curves are drawn behind no other. */
  readonly runSeeds?: Experiment['seeds'];
  readonly arms: readonly SweptArm[];
}

const trialSchema = fields({
  rate: finite,
  final: v.nullable(finite),
  diverged: finite,
  curve: keptCurveSchema,
});

const seedsSchema = fields({ first: finite, count: finite });

/** A result in plain form. */
export const sweepResultSchema: Schema<SweepResult | null> = v.nullable(
  fields({
    problem: v.string(),
    taskId: v.string(),
    steps: finite,
    seeds: seedsSchema,
    runSeeds: v.optional(seedsSchema),
    arms: list(
      fields({
        armId: v.string(),
        label: v.string(),
        key: v.string(),
        trials: list(trialSchema),
        best: finite,
      }),
    ),
  }),
);

/** Learning rates tried per arm. */
export const TRIALS = 7;

/** Equal for arms that differ in name and learning rate alone. */
export function sweepKey({ optimizer, clipNorm }: ArmConfig): string {
  const { learningRate: _, ...options } = optimizer.options;
  return JSON.stringify([optimizer.id, options, clipNorm]);
}

/** Equal for experiments of one task and length. */
export const problemKey = ({ task, steps }: Pick<Experiment, 'task' | 'steps'>): string =>
  JSON.stringify([task, steps]);

/** Whether a sweep was made for this very experiment, its arms apart: then what it tried may stand behind its curves. */
export const sweptFor = (experiment: Experiment, { problem, runSeeds }: SweepResult): boolean =>
  problem === problemKey(experiment) && JSON.stringify(runSeeds) === JSON.stringify(experiment.seeds);

/** Finding of a sweep for this arm, where it still holds: the trial it was tuned to, of how many. */
export function tunedTo(
  arm: ArmConfig,
  experiment: Experiment,
  result: SweepResult | null,
): { readonly of: number } | null {
  const swept = result?.problem === problemKey(experiment) ? sweptArm(arm, result) : undefined;
  const best = swept?.trials[swept.best];
  return best && best.rate === arm.optimizer.options.learningRate ? { of: swept.trials.length } : null;
}

/**
 * What a sweep has to do with the arms of a run, for its record: of those that set out with what it found, on the same
 * task, though maybe for a longer run.
 */
export function tuningOf({ task, arms }: Experiment, result: SweepResult | null): TunedArm[] {
  if (!result || problemKey({ task, steps: result.steps }) !== result.problem) return [];
  const { steps, seeds } = result;
  return arms.flatMap((arm) => {
    const swept = sweptArm(arm, result);
    const rates = swept?.trials.map(({ rate }) => rate) ?? [];
    const rate = rates[swept?.best ?? -1];
    return rate === undefined || rate !== arm.optimizer.options.learningRate
      ? []
      : [{ armId: arm.id, rates, rate, steps, seeds }];
  });
}

/** An arm's part of a result: its own, or, after it was made anew, that of its like. */
export function sweptArm(arm: ArmConfig, result: SweepResult): SweptArm | undefined {
  const key = sweepKey(arm);
  return (
    result.arms.find((swept) => swept.armId === arm.id && swept.key === key) ??
    result.arms.find((swept) => swept.key === key)
  );
}

/** The experiment with the best rates of a sweep. */
export function withBestRates(experiment: Experiment, { arms }: SweepResult): Experiment {
  return arms.reduce((changed, { armId, key, trials, best }) => {
    const arm = changed.arms.find(({ id }) => id === armId);
    if (!arm || sweepKey(arm) !== key || best < 0) return changed;
    return setArmOption(changed, armId, 'learningRate', trials[best].rate);
  }, experiment);
}
