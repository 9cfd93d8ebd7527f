/** NIfTI-1 and -2 volumes, plain or gzipped, through nifti-reader-js. Axes come out as z, y, x. */
import { DataError } from '../../../core/errors';
import {
  checkRoom,
  countSamples,
  MAX_FILE_BYTES,
  readSamples,
  type Samples,
  type SampleType,
} from './samples';

/** NIfTI datatype codes. */
const TYPES: Readonly<Record<number, SampleType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
};

/** Bytes of a NIfTI-2 header, the longer one. */
const HEADER_BYTES = 540;

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Whether a NIfTI-1 or -2 header begins here; header and image in one file. */
export function isNifti(bytes: Uint8Array): boolean {
  const magic = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 3));
  return (
    (bytes.length >= 348 && magic(344) === 'n+1') || (bytes.length >= HEADER_BYTES && magic(4) === 'n+2')
  );
}

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

export async function decodeNifti(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const nifti = await import('nifti-reader-js');
  // Buffers from a file begin at 0; the reader knows no offset.
  const buffer = bytes.byteOffset === 0 ? bytes.buffer : bytes.slice().buffer;
  const header = nifti.readHeader(buffer);
  if (!header) throw new DataError('its NIfTI header cannot be read; the file is damaged');
  const type = TYPES[header.datatypeCode];
  if (!type) {
    throw new DataError(
      `its samples have NIfTI datatype ${header.datatypeCode}; save it as 8, 16 or 32 bit integers or as floats`,
    );
  }
  const rank = header.dims[0];
  if (!Number.isInteger(rank) || rank < 1 || rank > 7) {
    throw new DataError(
      `its NIfTI header gives ${rank} dimensions, where 1 to 7 are possible; the file is damaged`,
    );
  }
  const shape = header.dims.slice(1, rank + 1).reverse();
  const count = countSamples(shape);
  const start = header.vox_offset;
  if (!Number.isFinite(start) || start < 0 || start > bytes.length) {
    throw new DataError(
      `its samples shall begin at byte ${start} of ${bytes.length}; it is truncated or damaged`,
    );
  }
  checkRoom(count, type, bytes.length - start);
  const view = new DataView(buffer);
  const values = readSamples(view, Math.floor(start), count, type, header.littleEndian);
  // As the format says, a slope of 0 means that values are not scaled.
  const slope = Number.isFinite(header.scl_slope) && header.scl_slope !== 0 ? header.scl_slope : 1;
  const shift = Number.isFinite(header.scl_inter) && header.scl_slope !== 0 ? header.scl_inter : 0;
  if (slope !== 1 || shift !== 0) {
    for (let i = 0; i < count; i++) values[i] = values[i] * slope + shift;
  }
  return { shape, values, dtype: type, scale: slope };
}
