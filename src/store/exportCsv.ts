/** A record as comma-separated values, one line per arm, seed and step (RFC 4180, UTF-8). */

import type { ArmRecord, RunRecord } from '../config/runRecord';
import type { Experiment } from '../config/types';
import { findTask } from '../tasks';

const HEAD = 'arm_id,arm,seed,step,loss,metric';
/** Besides, in the record of a run that was validated. */
const VALIDATION_HEAD = ',validation_loss,validation_accuracy';

/**
 * The text in parts, one per lane, for a `Blob` or a stream: long runs are larger than one string may be.
 * A loss that was not finite is an empty field. Numbers have the digits that give back the float32.
 */
export function* csvParts(record: RunRecord): Generator<string> {
  const validates = record.arms.some(({ validation }) => validation);
  yield `${HEAD}${validates ? VALIDATION_HEAD : ''}\n`;
  const metricOf = metricFromLoss(record.experiment);
  for (const arm of record.arms) {
    for (const lane of arm.seeds.keys()) yield lanePart(arm, lane, metricOf, validates);
  }
}

/** The whole text, for short runs. */
export const toCsv = (record: RunRecord): string => [...csvParts(record)].join('');

function lanePart(
  arm: ArmRecord,
  lane: number,
  metricOf: ((loss: number) => number) | null,
  validates: boolean,
): string {
  const { every = 1 } = arm;
  const start = `${cell(arm.id)},${cell(arm.label)},${arm.seeds[lane]}`;
  const metrics = arm.metric?.[lane];
  const validation = validationCells(arm, lane);
  const none = validates ? ',,' : '';
  const rows = arm.loss[lane].map((loss, row) => {
    const step = row * every;
    const metric = metrics ? metrics[row] : loss !== null && metricOf ? metricOf(loss) : null;
    return [step, `${digits(loss)},${digits(metric)}${validation.get(step) ?? none}`] as const;
  });
  // Of a thinned run, validations may fall between the losses that are left.
  const between = [...validation].filter(([step]) => step % every !== 0);
  const all =
    between.length === 0 ? rows : [...rows, ...between.map(([step, cells]) => [step, `,${cells}`] as const)];
  return all
    .sort(([a], [b]) => a - b)
    .map(([step, cells]) => `${start},${step},${cells}\n`)
    .join('');
}

/** The cells of a lane's validations by step, each behind a comma. */
function validationCells({ validation }: ArmRecord, lane: number): ReadonlyMap<number, string> {
  return new Map(
    validation?.steps.map((step, index) => [
      step,
      `,${digits(validation.loss[lane][index])},${digits(validation.accuracy[lane][index])}`,
    ]),
  );
}

/** Nine digits tell all float32 apart. */
const digits = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? ''
    : String(Number(value.toPrecision(9)));

/**
 * A text as a field. One that a spreadsheet would take for a formula gets an apostrophe: names of arms may
 * come with a link from anyone.
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** How the task's metric follows from the loss, where it does and the task can be made here, without a file or preparation. */
function metricFromLoss({ task }: Experiment): ((loss: number) => number) | null {
  const declared = findTask(task.id);
  if (task.data || declared.prepare) return null;
  return declared.create(task.options).metric?.fromLoss ?? null;
}
