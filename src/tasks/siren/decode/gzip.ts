/** Gzip streams, unpacked by the browser or Node. */
import { DataError } from '../../../core/errors';
import { MAX_FILE_BYTES } from './samples';

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacked bytes that are looked at to tell how many there will be. */
const HEAD_BYTES = 1024;
/** What may follow behind the samples; a stream that goes on is cut off. */
const SLACK = 2 ** 20;

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
      if (size != null && length > size + SLACK) {
        await reader.cancel();
        break;
      }
      if (length > MAX_FILE_BYTES) {
        throw new DataError(
          `unpacked it is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB; crop or reduce the volume first`,
        );
      }
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof DataError) throw error;
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
