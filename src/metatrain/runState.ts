/** A saved meta-training run as bytes: a length, a JSON header, then the arrays end to end. */
import * as v from 'valibot';
import { CheckpointError, showValue } from '../core/errors';
import { exactly, fields, finite, list, oneOf, read, text, whole } from '../core/schema';
import type { SavedRun } from './api';

const FORMAT = 'hub-playground-metatrain';
/** 2: the scheduler is there from the first step. */
const VERSION = 2;
const types = { f32: Float32Array, f64: Float64Array } as const;

interface ArrayEntry {
  readonly name: string;
  readonly type: keyof typeof types;
  readonly length: number;
}

export function encodeRun(run: SavedRun): Uint8Array<ArrayBuffer> {
  const { arrays, ...state } = run.state;
  const entries = Object.entries(arrays);
  const table: ArrayEntry[] = entries.map(([name, { length, BYTES_PER_ELEMENT }]) => ({
    name,
    type: BYTES_PER_ELEMENT === 8 ? 'f64' : 'f32',
    length,
  }));
  const header = new TextEncoder().encode(
    JSON.stringify({ format: FORMAT, version: VERSION, run: { ...run, state }, table }),
  );
  const bytes = new Uint8Array(4 + header.length + entries.reduce((sum, [, a]) => sum + a.byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const [, { buffer, byteOffset, byteLength }] of entries) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** The form of a `MetaConfig`; whether its numbers make a run is for `checkMetaConfig`. */
const configSchema = fields({
  family: text(1, 80),
  seed: whole(0),
  pairs: whole(1),
  outerSteps: whole(1),
  phase: oneOf(['mlp', 'scheduler']),
  hidden: whole(1),
  estimator: oneOf(['pes', 'es']),
  sigma: finite,
  pairNorm: finite,
  truncation: whole(1),
  shortest: whole(1),
  longest: whole(1),
  growth: finite,
  learningRate: finite,
  lengthPower: finite,
});

const runSchema = v.pipe(
  fields({
    phases: list(configSchema, 'a list of phases', 1),
    phase: whole(0),
    state: fields({
      config: configSchema,
      outerStep: whole(0),
      pairs: list(fields({ episode: whole(0), first: whole(0), horizon: whole(0) }), 'a list of pairs'),
    }),
  }),
  v.check(({ phases, phase }) => phase < phases.length, 'a run in one of its phases'),
);

const headerSchema = fields({
  format: exactly(FORMAT),
  version: exactly(VERSION),
  run: runSchema,
  table: list(
    fields({ name: text(1, 80), type: oneOf(['f32', 'f64']), length: whole(0) }),
    'a list of arrays',
  ),
});

/** Throws `CheckpointError` where the bytes are no saved run. */
export function decodeRun(bytes: Uint8Array): SavedRun {
  const wrong = (what: string) => new CheckpointError(`this is no saved meta-training run: ${what}`);
  if (bytes.length < 4) throw wrong(`${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > bytes.length - 4) throw wrong('the header is cut off');
  let plain: unknown;
  try {
    plain = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  } catch {
    throw wrong('the header is no JSON');
  }
  const { run, table } = read(headerSchema, plain, '', ({ field, expected, input }) =>
    wrong(`${field || 'the header'} must be ${expected}, got ${showValue(input)}`),
  );
  const arrays: Record<string, Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>> = {};
  let at = 4 + length;
  for (const { name, type, length: count } of table) {
    const Type = types[type];
    const end = at + count * Type.BYTES_PER_ELEMENT;
    if (!(end <= bytes.length)) throw wrong(`array "${name}" is cut off`);
    arrays[name] = new Type(bytes.slice(at, end).buffer);
    at = end;
  }
  return { ...run, state: { ...run.state, arrays } };
}
