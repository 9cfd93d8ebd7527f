/** Contents of every checkpoint file: named tensors, checked one by one and widened to float32. */
import { CheckpointError, showValue } from '../../core/errors';
import { bfloat16, float16 } from '../../core/halfFloat';
import { checkFinite } from '../theta';

export interface FileTensor {
  /** Row-major. */
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}

export type FileTensors = ReadonlyMap<string, FileTensor>;

/** Largest file accepted, bytes. The largest known, VeLO in one file, has 9.3 million. */
export const MAX_FILE_BYTES = 32 * 2 ** 20;
/** Most tensors in a file; VeLO has 33. */
export const MAX_TENSORS = 256;
const MAX_RANK = 8;

/** Throws `CheckpointError` for an empty file or one beyond `MAX_FILE_BYTES`. */
export function checkFileSize(name: string, bytes: number): void {
  if (bytes === 0) throw new CheckpointError(`${name} is empty`);
  if (bytes > MAX_FILE_BYTES) {
    throw new CheckpointError(
      `${name} has ${bytes} bytes; a checkpoint has at most ${MAX_FILE_BYTES}, so this is something else`,
    );
  }
}

/** Floats that a file may hold; those of 16 bits lie within float32. */
export type FloatType = 'float32' | 'float16' | 'bfloat16';

const READ: Readonly<Record<FloatType, (bytes: Uint8Array) => Float32Array<ArrayBuffer>>> = {
  float32: (bytes) => new Float32Array(bytes.slice().buffer),
  float16: (bytes) => Float32Array.from(new Uint16Array(bytes.slice().buffer), float16),
  bfloat16: (bytes) => Float32Array.from(new Uint16Array(bytes.slice().buffer), bfloat16),
};

/**
 * A tensor from the little-endian bytes of a file, copied and widened to float32. The shape is believed only if it fits
 * the bytes.
 */
export function floatTensor(name: string, type: FloatType, shape: unknown, bytes: Uint8Array): FileTensor {
  if (!Array.isArray(shape) || shape.length > MAX_RANK) {
    throw new CheckpointError(`tensor "${name}": expected a shape of at most ${MAX_RANK} extents`);
  }
  let size = 1;
  for (const extent of shape) {
    if (!Number.isInteger(extent) || extent < 0 || extent > MAX_FILE_BYTES) {
      throw new CheckpointError(`tensor "${name}": ${showValue(extent)} is no extent`);
    }
    size *= extent as number;
  }
  const needed = size * (type === 'float32' ? 4 : 2);
  if (needed !== bytes.byteLength) {
    throw new CheckpointError(
      `tensor "${name}": shape [${shape.join(', ')}] needs ${needed} bytes of ${type}, the file holds ${bytes.byteLength}`,
    );
  }
  const values = READ[type](bytes);
  checkFinite(values, name);
  return { shape: shape as number[], values };
}

/** The tensor of that name and shape; throws `CheckpointError` saying what was expected and found. */
export function expectTensor(tensors: FileTensors, name: string, shape: readonly number[]): Float32Array {
  const tensor = tensors.get(name);
  if (!tensor)
    throw new CheckpointError(`expected a tensor "${name}" of shape [${shape.join(', ')}], found none`);
  if (tensor.shape.length !== shape.length || tensor.shape.some((extent, axis) => extent !== shape[axis])) {
    throw new CheckpointError(
      `tensor "${name}": expected shape [${shape.join(', ')}], found [${tensor.shape.join(', ')}]`,
    );
  }
  return tensor.values;
}

/** Throws `CheckpointError` when the file has tensors beyond those named. */
export function expectNoOthers(tensors: FileTensors, known: (name: string) => boolean, what: string): void {
  const foreign = [...tensors.keys()].find((name) => !known(name));
  if (foreign !== undefined) {
    throw new CheckpointError(`${showValue(foreign)} is no tensor of ${what}; this is another model`);
  }
}

/** `[rows, columns]` to `[columns, rows]`. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      out[column * rows + row] = values[row * columns + column];
  }
  return out;
}
