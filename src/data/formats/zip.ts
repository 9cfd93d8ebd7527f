/** Zip archives, NumPy's `.npz` among them, unpacked in bounded memory. */
import { unzipSync } from 'fflate';
import { DataError } from '../../core/errors';
import { INFLATE_EXPANSION } from './inflate';
import { MAX_FILE_BYTES } from './samples';

/** Names of the files in an archive. Throws `DataError`. */
export function zipNames(bytes: Uint8Array<ArrayBuffer>): readonly string[] {
  const names: string[] = [];
  readZip(bytes, ({ name }) => {
    names.push(name);
    return false;
  });
  return names;
}

/** One file of an archive. Throws `DataError`. */
export function unzipped(bytes: Uint8Array<ArrayBuffer>, wanted: string): Uint8Array<ArrayBuffer> {
  const files = readZip(bytes, ({ name, size, originalSize }) => {
    if (name !== wanted) return false;
    if (originalSize > MAX_FILE_BYTES) {
      throw new DataError(
        `unpacked it is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB; crop or reduce the array first`,
      );
    }
    if (size > bytes.length || originalSize > size * INFLATE_EXPANSION) {
      throw new DataError('its zip directory promises more than it can hold; it is truncated or damaged');
    }
    return true;
  });
  return files[wanted] as Uint8Array<ArrayBuffer>;
}

type Filter = NonNullable<NonNullable<Parameters<typeof unzipSync>[1]>['filter']>;

function readZip(bytes: Uint8Array, filter: Filter): ReturnType<typeof unzipSync> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError('its zip archive cannot be unpacked; it is truncated or damaged');
  }
}
