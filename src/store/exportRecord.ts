/** The page's curves as a record, and as what receipts are made of and compared with. */

import { armLabels } from '../config/armLabels';
import type { ArmCurves, RunCurves } from '../config/receipt';
import type { ArmRecord, RunRecord, ValidationRecord } from '../config/runRecord';
import type { Experiment } from '../config/types';
import type { DeviceInfo } from '../engine/types';
import type { ArmCurve, BandSeries, Curves, ValidationCurve } from './curves';

export interface PageRun {
  /** Version of the playground. */
  readonly version: string;
  /** `EngineApi.recipe()`'s experiment: with the option changes within the run. */
  readonly experiment: Experiment;
  readonly device: DeviceInfo;
  readonly curves: Curves;
  /** What else is known of the run. */
  readonly tuning?: RunRecord['tuning'];
  readonly notes?: RunRecord['notes'];
}

/** For `makeReceipt`. */
export function runCurves({ version, experiment, device, curves }: PageRun): RunCurves {
  const { adapter, executor, backend } = device;
  return { version, adapter, executor, backend, arms: armCurves(experiment, curves) };
}

/** For `compareReceipt`; an arm that has not begun is of -1 steps. */
export function armCurves(experiment: Experiment, curves: Curves): ArmCurves[] {
  return experiment.arms.map(({ id }) => {
    const curve = curves.arms.get(id);
    return {
      armId: id,
      steps: (curve?.length ?? 0) - 1,
      divergedStep: curve
        ? Array.from(curve.divergedStep, (step) => (step < 0 ? null : step))
        : new Array<null>(experiment.seeds.count).fill(null),
      band: (step) => {
        const { median, low, high } = curve!.loss;
        return { median: median.at(step), low: low.at(step), high: high.at(step) };
      },
      validation(step) {
        const { loss, accuracy } = curve?.validation ?? {};
        const row = loss?.rowAt(step) ?? -1;
        return loss && accuracy && row >= 0
          ? { loss: loss.median.at(row), accuracy: accuracy.median.at(row) }
          : null;
      },
    };
  });
}

/**
 * The record of the run the page shows. Single seeds of a long run are kept thinned (`Curves`), and so is
 * the record: `ArmRecord.every` says how.
 */
export function pageRecord(run: PageRun): RunRecord {
  const { version, experiment, device, curves, tuning = [], notes = [] } = run;
  const { adapter, executor, backend } = device;
  const { first, count } = experiment.seeds;
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const labels = armLabels(experiment.arms);
  const arms = experiment.arms.map((arm): ArmRecord => {
    const curve = curves.arms.get(arm.id);
    const common = { id: arm.id, label: labels.get(arm.id)!, seeds };
    if (!curve || curve.length === 0) {
      const nothing = seeds.map(() => [null]);
      return { ...common, steps: 0, loss: nothing, divergedStep: seeds.map(() => null), wallMs: 0 };
    }
    return { ...common, ...recordOf(curve) };
  });
  return {
    version,
    experiment,
    adapter,
    executor,
    backend,
    arms,
    ...(tuning.length > 0 ? { tuning } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function recordOf(
  curve: ArmCurve,
): Pick<ArmRecord, 'steps' | 'loss' | 'metric' | 'validation' | 'divergedStep' | 'every' | 'wallMs'> {
  const { memberStride: every } = curve.loss;
  return {
    steps: curve.length - 1,
    loss: membersOf(curve.loss, curve.seeds, curve.length),
    ...(curve.metric?.memberStride === every
      ? { metric: membersOf(curve.metric, curve.seeds, curve.length) }
      : {}),
    ...(curve.validation ? { validation: validationOf(curve.validation, curve.seeds) } : {}),
    divergedStep: Array.from(curve.divergedStep, (step) => (step < 0 ? null : step)),
    ...(every > 1 ? { every } : {}),
    wallMs: Math.round(curve.seconds.at(curve.length - 1) * 1000),
  };
}

/** Kept rows alone, where there are very many. */
function validationOf({ loss, accuracy }: ValidationCurve, seeds: number): ValidationRecord {
  const { length, memberStride } = loss;
  const rows = Math.floor((length - 1) / memberStride) + 1;
  return {
    steps: Array.from({ length: rows }, (_, row) => loss.stepAt(row * memberStride)),
    loss: membersOf(loss, seeds, length),
    accuracy: membersOf(accuracy, seeds, length),
  };
}

/** Per seed its values at every kept row up to `length` steps; null where they are not finite. */
function membersOf(
  { members, memberStride }: BandSeries,
  seeds: number,
  length: number,
): (number | null)[][] {
  const rows = Math.floor((length - 1) / memberStride) + 1;
  return Array.from({ length: seeds }, (_, seed) =>
    Array.from({ length: rows }, (_, row) => {
      const value = members.at(row * seeds + seed);
      return Number.isFinite(value) ? value : null;
    }),
  );
}
