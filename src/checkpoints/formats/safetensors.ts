/**
 * safetensors: eight bytes of header length (little-endian), a JSON header, raw data.
 * Source: the format's description in `huggingface/safetensors`; as there, the data must be covered
 * without gap or overlap.
 */
import * as v from 'valibot';
import { CheckpointError, showValue } from '../../core/errors';
import { anyRecord, anything, fields, list, mapOf, read, type Schema, whole } from '../../core/schema';
import { type FileTensor, type FileTensors, type FloatType, floatTensor, MAX_TENSORS } from './tensors';

/** Largest header accepted, bytes; VeLO's has about 3,000. */
const MAX_HEADER_BYTES = 64 * 1024;

export interface SafetensorsFile {
  readonly tensors: FileTensors;
  /** `__metadata__`: text by name. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Whether the bytes begin like a safetensors file rather than a msgpack map. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return (
    bytes.byteLength >= 9 &&
    bytes[8] === 0x7b &&
    bytes[4] === 0 &&
    bytes[5] === 0 &&
    bytes[6] === 0 &&
    bytes[7] === 0
  );
}

/** Reads a file of float tensors, those of 16 bits widened. Throws `CheckpointError`. */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const [header, data] = splitHeader(bytes);
  const metadata = new Map<string, string>();
  const tensors = new Map<string, FileTensor>();
  const spans: [number, number][] = [];
  const entries = Object.entries(header);
  if (entries.length > MAX_TENSORS) {
    throw new CheckpointError(`expected at most ${MAX_TENSORS} tensors, found ${entries.length}`);
  }
  for (const [name, entry] of entries) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(readPart(metadataSchema, entry, 'metadata')))
        metadata.set(key, value);
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = readPart(entrySchema, entry, `tensor ${showValue(name)}`);
    const [begin, end] = span(offsets, name, data.byteLength);
    tensors.set(name, floatTensor(name, FLOATS[dtype], shape, data.subarray(begin, end)));
    spans.push([begin, end]);
  }
  checkCover(spans, data.byteLength);
  return { tensors, metadata };
}

/** Their types by the format's names. */
const FLOATS = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const satisfies Record<
  string,
  FloatType
>;

const metadataSchema = mapOf(v.string('text'));

/** The entry of a tensor in the header; the shape is checked with the bytes. */
const entrySchema = fields({
  dtype: v.picklist(['F32', 'F16', 'BF16'], 'the dtype "F32", "F16" or "BF16"'),
  shape: anything,
  data_offsets: list(whole(0), 'two data offsets', 2, 2),
});

/** A checked part of the header, called `name` in messages. */
const readPart = <const S extends Schema>(schema: S, input: unknown, name: string) =>
  read(schema, input, name, ({ field, expected, input: found }) => {
    return new CheckpointError(`${field}: expected ${expected}, found ${showValue(found)}`);
  });

function splitHeader(bytes: Uint8Array): [Readonly<Record<string, unknown>>, Uint8Array] {
  if (bytes.byteLength < 8)
    throw new CheckpointError(`expected 8 bytes of header length, found ${bytes.byteLength}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const most = Math.min(MAX_HEADER_BYTES, bytes.byteLength - 8);
  if (length > BigInt(most)) {
    throw new CheckpointError(
      `the header claims ${length} bytes, expected at most ${most}; the file is cut short or foreign`,
    );
  }
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw new CheckpointError('the header is no valid JSON');
  }
  return [readPart(anyRecord, header, 'the header'), bytes.subarray(start)];
}

function span([begin, end]: readonly number[], name: string, length: number): [number, number] {
  if (end < begin || end > length) {
    throw new CheckpointError(`tensor ${showValue(name)}: lies at bytes ${begin} to ${end} of ${length}`);
  }
  return [begin, end];
}

function checkCover(spans: [number, number][], length: number): void {
  let at = 0;
  for (const [begin, end] of spans.sort(([a], [b]) => a - b)) {
    if (begin !== at)
      throw new CheckpointError(`expected a tensor at byte ${at} of the data, found one at ${begin}`);
    at = end;
  }
  if (at !== length) throw new CheckpointError(`the tensors end at byte ${at}, the data at ${length}`);
}

/** Writes float32 tensors; equal contents give equal bytes. */
export function writeSafetensors(
  tensors: Iterable<readonly [name: string, tensor: FileTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const list = [...tensors];
  let at = 0;
  const header: [string, unknown][] = [['__metadata__', metadata]];
  for (const [name, { shape, values }] of list) {
    header.push([name, { dtype: 'F32', shape, data_offsets: [at, at + values.byteLength] }]);
    at += values.byteLength;
  }
  let text = JSON.stringify(Object.fromEntries(header));
  // The data starts at a multiple of eight bytes, as the format asks.
  text = text.padEnd(Math.ceil(text.length / 8) * 8);
  const head = new TextEncoder().encode(text);
  const out = new Uint8Array(8 + head.byteLength + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.byteLength), true);
  out.set(head, 8);
  let offset = 8 + head.byteLength;
  for (const [, { values }] of list) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return out;
}
