/** Gzip streams, unpacked by the browser or Node. */
import { DataError } from '../../../core/errors';
import { MAX_FILE_BYTES } from './samples';

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacks a gzip stream, never to more than an experiment can hold. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > MAX_FILE_BYTES) {
        throw new DataError(
          `unpacked it is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB; crop or reduce the volume first`,
        );
      }
      chunks.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof DataError) throw error;
    throw new DataError('its gzip stream cannot be unpacked; the file is truncated or damaged');
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
