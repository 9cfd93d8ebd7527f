/** NumPy's `.npz`: a zip archive of `.npy` arrays, of which the only one is taken. */
import { unzipSync } from 'fflate';
import { DataError } from '../../../core/errors';
import { INFLATE_EXPANSION } from './inflate';
import { isNpy } from './npy';
import { MAX_FILE_BYTES } from './samples';

/** Most names that a message lists. */
const NAMED = 6;

/** The bytes of the only array. Throws `DataError`, which names the arrays where there are several. */
export function onlyArray(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const names: string[] = [];
  let files = 0;
  readZip(bytes, ({ name }) => {
    files++;
    if (name.endsWith('.npy')) names.push(name);
    return false;
  });
  if (names.length === 0) {
    throw new DataError(
      `it is a zip archive of ${files} ${files === 1 ? 'file' : 'files'} without a NumPy array; unpack it and choose the picture or volume in it`,
    );
  }
  if (names.length > 1) {
    const some = names.slice(0, NAMED).map((name) => name.slice(0, 60).replace(/\.npy$/, ''));
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    throw new DataError(
      `it holds ${names.length} arrays (${some.join(', ')}${more}); save the one to learn as a .npy of its own`,
    );
  }
  const unpacked = readZip(bytes, ({ name, size, originalSize }) => {
    if (name !== names[0]) return false;
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
  const array = unpacked[names[0]] as Uint8Array<ArrayBuffer>;
  if (!isNpy(array))
    throw new DataError(`its file ${names[0].slice(0, 60)} is no NumPy array; save it again`);
  return array;
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
