/** Writes files of labelled pictures for tests; free of Node and of test runners. */
import { zipSync } from 'fflate';
import { npyFile, npyHeader } from '../tasks/dataFiles';

/** An IDX file of unsigned bytes. */
export function idxFile(shape: readonly number[], values: Uint8Array, type = 8): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((extent, axis) => {
    view.setUint32(4 + 4 * axis, extent);
  });
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** Bytes that go up by `by` and around. */
export const bytesUp = (count: number, by = 1): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: count }, (_, i) => (i * by) % 256);

/** Labels 0, 1, 2 .. `classes` - 1 in turn. */
export const inTurn = (count: number, classes = 10): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: count }, (_, i) => i % classes);

/** `count` pictures of 4 x 3 and their labels, as two IDX files. */
export const idxPair = (count: number, classes = 10) => ({
  pictures: idxFile([count, 4, 3], bytesUp(count * 12, 7)),
  labels: idxFile([count], inTurn(count, classes)),
});

/** A batch of CIFAR-10 whose picture `i` has `i` in red, 100 + `i` in green and 200 in blue. */
export function cifarFile(labels: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(labels.length * 3073);
  labels.forEach((label, index) => {
    bytes[index * 3073] = label;
    [index, 100 + index, 200].forEach((value, channel) => {
      bytes.fill(value, index * 3073 + 1 + channel * 1024, index * 3073 + 1 + (channel + 1) * 1024);
    });
  });
  return bytes;
}

interface NpzArray {
  readonly shape: readonly number[];
  readonly type?: string;
  readonly data: Uint8Array;
}

/** A `.npz` of arrays by name. */
export const npzFile = (arrays: Readonly<Record<string, NpzArray>>): Uint8Array<ArrayBuffer> =>
  zipSync(
    Object.fromEntries(
      Object.entries(arrays).map(([name, { shape, type, data }]) => [
        `${name}.npy`,
        npyFile(npyHeader(`${shape.join(', ')}${shape.length === 1 ? ',' : ''}`, type), data),
      ]),
    ),
  ) as Uint8Array<ArrayBuffer>;
