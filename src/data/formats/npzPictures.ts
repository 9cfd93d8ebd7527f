/** Pictures and labels of a `.npz`, as Keras keeps its data sets: x_train, y_train and perhaps x_test, y_test. */
import { DataError } from '../../core/errors';
import type { LabelledExamples } from '../pictures';
import { isNpy, type NpyHeader, readArray, readNpyHeader } from './npy';
import { checkRoom, countSamples, countStored, type SampleType } from './samples';
import { unzipped } from './zip';

/** Names of arrays that go together. */
export const NPZ_PARTS = [
  ['x_train', 'y_train'],
  ['x_test', 'y_test'],
] as const;

const isInteger = (type: SampleType): boolean => type === 'bool' || type.includes('int');

/** The bytes of an array, and what its header says. Throws `DataError`. */
function arrayOf(archive: Uint8Array<ArrayBuffer>, name: string) {
  const bytes = unzipped(archive, `${name}.npy`);
  if (!isNpy(bytes)) throw new DataError(`its ${name} is no NumPy array; save it again`);
  const header = readNpyHeader(bytes);
  const count = countStored(header.shape);
  checkRoom(count, header.type, bytes.length - header.dataStart);
  return { bytes, header, count };
}

/** Whether the samples are bytes in the order they are wanted in. */
const isPlain = ({ type, isFortran }: NpyHeader): boolean => type === 'uint8' && !isFortran;

/** Samples as bytes: integers from 0 to 255 as they are, floats within [0, 1] or [0, 255]. Throws `DataError`. */
function pixels(archive: Uint8Array<ArrayBuffer>, name: string) {
  const { bytes, header, count } = arrayOf(archive, name);
  const { shape, type, dataStart } = header;
  if (isPlain(header)) return { shape, values: bytes.slice(dataStart, dataStart + count) };
  countSamples(shape);
  const { values } = readArray(bytes, header);
  let largest = 0;
  for (const value of values) {
    if (!(value >= 0 && value <= 255)) {
      throw new DataError(
        `its ${name} has the value ${value}, pixels lie between 0 and 255 (or 0 and 1); scale them first`,
      );
    }
    if (value > largest) largest = value;
  }
  const factor = isInteger(type) || largest > 1 ? 1 : 255;
  return { shape, values: Uint8Array.from(values, (value) => Math.round(factor * value)) };
}

/** Classes as bytes. Throws `DataError`. */
function classes(archive: Uint8Array<ArrayBuffer>, name: string): Uint8Array<ArrayBuffer> {
  const { bytes, header } = arrayOf(archive, name);
  const long = header.shape.filter((extent) => extent > 1);
  if (long.length > 1) {
    throw new DataError(
      `its ${name} has the shape ${header.shape.join(' x ')}; save one class per example, a whole number from 0`,
    );
  }
  countSamples(header.shape);
  const { values } = readArray(bytes, header);
  return Uint8Array.from(values, (value, place) => {
    if (Number.isInteger(value) && value >= 0 && value <= 255) return value;
    throw new DataError(
      `its ${name} has the label ${value} at ${place}; classes are whole numbers from 0 to 255`,
    );
  });
}

/** Examples of two arrays by their names. Throws `DataError`. */
export function readNpzPictures(
  archive: Uint8Array<ArrayBuffer>,
  [x, y]: readonly [x: string, y: string],
): LabelledExamples {
  const { shape, values: pictures } = pixels(archive, x);
  const [count, height, width, channels = 1] = shape;
  if (shape.length < 3 || shape.length > 4 || channels > 4) {
    throw new DataError(
      `its ${x} has the shape ${shape.join(' x ')}; pictures have count x height x width, and perhaps 1 to 4 channels`,
    );
  }
  const labels = classes(archive, y);
  if (labels.length !== count) {
    throw new DataError(`its ${x} has ${count} pictures, its ${y} ${labels.length} labels; save both again`);
  }
  return { pictures, labels, extents: { height, width, channels } };
}
