/**
 * NumPy's `.npy`, versions 1 to 3. A parser of its own: the libraries there are check neither the header
 * against the file nor the byte order.
 *
 * Source: `numpy/lib/format.py`, "Format Version 1.0" to "3.0".
 */
import { DataError } from '../../../core/errors';
import { BYTES_OF, checkRoom, countSamples, readSamples, type Samples, type SampleType } from './samples';

const TYPES: Readonly<Record<string, SampleType>> = {
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  f4: 'float32',
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
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, dataStart));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const extents = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (extents === undefined || order === undefined) throw damaged('has no shape or no order');
  const type = TYPES[descr?.slice(1) ?? ''];
  if (!descr || !type || !'<>|='.includes(descr[0])) {
    throw new DataError(
      `its samples are of the NumPy type ${descr ? `"${descr}"` : 'of a record'}; save it as uint8, uint16, int16, int32, float32 or float64`,
    );
  }
  const shape = extents
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(Number);
  const count = countSamples(shape);
  checkRoom(count, type, bytes.length - dataStart);
  const excess = bytes.length - dataStart - count * BYTES_OF[type];
  if (excess > 0) throw damaged(`leaves ${excess} bytes over behind the samples`);
  const values = readSamples(view, dataStart, count, type, descr[0] !== '>');
  return { shape, values: order === 'True' ? toRowMajor(values, shape) : values, dtype: type };
}

/** Reorders samples whose first axis is the fastest. */
function toRowMajor(values: Float32Array, shape: readonly number[]): Float32Array {
  const out = new Float32Array(values.length);
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
