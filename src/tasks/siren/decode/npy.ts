/**
 * NumPy's `.npy`, versions 1 to 3. A parser of its own: the libraries there are check neither the header
 * against the file nor the byte order.
 *
 * Source: `numpy/lib/format.py`, "Format Version 1.0" to "3.0".
 */
import { DataError } from '../../../core/errors';
import {
  BYTES_OF,
  checkRoom,
  countSamples,
  luma,
  readSamples,
  roomFor,
  type Samples,
  type SampleType,
  type SampleValues,
} from './samples';

const TYPES: Readonly<Record<string, SampleType>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  f2: 'float16',
  u4: 'uint32',
  i4: 'int32',
  f4: 'float32',
  u8: 'uint64',
  i8: 'int64',
  f8: 'float64',
};

export const isNpy = (bytes: Uint8Array): boolean =>
  bytes.length >= 6 && bytes[0] === 0x93 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY';

export function decodeNpy(bytes: Uint8Array<ArrayBuffer>): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (why: string) => new DataError(`its .npy header ${why}; the file is damaged`);
  if (bytes.length < 12) throw damaged('is cut short');
  const major = bytes[6];
  if (major < 1 || major > 3) throw damaged(`has version ${major}, where 1 to 3 exist`);
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = start + length;
  if (dataStart > bytes.length) throw damaged('is cut short');
  // A Python literal of three keys; nobody needs more than this of it.
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, Math.min(dataStart, start + 65_536)));
  const descr = /(['"])descr\1\s*:\s*(['"])([^'"]*)\2/.exec(header)?.[3];
  const order = /(['"])fortran_order\1\s*:\s*(True|False)/.exec(header)?.[2];
  const extents = /(['"])shape\1\s*:\s*\(([\dL\s,]*)\)/.exec(header)?.[2];
  if (extents === undefined || order === undefined) throw damaged('has no shape or no order');
  const type = TYPES[descr?.slice(1) ?? ''];
  if (!descr || !type || !'<>|='.includes(descr[0])) {
    throw new DataError(
      `its samples are of the NumPy type ${descr ? `"${descr}"` : 'of a record'}; save it as bool, as integers of 8 to 64 bits or as float16, float32 or float64`,
    );
  }
  const texts = extents.split(',').map((text) => text.trim());
  // A comma may follow the last one.
  if (texts[texts.length - 1] === '') texts.pop();
  if (!texts.every((text) => /^\d+L?$/.test(text))) throw damaged('has extents that are no whole numbers');
  const shape = texts.map((text) => Number.parseInt(text, 10));
  if (shape.length === 0) {
    throw new DataError(
      'it has no axis, for it holds a single number (shape ()); save an array of two or three axes',
    );
  }
  const count = countSamples(shape);
  checkRoom(count, type, bytes.length - dataStart);
  const excess = bytes.length - dataStart - count * BYTES_OF[type];
  if (excess > 0) {
    throw new DataError(
      `its .npy header leaves ${excess} bytes over behind the samples; save one array alone in the file`,
    );
  }
  const stored = readSamples(view, dataStart, count, type, descr[0] !== '>');
  const values = order === 'True' ? toRowMajor(stored, shape) : stored;
  return colourToLuma({ shape, values, dtype: type });
}

/** Reorders samples whose first axis is the fastest. */
function toRowMajor(values: SampleValues, shape: readonly number[]): SampleValues {
  const out = values.slice();
  const place = shape.map(() => 0);
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, extent) => product * extent, 1),
  );
  for (let i = 0; i < out.length; i++) {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) at += place[axis] * strides[axis];
    out[i] = values[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++place[axis] < shape[axis]) break;
      place[axis] = 0;
    }
  }
  return out;
}

/**
 * `[height, width, 3]` is a picture in colour, and so is `[height, width, 4]` of 8 or 16 bits, whose opacity lays it on
 * white; with a further axis before, a stack of them. Arrays that are no larger along their other axes are volumes.
 */
function colourToLuma(samples: Samples): Samples {
  const { shape, values, dtype } = samples;
  const channels = shape[shape.length - 1];
  const [height, width] = shape.slice(-3);
  const isColour = channels === 3 || (channels === 4 && /^uint(8|16)$/.test(dtype));
  if (shape.length < 3 || shape.length > 4 || !isColour || height <= channels || width <= channels) {
    return samples;
  }
  const white = dtype === 'uint8' || dtype === 'uint16' ? 2 ** (8 * BYTES_OF[dtype]) - 1 : 0;
  const out = roomFor(values.length / channels, dtype);
  for (let i = 0, at = 0; i < out.length; i++, at += channels) {
    const grey = luma(values[at], values[at + 1], values[at + 2]);
    const own = channels === 3 ? grey : (grey * values[at + 3]) / white + white - values[at + 3];
    out[i] = white > 0 ? Math.round(own) : own;
  }
  return { ...samples, shape: shape.slice(0, -1), values: out };
}
