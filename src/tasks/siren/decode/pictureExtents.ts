/**
 * Width and height of a picture as its header gives them, so that nothing is decoded that fits nowhere.
 *
 * Source: PNG (W3C), JPEG (ITU T.81), GIF89a, RFC 9649 for WebP, ISO/IEC 23008-12 for AVIF, and the BITMAPINFOHEADER.
 */
export type PictureKind = 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'AVIF' | 'BMP';

type Extents = readonly [width: number, height: number];

/** Null where the header gives none. */
export function pictureExtents(bytes: Uint8Array, kind: PictureKind): Extents | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return READ[kind](view, bytes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Reads beyond the end throw a `RangeError`, which stands for "cut short". */
const READ: Readonly<Record<PictureKind, (view: DataView, bytes: Uint8Array) => Extents | null>> = {
  PNG: (view) => [view.getUint32(16), view.getUint32(20)],
  JPEG: (_, bytes) => startOfFrame(bytes)?.extents ?? null,
  GIF: (view) => [view.getUint16(6, true), view.getUint16(8, true)],
  WebP: webpExtents,
  AVIF: avifExtents,
  BMP: (view) =>
    view.getUint32(14, true) === 12
      ? [view.getUint16(18, true), view.getUint16(20, true)]
      : [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))],
};

/** What the start of a JPEG's frame says. */
interface Frame {
  readonly marker: number;
  readonly bits: number;
  readonly extents: Extents;
}

/** Follows segments up to a start of frame, markers C0 to CF but C4, C8 and CC. Null where there is none. */
export function startOfFrame(bytes: Uint8Array): Frame | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { marker, bits: bytes[at + 4], extents: [view.getUint16(at + 7), view.getUint16(at + 5)] };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpExtents(view: DataView): Extents | null {
  const chunk = view.getUint32(12);
  const short = (at: number) => view.getUint16(at, true);
  if (chunk === 0x56503820) return [short(26) & 0x3fff, short(28) & 0x3fff]; // "VP8 "
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true); // "VP8L"
    return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
  }
  if (chunk !== 0x56503858) return null; // "VP8X"
  const long = (at: number) => short(at) + 65_536 * view.getUint8(at + 2) + 1;
  return [long(24), long(27)];
}

/** How far into an AVIF its size is looked for. */
const AVIF_HEADER_BYTES = 4096;

/** The largest `ispe` property: tiles and thumbnails have their own. */
function avifExtents(view: DataView, bytes: Uint8Array): Extents | null {
  let found: Extents | null = null;
  const end = Math.min(bytes.length - 16, AVIF_HEADER_BYTES);
  for (let at = 0; at <= end; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const extents: Extents = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!found || extents[0] * extents[1] > found[0] * found[1]) found = extents;
  }
  return found;
}
