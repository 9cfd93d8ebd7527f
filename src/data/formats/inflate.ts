/** Deflate streams in bounded memory. */
import { Unzlib } from 'fflate';

/** No more bytes than this come of one. */
export const INFLATE_EXPANSION = 1032;

/** Bytes handed to the inflater at once. */
const LEAST_PIECE = 512;
const LARGEST_PIECE = 8192;

/**
 * A zlib stream up to `length` bytes, however many more there are; fewer come back where it ends early. Throws an
 * `Error` on what is no such stream.
 */
export function inflate(data: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let at = 0;
  const stream = new Unzlib((chunk) => {
    const part = chunk.subarray(0, length - at);
    out.set(part, at);
    at += part.length;
  });
  const piece = Math.min(LARGEST_PIECE, Math.max(LEAST_PIECE, length >> 4));
  for (let from = 0; from < data.length && at < length; from += piece) {
    stream.push(data.subarray(from, from + piece), from + piece >= data.length);
  }
  return out.subarray(0, at);
}
