/**
 * NumPy's `.npy`, versions 1 to 3. A parser of its own: the libraries there are check neither the header
 * against the file nor the byte order.
 *
 * Source: `numpy/lib/format.py`, "Format Version 1.0" to "3.0".
 */
import { DataError } from '../../../core/errors';
import type { DataAxis, DataPart, SurplusAxes } from '../../types';
import type { Choose } from './part';
import {
  BYTES_OF,
  checkRoom,
  countSamples,
  countStored,
  luma,
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

interface Header {
  readonly shape: readonly number[];
  readonly type: SampleType;
  readonly littleEndian: boolean;
  /** Whether the first axis is the fastest. */
  readonly isFortran: boolean;
  readonly dataStart: number;
}

/** Reads and checks a header. Throws `DataError`. */
function readHeader(bytes: Uint8Array<ArrayBuffer>): Header {
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

export async function decodeNpy(bytes: Uint8Array<ArrayBuffer>, choose: Choose): Promise<Samples> {
  const header = readHeader(bytes);
  const { shape, type, dataStart } = header;
  const surplus = surplusOf(shape, type);
  const count = surplus.picks > 0 ? countStored(shape) : countSamples(shape);
  checkRoom(count, type, bytes.length - dataStart);
  const excess = bytes.length - dataStart - count * BYTES_OF[type];
  if (excess > 0) {
    throw new DataError(
      `its .npy header leaves ${excess} bytes over behind the samples; save one array alone in the file`,
    );
  }
  const part = surplus.picks > 0 ? await choose(surplus) : {};
  return colourToLuma(readPart(bytes, header, part));
}

/** Axes to choose from: any of more than one sample, but those of a picture in colour. */
function surplusOf(shape: readonly number[], type: SampleType): SurplusAxes {
  const all = shape.map((extent, axis) => ({ id: `axis${axis}`, extent }));
  const isLong = ({ extent }: DataAxis) => extent > 1;
  if (isColour(shape, type)) {
    const axes = all.slice(0, -3).filter(isLong);
    return { axes, picks: Math.max(0, axes.length - 1), rest: shape.slice(-3, -1) };
  }
  const axes = all.filter(isLong);
  return { axes, picks: Math.max(0, axes.length - 3), rest: [] };
}

/** The samples of a part, row-major, whatever the order they are stored in; of the whole array where it takes no index. */
function readPart(bytes: Uint8Array<ArrayBuffer>, header: Header, part: DataPart): Samples {
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

/**
 * Whether the last axis is one of colours, with at most one axis before height and width; where there are more, only if
 * the array is no volume as it is.
 */
function isColour(shape: readonly number[], type: SampleType): boolean {
  const channels = shape[shape.length - 1];
  const [height, width] = shape.slice(-3);
  const isVolume = shape.length > 4 && shape.filter((extent) => extent > 1).length <= 3;
  const fits = channels === 3 || (channels === 4 && /^uint(8|16)$/.test(type));
  return shape.length >= 3 && !isVolume && fits && height > channels && width > channels;
}

/**
 * `[height, width, 3]` is a picture in colour, and so is `[height, width, 4]` of 8 or 16 bits, whose opacity lays it on
 * white; with a further axis before, a stack of them. Arrays that are no larger along their other axes are volumes.
 */
function colourToLuma(samples: Samples): Samples {
  const { shape, values, dtype } = samples;
  if (!isColour(shape, dtype)) return samples;
  const channels = shape[shape.length - 1];
  const white = dtype === 'uint8' || dtype === 'uint16' ? 2 ** (8 * BYTES_OF[dtype]) - 1 : 0;
  const out = roomFor(values.length / channels, dtype);
  for (let i = 0, at = 0; i < out.length; i++, at += channels) {
    const grey = luma(values[at], values[at + 1], values[at + 2]);
    const own = channels === 3 ? grey : (grey * values[at + 3]) / white + white - values[at + 3];
    out[i] = white > 0 ? Math.round(own) : own;
  }
  return { ...samples, shape: shape.slice(0, -1), values: out };
}
