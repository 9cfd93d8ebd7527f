/**
 * Files: an experiment that is too long for a link, with its receipt, or the whole record of a run. JSON
 * with the key `hubPlayground`, the version of links whose options it speaks of.
 */
import * as v from 'valibot';
import { ConfigError, errorMessage } from '../core/errors';
import {
  anyRecord,
  configError,
  exactly,
  type Fault,
  fields,
  list,
  oneOf,
  read,
  readConfig,
  text,
  whole,
} from '../core/schema';
import { linkTexts } from '../texts/links';
import { MAX_STEPS, readExperiment } from './experiment';
import { LINK_VERSION } from './link/tables';
import { migrate, type Plain } from './migrations';
import { INFINITE_LEVEL, makeReceipt, type Receipt, receiptSteps, SHARES } from './receipt';
import { type RunRecord, readRunRecord, recordCurves } from './runRecord';
import type { Experiment } from './types';

/** A file may have this many bytes; eight arms of 32 seeds and 50,000 steps have about that. */
export const MAX_FILE_BYTES = 150_000_000;

export interface OpenedFile {
  /** Checked, in today's form. */
  readonly experiment: Experiment;
  readonly receipt?: Receipt;
  /** The curves, where the file is the record of a run: to be looked at without running. */
  readonly record?: RunRecord;
}

/** A file for what `encodeLink` refuses as too long. */
export function formatExperiment(experiment: Experiment, receipt?: Receipt | null): string {
  return `${JSON.stringify({ hubPlayground: LINK_VERSION, experiment, ...(receipt ? { receipt } : {}) }, null, 1)}\n`;
}

/** The record of a run as a file: one line, for it is long. */
export function formatRecord(record: RunRecord): string {
  return `${JSON.stringify({ hubPlayground: LINK_VERSION, ...record })}\n`;
}

/**
 * Reads what the two functions above write, what `hubPlayground.run` returns, or a bare experiment.
 * Throws `ConfigError` for anything else; only known fields come through.
 */
export function parseFile(text: string): OpenedFile {
  let root: Plain | undefined;
  try {
    root = parseJson(text);
    return openRoot(root);
  } catch (error) {
    if (!(error instanceof ConfigError) || (root && isOurs(root))) throw error;
    throw new ConfigError(error.field, linkTexts.isForeign(error.message));
  }
}

/** Whether an object looks like something of this page at all, so that the field at fault is what matters. */
const isOurs = (root: Plain): boolean =>
  'hubPlayground' in root || v.is(anyRecord, root.experiment) || v.is(anyRecord, root.task);

function openRoot(root: Plain): OpenedFile {
  const version = readConfig(
    v.number('a version number'),
    root.hubPlayground ?? LINK_VERSION,
    'hubPlayground',
  );
  const holder = 'experiment' in root;
  const migrated = migrate(holder ? readConfig(anyRecord, root.experiment, 'experiment') : root, version);
  if (holder && 'arms' in root) {
    const record = readRunRecord(root, migrated);
    const { version: app, adapter, executor, backend, experiment } = record;
    const receipt = makeReceipt({ version: app, adapter, executor, backend, arms: recordCurves(record) });
    return { experiment, record, ...(receipt ? { receipt } : {}) };
  }
  const experiment = readExperiment(migrated);
  if (!holder || root.receipt === undefined) return { experiment };
  return { experiment, receipt: readReceipt(root.receipt, experiment) };
}

function parseJson(text: string): Plain {
  if (text.length > MAX_FILE_BYTES) {
    throw new ConfigError('file', `the file has more than ${MAX_FILE_BYTES / 1e6} MB, which no record needs`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError('file', `the file is not JSON: ${errorMessage(error).slice(0, 100)}`);
  }
  return read(
    anyRecord,
    value,
    'file',
    ({ field }) => new ConfigError(field, 'it must hold an experiment or the record of a run'),
  );
}

const levels = (count: number) =>
  list(whole(-INFINITE_LEVEL, INFINITE_LEVEL), `a list of ${count} levels`, count, count);

/** A receipt of `steps` updates in plain form, for this experiment. */
function receiptSchema(steps: number, { arms, seeds }: Experiment) {
  const count = receiptSteps(steps).length;
  const armSchema = fields({
    diverged: whole(0, seeds.count),
    median: levels(count),
    low: levels(count),
    high: levels(count),
    replanned: v.optional(whole(1, MAX_STEPS)),
    validation: v.optional(
      fields({ loss: whole(-INFINITE_LEVEL, INFINITE_LEVEL), accuracy: whole(0, SHARES) }),
    ),
  });
  return fields({
    version: text(0, 200),
    adapter: text(0, 200),
    executor: oneOf(['fused', 'portable']),
    backend: oneOf(['webgpu', 'webgl', 'cpu']),
    steps: exactly(steps),
    arms: list(v.nullable(armSchema), `a list of ${arms.length} arms`, arms.length, arms.length),
  });
}

/** Checks a receipt in plain form; throws `ConfigError`. */
function readReceipt(input: unknown, experiment: Experiment): Receipt {
  const fail = (fault: Fault) =>
    new ConfigError(
      'receipt',
      `the receipt is damaged (${configError(fault).message}); run the experiment to make a new one`,
    );
  // How many levels there are follows from the steps.
  const { steps } = read(fields({ steps: whole(1, MAX_STEPS) }), input, 'receipt', fail);
  return read(receiptSchema(steps, experiment), input, 'receipt', fail);
}
