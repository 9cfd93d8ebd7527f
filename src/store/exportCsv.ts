/** A record as comma-separated values, one line per arm, seed and step (RFC 4180, UTF-8). */

import type { ArmRecord, RunRecord } from '../config/runRecord';
import type { Experiment } from '../config/types';
import { findTask } from '../tasks';

const HEAD = 'arm_id,arm,seed,step,loss,metric\n';

/**
 * The text in parts, one per lane, for a `Blob` or a stream: long runs are larger than one string may be.
 * A loss that was not finite is an empty field. Numbers have the digits that give back the float32.
 */
export function* csvParts(record: RunRecord): Generator<string> {
  yield HEAD;
  const metricOf = metricFromLoss(record.experiment);
  for (const arm of record.arms) {
    for (const lane of arm.seeds.keys()) yield lanePart(arm, lane, metricOf);
  }
}

/** The whole text, for short runs. */
export const toCsv = (record: RunRecord): string => [...csvParts(record)].join('');

function lanePart(arm: ArmRecord, lane: number, metricOf: ((loss: number) => number) | null): string {
  const { every = 1 } = arm;
  const start = `${cell(arm.id)},${cell(arm.label)},${arm.seeds[lane]}`;
  const metrics = arm.metric?.[lane];
  const rows = arm.loss[lane].map((loss, row) => {
    const metric = metrics ? metrics[row] : loss !== null && metricOf ? metricOf(loss) : null;
    return `${start},${row * every},${digits(loss)},${digits(metric)}\n`;
  });
  return rows.join('');
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
