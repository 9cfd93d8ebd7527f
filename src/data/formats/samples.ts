/** Samples as every decoder delivers them, and the checks they share. */
import { DataError } from '../../core/errors';
import { float16 } from '../../core/halfFloat';

/** Samples one experiment can hold: as float32 they fill 128 MiB, WebGPU's default limit of a storage binding. */
export const MAX_SAMPLES = 2 ** 25;
/** Bytes of a file that are read at all: `MAX_SAMPLES` in double precision and a generous header. */
export const MAX_FILE_BYTES = MAX_SAMPLES * 8 + 2 ** 20;

/** Numbers wide enough for samples of a type: float32 where it holds each of them exactly, else float64. */
export type SampleValues = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A decoded file: extents from the slowest axis, samples row-major as stored. */
export interface Samples {
  readonly shape: readonly number[];
  readonly values: SampleValues;
  readonly dtype: SampleType;
  /** What turns stored samples into the file's units, as NIfTI's scl_slope and scl_inter: default 1 and 0. */
  readonly scale?: number;
  readonly shift?: number;
  /** What one number per pixel does not keep of the file. */
  readonly lost?: readonly Lost[];
}

/** What a picture loses where a pixel becomes one number. */
export type Lost = 'colour' | 'opacity';

/** Bytes of a sample of each type. */
export const BYTES_OF = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
} as const;

export type SampleType = keyof typeof BYTES_OF;

/** Room for samples of a type. */
export function roomFor(count: number, type: SampleType): SampleValues {
  const isNarrow = BYTES_OF[type] <= 2 || type === 'float32';
  return isNarrow ? new Float32Array(count) : new Float64Array(count);
}

/** Number of samples of a shape, of a file to be read in part; throws `DataError` for an extent that is none. */
export function countStored(shape: readonly number[]): number {
  const bad = shape.find((extent) => !Number.isInteger(extent) || extent < 1);
  if (bad !== undefined) {
    throw new DataError(
      `its header gives an extent of ${bad}, where at least 1 sample is needed; save it again with samples in it`,
    );
  }
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Number of samples of a shape; throws `DataError` for an extent that is no positive whole number or too many. */
export function countSamples(shape: readonly number[]): number {
  const samples = countStored(shape);
  if (samples > MAX_SAMPLES) {
    throw new DataError(
      `it has ${shape.join(' x ')} = ${samples} samples, at most ${MAX_SAMPLES} fit; crop or reduce it first`,
    );
  }
  return samples;
}

/** Throws `DataError` unless `count` samples of a type fit into the `available` bytes. */
export function checkRoom(count: number, type: SampleType, available: number): void {
  const needed = count * BYTES_OF[type];
  if (needed > available) {
    throw new DataError(
      `its header promises ${needed} bytes of samples, the file has ${Math.max(0, available)}; it is truncated or damaged`,
    );
  }
}

/** A 64-bit integer as a number. Throws `DataError` beyond 2^53, where numbers no longer tell neighbours apart. */
function exactInteger(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new DataError(
      `its sample ${value} is beyond 2^53, where 64-bit integers cannot be kept apart; subtract an offset, or save it as float64`,
    );
  }
  return number;
}

/** Reads one sample of a type at a byte of `view`. */
export function sampleReader(
  view: DataView,
  type: SampleType,
  littleEndian: boolean,
): (at: number) => number {
  const read: Record<SampleType, (at: number) => number> = {
    bool: (at) => (view.getUint8(at) === 0 ? 0 : 1),
    uint8: (at) => view.getUint8(at),
    int8: (at) => view.getInt8(at),
    uint16: (at) => view.getUint16(at, littleEndian),
    int16: (at) => view.getInt16(at, littleEndian),
    float16: (at) => float16(view.getUint16(at, littleEndian)),
    uint32: (at) => view.getUint32(at, littleEndian),
    int32: (at) => view.getInt32(at, littleEndian),
    float32: (at) => view.getFloat32(at, littleEndian),
    uint64: (at) => exactInteger(view.getBigUint64(at, littleEndian)),
    int64: (at) => exactInteger(view.getBigInt64(at, littleEndian)),
    float64: (at) => view.getFloat64(at, littleEndian),
  };
  return read[type];
}

/** Reads samples of a type in file order. Bounds are the caller's: see `checkRoom`. */
export function readSamples(
  view: DataView,
  offset: number,
  count: number,
  type: SampleType,
  littleEndian: boolean,
): SampleValues {
  const readAt = sampleReader(view, type, littleEndian);
  const bytes = BYTES_OF[type];
  const values = roomFor(count, type);
  for (let i = 0; i < count; i++) values[i] = readAt(offset + i * bytes);
  return values;
}

/** Makes pixels one number each, and keeps what that takes from them. */
export class Greys {
  #colour = false;
  #opacity = false;

  /** Luma of red, green and blue with the weights of ITU-R BT.601, as Pillow's mode L. */
  luma(red: number, green: number, blue: number): number {
    this.#colour ||= red !== green || green !== blue;
    return (299 * red + 587 * green + 114 * blue) / 1000;
  }

  /** Lays a value on white that is multiplied by its opacity already. */
  onWhite(multiplied: number, opacity: number, white: number): number {
    this.#opacity ||= opacity < white;
    return multiplied + white - opacity;
  }

  /** What pixels had so far that is not in their numbers. */
  lost(): Lost[] {
    return [...(this.#colour ? ['colour' as const] : []), ...(this.#opacity ? ['opacity' as const] : [])];
  }
}

/**
 * The span PSNR refers to: that of the type for 8 and 16 bit (255, 65535) times the file's scale; the
 * data's own, `span`, for everything else.
 */
export function peakOf({ dtype, scale = 1 }: Samples, span: number): number {
  return /int(8|16)$/.test(dtype) ? (2 ** (8 * BYTES_OF[dtype]) - 1) * Math.abs(scale) : span;
}
