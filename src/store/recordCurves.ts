/** A record of a run as the messages an engine would have sent, so that it can be looked at without one. */

import { armAt } from '../config/interventions';
import { optionAt, valueAt } from '../config/optionPath';
import type { ArmRecord, RunRecord, ValidationRecord } from '../config/runRecord';
import type { Experiment } from '../config/types';
import { changeWords } from '../core/valueWords';
import type { ArmHistory, HistoryChunk, RunMark } from '../engine/types';
import { linkTexts } from '../texts/links';
import type { Looked } from './playground/whole';

/** Rows of one chunk; a whole arm at once may be hundreds of megabytes. */
const ROWS = 4096;

export function looked({ experiment, arms }: RunRecord): Looked {
  return {
    chunks: chunksOf(arms),
    marks: [...lengthMarksOf(experiment, arms), ...marksOf(experiment)],
    status: {
      step: Math.max(...arms.map(({ steps }) => steps)),
      steps: experiment.steps,
      lanes: experiment.arms.length * experiment.seeds.count,
      elapsedMs: Math.max(...arms.map(({ wallMs }) => wallMs)),
    },
  };
}

/** Arms that have not begun have no rows, and get none; arms of equal length share their time. */
function* chunksOf(arms: readonly ArmRecord[]): Generator<HistoryChunk> {
  const longest = Math.max(...arms.map(({ steps }) => steps));
  const wallMs = Math.max(...arms.map((arm) => arm.wallMs));
  for (let firstStep = 0; firstStep <= longest; firstStep += ROWS) {
    const present = arms.filter(({ steps }) => steps > 0 && steps >= firstStep);
    const countOf = ({ steps }: ArmRecord) => Math.min(ROWS, steps + 1 - firstStep);
    for (const count of new Set(present.map(countOf))) {
      const members = present.filter((arm) => countOf(arm) === count);
      yield {
        firstStep,
        count,
        elapsedMs: (wallMs * (firstStep + count)) / (longest + 1),
        arms: members.map((arm) => ({
          armId: arm.id,
          loss: rows(arm.loss, arm, firstStep, count),
          ...validationsOf(arm, firstStep, count),
          ...(arm.metric ? { metric: rows(arm.metric, arm, firstStep, count) } : {}),
        })),
      };
    }
  }
}

/** Validations at these steps. */
function validationsOf(
  { validation }: ArmRecord,
  firstStep: number,
  count: number,
): Pick<ArmHistory, 'validations'> {
  if (!validation) return {};
  const values = (curves: ValidationRecord['loss'], index: number) =>
    Float32Array.from(curves, (curve) => curve[index] ?? Number.NaN);
  const validations = validation.steps.flatMap((step, index) =>
    step < firstStep || step >= firstStep + count
      ? []
      : [{ step, loss: values(validation.loss, index), accuracy: values(validation.accuracy, index) }],
  );
  return validations.length > 0 ? { validations } : {};
}

/** `[count, seeds]`; between the rows of a thinned record the earlier one holds. */
function rows(
  curves: readonly (readonly (number | null)[])[],
  { every = 1 }: ArmRecord,
  firstStep: number,
  count: number,
): Float32Array {
  const seeds = curves.length;
  return Float32Array.from(
    { length: count * seeds },
    (_, i) => curves[i % seeds][Math.floor((firstStep + Math.floor(i / seeds)) / every)] ?? Number.NaN,
  );
}

/** Where the planned length was changed, of arms that go by it. A record has the first change, and the length in the end. */
const lengthMarksOf = ({ steps }: Experiment, arms: readonly ArmRecord[]): RunMark[] =>
  arms.flatMap(({ id: armId, replanned: step }) =>
    step === undefined
      ? []
      : [
          {
            id: `length ${armId} ${step}`,
            kind: 'length',
            armId,
            step,
            text: linkTexts.replanned,
            planned: steps,
          },
        ],
  );

/** The option changes within the run, worded as the engine does. */
function marksOf({ arms, interventions = [] }: Experiment): RunMark[] {
  return interventions.map(({ step, armId, path, value }) => {
    const arm = arms.find(({ id }) => id === armId)!;
    const before = valueAt(armAt(arm, interventions, step - 1), path);
    const spec = optionAt(arm, path)!;
    return {
      id: `edit ${armId} ${path} ${step}`,
      kind: 'intervention',
      armId,
      step,
      text: changeWords(spec, before, value),
      change: { path, value },
    };
  });
}
