/**
 * NumPy's `.npy`, versions 1 to 3. A parser of its own: the libraries there are check neither the header
 * against the file nor the byte order.
 *
 * Source: `numpy/lib/format.py`, "Format Version 1.0" to "3.0".
 */
import { DataError } from '../../core/errors';
import {
  BYTES_OF,
  countSamples,
  readSamples,
  roomFor,
  type Samples,
  type SampleType,
  sampleReader,
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

export interface NpyHeader {
  readonly shape: readonly number[];
  readonly type: SampleType;
  readonly littleEndian: boolean;
  /** Whether the first axis is the fastest. */
  readonly isFortran: boolean;
  readonly dataStart: number;
}

/** Reads and checks a header. Throws `DataError`. */
export function readNpyHeader(bytes: Uint8Array<ArrayBuffer>): NpyHeader {
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
  return { shape, type, littleEndian: descr[0] !== '>', isFortran: order === 'True', dataStart };
}

/**
 * The samples of a part, row-major, whatever the order they are stored in; of the whole array where it takes no index.
 * `part` has an index by "axis0" and so on.
 */
export function readArray(
  bytes: Uint8Array<ArrayBuffer>,
  header: NpyHeader,
  part: Readonly<Record<string, number>> = {},
): Samples {
  const { shape, type, littleEndian, isFortran, dataStart } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = BYTES_OF[type];
  const axes = shape.map((extent, axis) => {
    const inside = isFortran ? shape.slice(0, axis) : shape.slice(axis + 1);
    const stride = inside.reduce((product, inner) => product * inner, size);
    return { extent, stride, index: part[`axis${axis}`] };
  });
  const start = axes.reduce((at, { stride, index = 0 }) => at + index * stride, dataStart);
  const kept = axes.filter(({ index }) => index === undefined);
  const keptShape = kept.map(({ extent }) => extent);
  const count = countSamples(keptShape);
  if (!isFortran && axes.findLastIndex(({ index }) => index !== undefined) < axes.length - kept.length) {
    return { shape: keptShape, values: readSamples(view, start, count, type, littleEndian), dtype: type };
  }
  const readAt = sampleReader(view, type, littleEndian);
  const values = roomFor(count, type);
  const place = kept.map(() => 0);
  let at = start;
  for (let i = 0; i < count; i++) {
    values[i] = readAt(at);
    for (let axis = kept.length - 1; axis >= 0; axis--) {
      at += kept[axis].stride;
      if (++place[axis] < kept[axis].extent) break;
      at -= place[axis] * kept[axis].stride;
      place[axis] = 0;
    }
  }
  return { shape: keptShape, values, dtype: type };
}
