/**
 * NIfTI-1 and -2 volumes, in one file (`n+1`, `n+2`) or as a pair of header and image put together (`ni1`, `ni2`).
 * Axes come out as z, y, x.
 *
 * Source: `nifti1.h` and `nifti2.h` of the NIfTI Data Format Working Group.
 */
import { DataError } from '../../../core/errors';
import {
  BYTES_OF,
  checkRoom,
  countSamples,
  countStored,
  readSamples,
  type Samples,
  type SampleType,
} from '../../../data/formats/samples';
import type { SurplusAxes } from '../../types';
import type { Choose } from './part';

/** NIfTI datatype codes. */
const TYPES: Readonly<Record<number, SampleType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};

/** Of the header alone, and where its magic lies. */
interface Version {
  readonly bytes: number;
  readonly magicAt: number;
}
const NIFTI1: Version = { bytes: 348, magicAt: 344 };
const NIFTI2: Version = { bytes: 540, magicAt: 4 };
/** Bytes of a header and of the flag for extensions behind it; a pair is put together with so many. */
const FLAG_BYTES = 4;

const magicOf = (bytes: Uint8Array, { magicAt }: Version) =>
  String.fromCharCode(...bytes.subarray(magicAt, magicAt + 3));

function versionOf(bytes: Uint8Array): Version | null {
  if (bytes.length >= NIFTI1.bytes && ['n+1', 'ni1'].includes(magicOf(bytes, NIFTI1))) return NIFTI1;
  if (bytes.length >= NIFTI2.bytes && ['n+2', 'ni2'].includes(magicOf(bytes, NIFTI2))) return NIFTI2;
  return null;
}

/** Whether a NIfTI-1 or -2 header begins here. */
export const isNifti = (bytes: Uint8Array): boolean => versionOf(bytes) !== null;

/** Whether the samples belong to another file, the `.img` beside this `.hdr`. */
export function isNiftiHeader(bytes: Uint8Array): boolean {
  const version = versionOf(bytes);
  return version !== null && magicOf(bytes, version)[1] === 'i';
}

/** One file of a pair: what `decodeNifti` takes. `header` is all of the `.hdr`. */
export function joinPair(header: Uint8Array, image: Blob): BlobPart[] {
  const { bytes } = versionOf(header) ?? NIFTI1;
  return [header.slice(0, bytes), new Uint8Array(FLAG_BYTES), image];
}

interface Header {
  readonly dims: readonly number[];
  readonly type: number;
  /** Byte of the first sample. */
  readonly start: number;
  readonly slope: number;
  readonly shift: number;
}

function readHeader(view: DataView, version: Version, littleEndian: boolean): Header {
  if (version === NIFTI1) {
    return {
      dims: Array.from({ length: 8 }, (_, i) => view.getInt16(40 + 2 * i, littleEndian)),
      type: view.getInt16(70, littleEndian),
      start: view.getFloat32(108, littleEndian),
      slope: view.getFloat32(112, littleEndian),
      shift: view.getFloat32(116, littleEndian),
    };
  }
  const long = (at: number) => Number(view.getBigInt64(at, littleEndian));
  return {
    dims: Array.from({ length: 8 }, (_, i) => long(16 + 8 * i)),
    type: view.getInt16(12, littleEndian),
    start: long(168),
    slope: view.getFloat64(176, littleEndian),
    shift: view.getFloat64(184, littleEndian),
  };
}

/** What a header promises. */
interface Layout extends Header {
  readonly littleEndian: boolean;
  readonly shape: readonly number[];
  /** Of the whole file. */
  readonly count: number;
  readonly sampleType: SampleType;
  /** Axes of more than one sample beyond three: the slowest. */
  readonly surplus: SurplusAxes;
}

