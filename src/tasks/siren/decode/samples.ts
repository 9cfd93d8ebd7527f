/** Samples as every decoder delivers them, and the checks they share. */
import { DataError } from '../../../core/errors';

/** Samples one experiment can hold: as float32 they fill 128 MiB, WebGPU's default limit of a storage binding. */
export const MAX_SAMPLES = 2 ** 25;
/** Bytes of a file that are read at all: `MAX_SAMPLES` in double precision and a generous header. */
export const MAX_FILE_BYTES = MAX_SAMPLES * 8 + 2 ** 20;

/** A decoded file: extents from the slowest axis, samples row-major in the file's own units. */
export interface Samples {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly dtype: SampleType;
  /** Scale that the file applies to its integers, such as NIfTI's scl_slope; default 1. */
  readonly scale?: number;
}

export type SampleType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

export const BYTES_OF: Readonly<Record<SampleType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

/** Number of samples of a shape; throws `DataError` for an extent that is no positive whole number or too many. */
export function countSamples(shape: readonly number[]): number {
  const bad = shape.find((extent) => !Number.isInteger(extent) || extent < 1);
  if (bad !== undefined) throw new DataError(`its header gives an extent of ${bad}; the file is damaged`);
  const samples = shape.reduce((product, extent) => product * extent, 1);
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

/** Reads samples of a type, in file order, to float32. Bounds are the caller's: see `checkRoom`. */
export function readSamples(
  view: DataView,
  offset: number,
  count: number,
  type: SampleType,
  littleEndian: boolean,
): Float32Array {
  const read: Record<SampleType, (at: number) => number> = {
    uint8: (at) => view.getUint8(at),
    int8: (at) => view.getInt8(at),
    uint16: (at) => view.getUint16(at, littleEndian),
    int16: (at) => view.getInt16(at, littleEndian),
    uint32: (at) => view.getUint32(at, littleEndian),
    int32: (at) => view.getInt32(at, littleEndian),
    float32: (at) => view.getFloat32(at, littleEndian),
    float64: (at) => view.getFloat64(at, littleEndian),
  };
  const readAt = read[type];
  const bytes = BYTES_OF[type];
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = readAt(offset + i * bytes);
  return values;
}

/** Luma of red, green and blue with the weights of ITU-R BT.601, as Pillow's mode L. */
export const luma = (red: number, green: number, blue: number): number =>
  (299 * red + 587 * green + 114 * blue) / 1000;

/**
 * The span PSNR refers to: that of the type for 8 and 16 bit (255, 65535) times the file's scale; the
 * data's own, `span`, for everything else.
 */
export function peakOf({ dtype, scale = 1 }: Samples, span: number): number {
  return /int(8|16)$/.test(dtype) ? (2 ** (8 * BYTES_OF[dtype]) - 1) * Math.abs(scale) : span;
}
