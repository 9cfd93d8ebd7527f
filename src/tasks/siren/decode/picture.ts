/**
 * PNG and JPEG by the browser's own decoders, to 8-bit luma. Deeper PNGs are reduced to 8 bit; what is
 * transparent is laid on white. Pictures are taken at their full size.
 */
import { DataError } from '../../../core/errors';
import { countSamples, luma, type Samples } from './samples';

export const isPng = (bytes: Uint8Array): boolean =>
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => bytes[i] === byte);

export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** Width and height as the header gives them, before anything is decoded; null where it gives none. */
export function pictureExtents(bytes: Uint8Array): readonly [number, number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPng(bytes)) return bytes.length < 24 ? null : [view.getUint32(16), view.getUint32(20)];
  // JPEG: segments up to a start of frame, markers C0 to CF but C4, C8 and CC.
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

export async function decodePicture(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const kind = isPng(bytes) ? 'PNG' : 'JPEG';
  const extents = pictureExtents(bytes);
  if (!extents) throw new DataError(`its ${kind} header is cut short; the file is truncated or damaged`);
  countSamples(extents);
  if (typeof createImageBitmap !== 'function') {
    throw new DataError(`${kind} files can only be decoded in a browser; convert it to .npy or TIFF`);
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type: `image/${kind.toLowerCase()}` }), {
      colorSpaceConversion: 'none',
    });
  } catch {
    throw new DataError(`it begins like a ${kind} but cannot be decoded; the file is truncated or damaged`);
  }
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context)
      throw new DataError('this browser has no canvas to decode pictures with; convert it to .npy');
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const values = new Float32Array(width * height);
    for (let i = 0; i < values.length; i++) {
      values[i] = Math.round(luma(data[4 * i], data[4 * i + 1], data[4 * i + 2]));
    }
    return { shape: [height, width], values, dtype: 'uint8' };
  } finally {
    bitmap.close();
  }
}