/** Reads and checks a header, in a file or the beginning of one. Throws `DataError`. */
function layoutOf(bytes: Uint8Array<ArrayBuffer>): Layout {
  const version = versionOf(bytes);
  if (!version) throw new DataError('its NIfTI header cannot be read; the file is damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The header begins with its own size, which tells the byte order.
  const littleEndian = view.getInt32(0, true) === version.bytes;
  if (!littleEndian && view.getInt32(0, false) !== version.bytes) {
    throw new DataError(
      `its NIfTI header says that it has ${view.getInt32(0, true)} bytes, where ${version.bytes} are possible; the file is damaged`,
    );
  }
  const header = readHeader(view, version, littleEndian);
  const sampleType = TYPES[header.type];
  if (!sampleType) {
    throw new DataError(
      `its samples have NIfTI datatype ${header.type}; save it as 8 to 64 bit integers or as floats`,
    );
  }
  const rank = header.dims[0];
  if (rank < 1 || rank > 7) {
    throw new DataError(
      `its NIfTI header gives ${rank} dimensions, where 1 to 7 are possible; the file is damaged`,
    );
  }
  const shape = header.dims.slice(1, rank + 1).reverse();
  const surplus = surplusOf(shape);
  const count = surplus.picks > 0 ? countStored(shape) : countSamples(shape);
  if (!Number.isFinite(header.start)) {
    throw new DataError('its header does not say where its samples begin; the file is damaged');
  }
  const start = Math.floor(header.start) + (isNiftiHeader(bytes) ? version.bytes + FLAG_BYTES : 0);
  return { ...header, start, littleEndian, shape, count, sampleType, surplus };
}

/** Ids of dimensions by their number, as `nifti1.h` gives them a meaning: 4 and 5. */
const dimensionId = (number: number): string => ({ 4: 'time', 5: 'channel' })[number] ?? `dimension${number}`;

function surplusOf(shape: readonly number[]): SurplusAxes {
  const long = shape.flatMap((extent, index) =>
    extent > 1 ? [{ id: dimensionId(shape.length - index), extent }] : [],
  );
  const picks = Math.max(0, long.length - 3);
  return { axes: long.slice(0, picks), picks, rest: long.slice(picks).map(({ extent }) => extent) };
}

/** Bytes of a whole file of which these are the first; null where it is no NIfTI. Throws `DataError`. */
export function niftiBytes(head: Uint8Array<ArrayBuffer>): number | null {
  if (!isNifti(head)) return null;
  const { start, count, sampleType } = layoutOf(head);
  return Math.max(0, start) + count * BYTES_OF[sampleType];
}

export async function decodeNifti(bytes: Uint8Array<ArrayBuffer>, choose: Choose): Promise<Samples> {
  const { start, count, sampleType, littleEndian, shape, slope, shift, surplus } = layoutOf(bytes);
  if (isNiftiHeader(bytes) && bytes.length <= start) {
    throw new DataError(
      'it is the header of a NIfTI pair without its samples; choose the .hdr and the .img together',
    );
  }
  if (start < 0 || start > bytes.length) {
    throw new DataError(
      `its samples shall begin at byte ${start} of ${bytes.length}; it is truncated or damaged`,
    );
  }
  checkRoom(count, sampleType, bytes.length - start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The axes to choose from are the slowest, so a part is one stretch of samples.
  const part = surplus.picks > 0 ? await choose(surplus) : {};
  const index = surplus.axes.reduce((sum, { id, extent }) => sum * extent + part[id], 0);
  const partShape = surplus.picks > 0 ? surplus.rest : shape;
  const partCount = countSamples(partShape);
  const from = start + index * partCount * BYTES_OF[sampleType];
  const values = readSamples(view, from, partCount, sampleType, littleEndian);
  // As the format says, a slope of 0 means that values are not scaled.
  const isScaled = Number.isFinite(slope) && slope !== 0;
  return {
    shape: partShape,
    values,
    dtype: sampleType,
    scale: isScaled ? slope : 1,
    shift: isScaled && Number.isFinite(shift) ? shift : 0,
  };
}
