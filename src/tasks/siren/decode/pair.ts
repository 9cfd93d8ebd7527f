/** NIfTI volumes in two files, the header (.hdr) and its samples (.img), as one. */
import { isNiftiHeader, joinPair } from './nifti';

/** Headers are short; a file this long holds more than one. */
const MAX_HEADER_BYTES = 2 ** 16;

/** One file of a header and its image in either order; null where they are no such pair. */
export async function joinFiles(files: readonly File[]): Promise<File | null> {
  if (files.length !== 2) return null;
  for (const [header, image] of [files, files.toReversed()]) {
    if (header.size > MAX_HEADER_BYTES) continue;
    const bytes = new Uint8Array(await header.arrayBuffer());
    if (isNiftiHeader(bytes)) return new File(joinPair(bytes, image), `${header.name} + ${image.name}`);
  }
  return null;
}
