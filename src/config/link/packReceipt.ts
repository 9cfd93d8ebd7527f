/**
 * A receipt as bytes and back.
 *
 * receipt = head, version, adapter, steps?, arms;  head = executor, backend (2 bits), and forms (`Head`)
 * arm     = present, diverged, first median, changes of the median, and with more than one seed the
 *           distances of the quartiles from it, in exponential Golomb codes of the orders that suit them;
 *           from version 2 on whether there was a validation, and its loss and accuracy
 */
import { type ArmReceipt, INFINITE_LEVEL, type Receipt, receiptSteps, SHARES } from '../receipt';
import {
  BitReader,
  BitWriter,
  type ByteReader,
  ByteWriter,
  damaged,
  golombWidth,
  unzigzag,
  zigzag,
} from './bytes';
import { type LinkTables, VALIDATES } from './tables';

const Head = { portable: 1, backend: 2, steps: 8, version: 16, adapter: 32 } as const;
const BACKENDS = ['webgpu', 'webgl', 'cpu'] as const;
/** Orders of Golomb codes are written in four bits. */
const ORDERS = Array.from({ length: 16 }, (_, k) => k);
const LEVEL_BITS = 16;
/** Levels are signed; written with this added. */
const LEVEL_ZERO = 2 ** (LEVEL_BITS - 1);
/** Of an accuracy in ten-thousandths. */
const SHARE_BITS = 14;

/** Facts that the receipt's bytes leave to the experiment beside them. */
export interface ReceiptContext {
  readonly steps: number;
  readonly seeds: number;
  readonly arms: number;
}

export function packReceipt(
  receipt: Receipt,
  context: ReceiptContext,
  tables: LinkTables,
): Uint8Array<ArrayBuffer> {
  const { version, adapter, executor, backend, steps, arms } = receipt;
  const writer = new ByteWriter();
  const numbers = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(version)?.slice(1).map(Number);
  // As text if the numbers alone would not give the same text, as of "1.02.3".
  const plain = numbers?.join('.') === version;
  const known = tables.adapters.indexOf(adapter);
  writer.byte(
    (executor === 'portable' ? Head.portable : 0) +
      BACKENDS.indexOf(backend) * Head.backend +
      (steps === context.steps ? 0 : Head.steps) +
      (plain ? 0 : Head.version) +
      (known >= 0 ? 0 : Head.adapter),
  );
  if (plain) for (const number of numbers!) writer.count(number);
  else writer.text(version);
  if (known >= 0) writer.count(known);
  else writer.text(shortened(adapter));
  if (steps !== context.steps) writer.count(steps);
  const bits = new BitWriter();
  for (const arm of arms) packArm(bits, arm, context.seeds, tables.version);
  writer.append(bits.bytes);
  return writer.bytes;
}

/** Names of adapters may be long; their beginning tells families apart. */
const shortened = (adapter: string): string => Array.from(adapter).slice(0, 40).join('');

function packArm(bits: BitWriter, arm: ArmReceipt | null, seeds: number, version: number): void {
  bits.bits(arm ? 1 : 0, 1);
  if (!arm) return;
  bits.golomb(arm.diverged, 0);
  bits.bits(arm.median[0] + LEVEL_ZERO, LEVEL_BITS);
  packNumbers(
    bits,
    arm.median.slice(1).map((level, index) => zigzag(level - arm.median[index])),
  );
  if (seeds > 1) {
    packNumbers(
      bits,
      arm.median.flatMap((level, i) => [level - arm.low[i], arm.high[i] - level]),
    );
  }
  if (version < VALIDATES) return;
  bits.bits(arm.validation ? 1 : 0, 1);
  if (!arm.validation) return;
  bits.bits(arm.validation.loss + LEVEL_ZERO, LEVEL_BITS);
  bits.bits(arm.validation.accuracy, SHARE_BITS);
}

function packNumbers(bits: BitWriter, numbers: readonly number[]): void {
  const width = (k: number) => numbers.reduce((sum, value) => sum + golombWidth(value, k), 0);
  const order = ORDERS.reduce((best, k) => (width(k) < width(best) ? k : best));
  bits.bits(order, 4);
  for (const value of numbers) bits.golomb(value, order);
}

/** Throws `ConfigError` where the bytes are no receipt. */
export function unpackReceipt(reader: ByteReader, context: ReceiptContext, tables: LinkTables): Receipt {
  const head = reader.byte();
  const has = (form: number) => (head & form) !== 0;
  const backend = BACKENDS[(head >> 1) & 3];
  if (backend === undefined) throw damaged('the receipt names no backend');
  const number = () => reader.count(999_999, 'a version number');
  const version = has(Head.version) ? reader.text(200) : [number(), number(), number()].join('.');
  const adapter = has(Head.adapter)
    ? reader.text(200)
    : (tables.adapters[reader.count(2 ** 16, 'the number of the adapter')] ?? 'an adapter unknown here');
  const steps = has(Head.steps) ? reader.count(1_000_000, 'the steps of the receipt') : context.steps;
  if (steps < 1) throw damaged('the receipt is of no step');
  const count = receiptSteps(steps).length;
  const bits = new BitReader(reader.take(reader.left));
  const arms = Array.from({ length: context.arms }, () =>
    unpackArm(bits, count, context.seeds, tables.version),
  );
  return { version, adapter, executor: has(Head.portable) ? 'portable' : 'fused', backend, steps, arms };
}

function unpackArm(bits: BitReader, count: number, seeds: number, version: number): ArmReceipt | null {
  if (bits.bits(1) === 0) return null;
  const diverged = bits.golomb(0);
  if (diverged > seeds) throw damaged('more seeds diverged than there are');
  const median = [bits.bits(LEVEL_BITS) - LEVEL_ZERO];
  for (const change of unpackNumbers(bits, count - 1)) median.push(median.at(-1)! + unzigzag(change));
  const distances = seeds === 1 ? new Array<number>(2 * count).fill(0) : unpackNumbers(bits, 2 * count);
  if (median.some((level) => Math.abs(level) > INFINITE_LEVEL))
    throw damaged('a loss of the receipt is out of range');
  return {
    diverged,
    median,
    low: median.map((level, i) => level - distances[2 * i]),
    high: median.map((level, i) => level + distances[2 * i + 1]),
    ...(version >= VALIDATES && bits.bits(1) === 1 ? { validation: unpackValidation(bits) } : {}),
  };
}

function unpackValidation(bits: BitReader): ArmReceipt['validation'] {
  const loss = bits.bits(LEVEL_BITS) - LEVEL_ZERO;
  const accuracy = bits.bits(SHARE_BITS);
  if (Math.abs(loss) > INFINITE_LEVEL || accuracy > SHARES) throw damaged('a validation is out of range');
  return { loss, accuracy };
}

function unpackNumbers(bits: BitReader, count: number): number[] {
  const order = bits.bits(4);
  return Array.from({ length: count }, () => bits.golomb(order));
}
