/**
 * The directories of a TIFF, read and checked against the file before a library allocates anything: a
 * damaged or hostile file may chain directories in a circle or promise samples it does not hold.
 *
 * Source: TIFF 6.0, Adobe 1992, sections 2 and 8.
 */
import { DataError } from '../../../core/errors';

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly bits: readonly number[];
  /** 1 unsigned, 2 signed, 3 float. */
  readonly format: number;
  readonly compression: number;
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette. */
  readonly photometric: number;
  readonly channels: number;
  /** Bytes of the strips or tiles, as stored. */
  readonly storedBytes: number;
}

const Tag = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  channels: 277,
  stripBytes: 279,
  tileOffsets: 324,
  tileBytes: 325,
  format: 339,
} as const;

/** Bytes of the field types 1 to 12. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

const damaged = (why: string) => new DataError(`${why}; the TIFF is truncated or damaged`);

export const isTiff = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x49 && bytes[1] === 0x49 && bytes[3] === 0 && (bytes[2] === 42 || bytes[2] === 43)) ||
  (bytes[0] === 0x4d && bytes[1] === 0x4d && bytes[2] === 0 && (bytes[3] === 42 || bytes[3] === 43));

/** All pages in order. Throws `DataError` for what no decoder should be handed. */
export function readTiffPages(bytes: Uint8Array): TiffPage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw damaged('its header is cut short');
  const littleEndian = bytes[0] === 0x49;
  if (view.getUint16(2, littleEndian) === 43) {
    throw new DataError('it is a BigTIFF, which cannot be read here; save it as an ordinary TIFF');
  }
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let offset = view.getUint32(4, littleEndian);
  while (offset !== 0) {
    if (seen.has(offset)) throw damaged(`its page ${pages.length + 1} leads back to an earlier one`);
    seen.add(offset);
    if (offset + 2 > bytes.length)
      throw damaged(`its page ${pages.length + 1} lies beyond the end of the file`);
    const end = offset + 2 + view.getUint16(offset, littleEndian) * 12;
    if (end + 4 > bytes.length) throw damaged(`the directory of its page ${pages.length + 1} is cut short`);
    pages.push(readPage(view, offset + 2, end, littleEndian));
    offset = view.getUint32(end, littleEndian);
  }
  if (pages.length === 0) throw damaged('it has no pages');
  return pages;
}

function readPage(view: DataView, start: number, end: number, littleEndian: boolean): TiffPage {
  const fields = new Map<number, number>();
  for (let at = start; at < end; at += 12) fields.set(view.getUint16(at, littleEndian), at);

  /** Values of a field of whole numbers; `fallback` where it is missing. */
  const values = (tag: number, fallback?: readonly number[]): readonly number[] => {
    const at = fields.get(tag);
    if (at === undefined) {
      if (fallback) return fallback;
      throw damaged(`a page lacks the field ${tag}`);
    }
    const type = view.getUint16(at + 2, littleEndian);
    const count = view.getUint32(at + 4, littleEndian);
    const bytes = TYPE_BYTES[type] ?? 0;
    const inline = count * bytes <= 4;
    const place = inline ? at + 8 : view.getUint32(at + 8, littleEndian);
    if (count === 0 || ![1, 2, 4].includes(bytes) || place + count * bytes > view.byteLength) {
      throw damaged(`the field ${tag} of a page lies beyond the end of the file or has an odd type`);
    }
    const read = [view.getUint8, view.getUint8, view.getUint16, view.getUint16, view.getUint32][bytes];
    return Array.from({ length: count }, (_, i) => read.call(view, place + i * bytes, littleEndian));
  };

  const tiled = fields.has(Tag.tileOffsets);
  const offsets = values(tiled ? Tag.tileOffsets : Tag.stripOffsets);
  const sizes = values(tiled ? Tag.tileBytes : Tag.stripBytes);
  if (offsets.length !== sizes.length) throw damaged('a page lists more places than sizes of its data');
  if (offsets.some((place, i) => place + sizes[i] > view.byteLength)) {
    throw damaged('the data of a page lie beyond the end of the file');
  }
  return {
    width: values(Tag.width)[0],
    height: values(Tag.height)[0],
    bits: values(Tag.bits, [1]),
    format: values(Tag.format, [1])[0],
    compression: values(Tag.compression, [1])[0],
    photometric: values(Tag.photometric, [1])[0],
    channels: values(Tag.channels, [1])[0],
    storedBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
