/**
 * Files: an experiment that is too long for a link, with its receipt, or the whole record of a run. JSON
 * with the key `hubPlayground`, the version of links whose options it speaks of.
 */
import { ConfigError, errorMessage } from '../core/errors';
import { readExperiment } from './experiment';
import { LINK_VERSION } from './link/tables';
import { migrate, type Plain } from './migrations';
import { INFINITE_LEVEL, makeReceipt, type Receipt, receiptSteps } from './receipt';
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
  const root = parseJson(text);
  const version = root.hubPlayground ?? LINK_VERSION;
  if (typeof version !== 'number')
    throw new ConfigError('hubPlayground', 'hubPlayground must be a version number');
  const holder = 'experiment' in root;
  const plain = holder ? root.experiment : root;
  if (!isObject(plain)) throw new ConfigError('experiment', 'experiment must be an object');
  const migrated = migrate(plain, version);
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
    throw new ConfigError('file', `the file is not JSON (${errorMessage(error).slice(0, 100)})`);
  }
  if (!isObject(value))
    throw new ConfigError('file', 'the file must hold an experiment or the record of a run');
  return value;
}

const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a receipt in plain form; throws `ConfigError`. */
function readReceipt(input: unknown, { arms, seeds }: Experiment): Receipt {
  const fail = () =>
    new ConfigError('receipt', 'the receipt is damaged; run the experiment to make a new one');
  if (!isObject(input)) throw fail();
  const { version, adapter, executor, backend, steps } = input;
  const texts = [version, adapter].every((text) => typeof text === 'string' && text.length <= 200);
  const kinds =
    (executor === 'fused' || executor === 'portable') && ['webgpu', 'webgl', 'cpu'].includes(String(backend));
  if (!texts || !kinds || !isCount(steps, 1, 1_000_000)) throw fail();
  if (!Array.isArray(input.arms) || input.arms.length !== arms.length) throw fail();
  const count = receiptSteps(steps).length;
  const levels = (list: unknown): number[] => {
    if (!Array.isArray(list) || list.length !== count) throw fail();
    if (!list.every((level) => isCount(level, -INFINITE_LEVEL, INFINITE_LEVEL))) throw fail();
    return [...list];
  };
  return {
    version: version as string,
    adapter: adapter as string,
    executor,
    backend: backend as Receipt['backend'],
    steps,
    arms: input.arms.map((arm) => {
      if (arm === null) return null;
      if (!isObject(arm) || !isCount(arm.diverged, 0, seeds.count)) throw fail();
      return {
        diverged: arm.diverged,
        median: levels(arm.median),
        low: levels(arm.low),
        high: levels(arm.high),
      };
    }),
  };
}

const isCount = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
