/** Gzip streams, unpacked by the browser or Node, and those of several members, which browsers refuse, here. */
import { Gunzip } from 'fflate';
import { DataError } from '../../core/errors';
import { crc32 } from './crc32';
import { MAX_FILE_BYTES } from './samples';

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacked bytes that are looked at to tell how many there will be. */
const HEAD_BYTES = 1024;
/** What may follow behind the samples; a stream that goes on is cut off. */
const SLACK = 2 ** 20;

const tooLarge = () =>
  new DataError(`unpacked it is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB; crop or reduce it first`);

/**
 * Unpacks a gzip stream, never to more than an experiment can hold, nor to more than `sizeOf` reads from its first bytes
 * (null where they do not say). Throws `DataError`.
 */
export async function gunzip(
  bytes: Uint8Array<ArrayBuffer>,
  sizeOf: (head: Uint8Array<ArrayBuffer>) => number | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let size: number | null | undefined;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (size == null || length - value.length < size) chunks.push(value);
      if (size === undefined && length >= HEAD_BYTES) size = sizeOf(join(chunks, length));
      if (size != null && size > MAX_FILE_BYTES) throw tooLarge();
      if (size != null && length > size + SLACK) {
        await reader.cancel();
        break;
      }
      if (length > MAX_FILE_BYTES) throw tooLarge();
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof DataError) throw error;
    const members = unpackMembers(bytes);
    if (members) return members;
    throw new DataError('its gzip stream cannot be unpacked; the file is truncated or damaged');
  }
  return join(
    chunks,
    chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  );
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** Bytes handed over at once: a thousandfold of them comes out at most. */
const PIECE = 8192;
/** Behind each member: its checksum and length. */
const TRAILER_BYTES = 8;

/** Several members one after the other, as bgzip writes; null where they are not, or their checksums are wrong. */
function unpackMembers(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const members: { readonly start: number; readonly chunks: Uint8Array[] }[] = [{ start: 0, chunks: [] }];
  let length = 0;
  const stream = new Gunzip((chunk) => {
    members[members.length - 1].chunks.push(chunk);
    length += chunk.length;
  });
  stream.onmember = (start) => members.push({ start, chunks: [] });
  try {
    for (let at = 0; at < bytes.length && length <= MAX_FILE_BYTES; at += PIECE) {
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    }
  } catch {
    return null;
  }
  if (members.length === 1 || length > MAX_FILE_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (const [index, { start, chunks }] of members.entries()) {
    const part = join(
      chunks,
      chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    );
    const trailer = (members[index + 1]?.start ?? bytes.length) - TRAILER_BYTES;
    if (trailer <= start || view.getUint32(trailer, true) !== crc32(part)) return null;
    parts.push(part);
  }
  return join(parts, length);
}
