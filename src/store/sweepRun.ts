/** What a sweep does: trials as experiments, their training, and what comes of them. Loaded when first wanted. */
import { armLabels } from '../config/armLabels';
import { MAX_SEEDS } from '../config/experiment';
import type { ArmConfig, Experiment } from '../config/types';
import type { NumberOption } from '../core/option';
import { medianBand } from '../core/stats';
import type { DeviceInfo, EngineApi, EngineEvent } from '../engine/types';
import { findMethod } from '../methods';
import { Curves } from './curves';
import { defaultOptimizer } from './edit';
import { keepCurve } from './keptCurve';
import {
  problemKey,
  type SweepResult,
  type SweepTrial,
  type SweptArm,
  sweepKey,
  TRIALS,
} from './sweepResult';

export const MAX_TUNING_SEEDS = 10;

/** Seeds to tune on: never one of the run's, however many it comes to have. */
export function tuningSeeds({ first }: Experiment['seeds'], count: number): Experiment['seeds'] {
  return { first: first >= 2 ** 31 ? first - MAX_SEEDS : first + MAX_SEEDS, count };
}

/** Half decades (1, 3, 10, ...) around the optimizer's usual rate on the task, within the option's bounds. */
export function sweepRates(optimizerId: string, taskId: string): readonly number[] {
  const { min, max } = findMethod(optimizerId).options.learningRate as NumberOption;
  const usual = Number(defaultOptimizer(optimizerId, taskId).options.learningRate);
  const side = (TRIALS - 1) / 2;
  const least = Math.ceil(2 * Math.log10(min)) + side;
  const most = Math.floor(2 * Math.log10(max)) - side;
  const middle = Math.min(most, Math.max(least, Math.round(2 * Math.log10(usual))));
  return Array.from({ length: TRIALS }, (_, index) => {
    const half = middle + index - side;
    return Number(`${half % 2 === 0 ? 1 : 3}e${Math.floor(half / 2)}`);
  });
}

/** The trials of one arm as an experiment; losses alone are compared. */
export function trialExperiment(
  { interventions: _, validateEvery: _every, ...experiment }: Experiment,
  arm: ArmConfig,
  seeds: Experiment['seeds'],
): Experiment {
  const arms = sweepRates(arm.optimizer.id, experiment.task.id).map((rate, index) => ({
    ...arm,
    // Another arm's trials are other arms to the engine.
    id: `${arm.id}-${index}`,
    label: '',
    optimizer: { ...arm.optimizer, options: { ...arm.optimizer.options, learningRate: rate } },
  }));
  return { ...experiment, arms, seeds };
}

export interface SweepRun {
  readonly executor: DeviceInfo['executor'];
  readonly seedCount: number;
  readonly signal: AbortSignal;
  /** Hears how many steps of all are done, and of which arm. */
  readonly tell: (done: number, label: string) => void;
}

/** Trains all trials of these arms, one arm after the other. */
export async function sweepArms(
  engine: EngineApi,
  experiment: Experiment,
  arms: readonly ArmConfig[],
  { executor, seedCount, signal, tell }: SweepRun,
): Promise<SweepResult> {
  const labels = armLabels(experiment.arms);
  const seeds = tuningSeeds(experiment.seeds, seedCount);
  let listener: (event: EngineEvent) => void = () => {};
  await engine.open({ executor }, (event) => listener(event));
  const swept: SweptArm[] = [];
  for (const [index, arm] of arms.entries()) {
    const label = labels.get(arm.id)!;
    const trials = trialExperiment(experiment, arm, seeds);
    signal.throwIfAborted();
    const hear = (next: typeof listener) => {
      listener = next;
    };
    const curves = await train(engine, trials, signal, hear, (step) =>
      tell(index * experiment.steps + step, label),
    );
    swept.push(outcome(arm, label, trials, curves));
  }
  return {
    problem: problemKey(experiment),
    taskId: experiment.task.id,
    steps: experiment.steps,
    seeds,
    runSeeds: experiment.seeds,
    arms: swept,
  };
}

/** Trains an experiment to its end; `hear` says who listens to the engine from now on. */
function train(
  engine: EngineApi,
  experiment: Experiment,
  signal: AbortSignal,
  hear: (listener: (event: EngineEvent) => void) => void,
  tell: (step: number) => void,
): Promise<Curves> {
  const curves = new Curves(experiment.seeds.count);
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    hear((event) => {
      if (event.type === 'history') curves.append(event.chunk);
      if (event.type === 'notice' && event.level === 'error') reject(new Error(event.text));
      // What is still said of the run before knows none of these arms.
      if (event.type !== 'status' || !experiment.arms.every(({ id }) => curves.arms.has(id))) return;
      tell(event.status.step);
      if (event.status.state === 'finished') resolve(curves);
    });
    engine
      .load(experiment)
      .then(() => engine.start())
      .catch(reject);
  });
}

function outcome(arm: ArmConfig, label: string, experiment: Experiment, curves: Curves): SweptArm {
  const trials = experiment.arms.map(({ id, optimizer }): SweepTrial => {
    const curve = curves.arms.get(id);
    if (!curve) throw new Error(`the sweep gave no curve of ${label}`);
    const { median } = medianBand(curve.last);
    return {
      rate: Number(optimizer.options.learningRate),
      final: Number.isFinite(median) ? median : null,
      diverged: curve.divergedCount,
      curve: keepCurve(curve),
    };
  });
  const best = trials.reduce((index, { final }, trial) => {
    const least = index < 0 ? Number.POSITIVE_INFINITY : trials[index].final!;
    return final !== null && final < least ? trial : index;
  }, -1);
  return { armId: arm.id, label, key: sweepKey(arm), trials, best };
}
