/**
 * Pictures by the browser's own decoders, to 8-bit luma: PNG, JPEG, GIF, WebP, AVIF and BMP; the first frame of moving
 * ones. What is transparent is laid on white. Pictures are taken at their full size.
 */
import { DataError } from '../../../core/errors';
import { countSamples, Greys, type Samples } from '../../../data/formats/samples';
import { type PictureKind, pictureExtents, startOfFrame } from './pictureExtents';

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

/** First bytes of each kind. */
const KINDS: Readonly<Record<PictureKind, (bytes: Uint8Array) => boolean>> = {
  PNG: (bytes: Uint8Array) => bytes[0] === 0x89 && ascii(bytes, 1, 7) === 'PNG\r\n\x1a\n',
  JPEG: (bytes: Uint8Array) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
  GIF: (bytes: Uint8Array) => /^GIF8[79]a/.test(ascii(bytes, 0, 6)),
  WebP: (bytes: Uint8Array) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP',
  AVIF: (bytes: Uint8Array) => ascii(bytes, 4, 4) === 'ftyp' && /^avi[fs]/.test(ascii(bytes, 8, 4)),
  // Two letters begin other files too: the four bytes of zeros and the size of the second header tell more.
  BMP: (bytes: Uint8Array) =>
    ascii(bytes, 0, 2) === 'BM' && [12, 40, 52, 56, 64, 108, 124].includes(bytes[14]) && bytes[15] === 0,
};

export function pictureKind(bytes: Uint8Array): PictureKind | null {
  for (const [kind, begins] of Object.entries(KINDS)) if (begins(bytes)) return kind as PictureKind;
  return null;
}

export async function decodePicture(bytes: Uint8Array<ArrayBuffer>, kind: PictureKind): Promise<Samples> {
  const extents = pictureExtents(bytes, kind);
  if (!extents) throw new DataError(`its ${kind} header is cut short; the file is truncated or damaged`);
  countSamples(extents);
  if (typeof createImageBitmap !== 'function') {
    throw new DataError(`${kind} files can only be decoded in a browser; convert it to .npy or TIFF`);
  }
  const picture = await decodeRgba(new Blob([bytes], { type: `image/${kind.toLowerCase()}` }));
  if (!picture) throw new DataError(undecodable(bytes, kind));
  const { width, height, data } = picture.pixels;
  const greys = new Greys();
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.round(greys.luma(data[4 * i], data[4 * i + 1], data[4 * i + 2]));
  }
  return {
    shape: [height, width],
    values,
    dtype: 'uint8',
    lost: [...greys.lost(), ...(picture.opaque ? [] : ['opacity' as const])],
  };
}

interface Decoded {
  /** On white, `[height, width, 4]`. */
  readonly pixels: ImageData;
  /** Whether no white shows through. */
  readonly opaque: boolean;
}

/** A picture as the browser decodes it; null where it cannot. Throws `DataError`. */
export async function decodeRgba(file: Blob): Promise<Decoded | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
  } catch {
    return null;
  }
  try {
    const { width, height } = bitmap;
    countSamples([height, width]);
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context)
      throw new DataError('this browser has no canvas to decode pictures with; convert it to .npy');
    context.drawImage(bitmap, 0, 0);
    const alone = context.getImageData(0, 0, width, height);
    if (isOpaque(alone.data)) return { pixels: alone, opaque: true };
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return { pixels: context.getImageData(0, 0, width, height), opaque: false };
  } finally {
    bitmap.close();
  }
}

function isOpaque(rgba: ImageData['data']): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] < 255) return false;
  return true;
}

/** Why the browser could not decode it. Kinds that not every browser knows are not called damaged. */
function undecodable(bytes: Uint8Array, kind: PictureKind): string {
  if (kind === 'AVIF') return 'it is an AVIF picture that this browser cannot decode; save it as PNG';
  if (kind === 'JPEG') {
    const frame = startOfFrame(bytes);
    if (frame && (frame.marker > 0xc2 || frame.bits !== 8)) {
      return 'it is a JPEG of a kind that browsers do not decode (lossless, arithmetic or 12 bits); save it as PNG';
    }
  }
  return `it begins like a ${kind} but cannot be decoded; the file is truncated or damaged`;
}
