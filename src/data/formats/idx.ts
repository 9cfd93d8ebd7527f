/**
 * IDX, the files of MNIST and its relatives: two zeros, a type, the number of axes, their extents (big-endian), values.
 *
 * Source: "The IDX file format" on yann.lecun.com/exdb/mnist.
 */
import { DataError } from '../../core/errors';

/** Names of the types by their byte; only the first is read. */
const TYPES: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: 'float32',
  14: 'float64',
};

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array<ArrayBuffer>;
}

const MOST_AXES = 4;

export const isIdx = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 &&
  bytes[0] === 0 &&
  bytes[1] === 0 &&
  Object.hasOwn(TYPES, bytes[2]) &&
  bytes[3] >= 1 &&
  bytes[3] <= MOST_AXES;

/** Extents by the header, as far as it goes. */
export function idxShape(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const axes = Math.min(bytes[3], Math.floor((bytes.length - 4) / 4));
  return Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
}

/** All bytes of the file that its header promises. */
export const idxBytes = (bytes: Uint8Array): number =>
  4 + 4 * bytes[3] + idxShape(bytes).reduce((product, extent) => product * extent, 1);

/** Throws `DataError` where the file is not as its header says. */
export function readIdx(bytes: Uint8Array<ArrayBuffer>): IdxArray {
  const shape = idxShape(bytes);
  if (shape.length < bytes[3]) throw new DataError('its IDX header is cut short; the file is truncated');
  if (bytes[2] !== 8) {
    throw new DataError(`its values are ${TYPES[bytes[2]]}; save them as unsigned bytes (IDX type 8)`);
  }
  const needed = idxBytes(bytes);
  if (needed !== bytes.length) {
    throw new DataError(
      `its IDX header promises ${needed} bytes (${shape.join(' x ')} values), the file has ${bytes.length}; it is truncated or damaged`,
    );
  }
  return { shape, values: bytes.subarray(4 + 4 * shape.length) };
}
