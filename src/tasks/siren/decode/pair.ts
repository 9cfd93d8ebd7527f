/** NIfTI volumes in two files, the header (.hdr) and its samples (.img), as one. */
import { isNiftiHeader, joinPair } from './nifti';

/** Headers are short; a file this long holds more than one. */
const MAX_HEADER_BYTES = 2 ** 16;

/** One file of a header and its image in either order; null where neither is such a header. */
export async function joinFiles(files: readonly [File, File]): Promise<File | null> {
  for (const [header, image] of [files, [files[1], files[0]]]) {
    if (header.size > MAX_HEADER_BYTES) continue;
    const bytes = new Uint8Array(await header.arrayBuffer());
    if (isNiftiHeader(bytes)) return new File(joinPair(bytes, image), `${header.name} + ${image.name}`);
  }
  return null;
}
