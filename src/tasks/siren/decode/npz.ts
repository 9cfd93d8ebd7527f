/** NumPy's `.npz`: a zip archive of `.npy` arrays, of which the only one is taken. */
import { DataError } from '../../../core/errors';
import { isNpy } from '../../../data/formats/npy';
import { unzipped, zipNames } from '../../../data/formats/zip';

/** Most names that a message lists. */
const NAMED = 6;

/** The bytes of the only array. Throws `DataError`, which names the arrays where there are several. */
export function onlyArray(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const files = zipNames(bytes);
  const names = files.filter((name) => name.endsWith('.npy'));
  if (names.length === 0) {
    throw new DataError(
      `it is a zip archive of ${files.length} ${files.length === 1 ? 'file' : 'files'} without a NumPy array; unpack it and choose the picture or volume in it`,
    );
  }
  if (names.length > 1) {
    const some = names.slice(0, NAMED).map((name) => name.slice(0, 60).replace(/\.npy$/, ''));
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    throw new DataError(
      `it holds ${names.length} arrays (${some.join(', ')}${more}); save the one to learn as a .npy of its own`,
    );
  }
  const array = unzipped(bytes, names[0]);
  if (!isNpy(array))
    throw new DataError(`its file ${names[0].slice(0, 60)} is no NumPy array; save it again`);
  return array;
}
