/**
 * The directories of a TIFF or BigTIFF, as tables of fields. A file may be cut, chain its directories in a circle
 * or promise more than it holds: every place is checked against the file before it is read.
 *
 * Source: TIFF 6.0, Adobe 1992, section 2; BigTIFF as in libtiff's `tiff.h`.
 */
import { DataError } from '../../../../core/errors';
import { isKnownTag } from './tags';

/** Most directories that are followed; a stack of so many pages fits no experiment. */
const MAX_DIRECTORIES = 16_384;

/** Bytes of the field types, by number. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
/** Types of whole numbers without a sign: BYTE, SHORT, LONG, IFD, LONG8, IFD8, and UNDEFINED. */
const WHOLE = [1, 3, 4, 7, 13, 16, 18];

export interface TiffFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly littleEndian: boolean;
  readonly directories: readonly Directory[];
}

interface Field {
  readonly type: number;
  readonly count: number;
  readonly place: number;
}

export const damaged = (why: string) => new DataError(`${why}; the TIFF is truncated or damaged`);

export const isTiff = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x49 && bytes[1] === 0x49 && bytes[3] === 0 && (bytes[2] === 42 || bytes[2] === 43)) ||
  (bytes[0] === 0x4d && bytes[1] === 0x4d && bytes[2] === 0 && (bytes[3] === 42 || bytes[3] === 43));

/** Where the parts of a directory are: classic TIFF has 32-bit places, BigTIFF 64-bit ones. */
interface Widths {
  readonly count: 2 | 8;
  readonly entry: 12 | 20;
  readonly place: 4 | 8;
}
const CLASSIC: Widths = { count: 2, entry: 12, place: 4 };
const BIG: Widths = { count: 8, entry: 20, place: 8 };

/** One directory: fields by tag. */
export class Directory {
  /** Its first byte in the file. */
  readonly place: number;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #fields: ReadonlyMap<number, Field>;

  constructor(place: number, view: DataView, littleEndian: boolean, fields: ReadonlyMap<number, Field>) {
    this.place = place;
    this.#view = view;
    this.#littleEndian = littleEndian;
    this.#fields = fields;
  }

  has(tag: number): boolean {
    return this.#fields.has(tag);
  }

  /** Number of values of a field, 0 where it is missing. */
  count(tag: number): number {
    return this.#fields.get(tag)?.count ?? 0;
  }

  /** One value of a field of whole numbers; `fallback` where the field is missing. */
  at(tag: number, index: number, fallback?: number): number {
    const field = this.#fields.get(tag);
    if (!field) {
      if (fallback !== undefined) return fallback;
      throw damaged(`a page lacks the field ${tag}`);
    }
    const { type, count, place } = field;
    const bytes = TYPE_BYTES[type];
    if (!WHOLE.includes(type) || index >= count || place + count * bytes > this.#view.byteLength) {
      throw damaged(`the field ${tag} of a page lies beyond the end of the file or has an odd type`);
    }
    return whole(this.#view, place + index * bytes, bytes, this.#littleEndian);
  }

  /** The first value of a field; `fallback` where the field is missing. */
  first(tag: number, fallback?: number): number {
    return this.at(tag, 0, fallback);
  }

  /** Bytes of a field of bytes or text; none where there is none or it lies outside. */
  bytes(tag: number): Uint8Array {
    const field = this.#fields.get(tag);
    if (!field || TYPE_BYTES[field.type] !== 1 || field.place + field.count > this.#view.byteLength) {
      return new Uint8Array(0);
    }
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + field.place, field.count);
  }

  /** Text of a field, up to the first zero. */
  text(tag: number): string {
    const bytes = this.bytes(tag);
    const end = bytes.indexOf(0);
    return new TextDecoder('latin1').decode(end < 0 ? bytes : bytes.subarray(0, end));
  }
}

/** An unsigned number of 1, 2, 4 or 8 bytes; beyond 2^53 it is not exact, which no place in a file is. */
function whole(view: DataView, at: number, bytes: number, littleEndian: boolean): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, littleEndian);
  if (bytes === 4) return view.getUint32(at, littleEndian);
  return Number(view.getBigUint64(at, littleEndian));
}

/** All directories of the chain, in order. Throws `DataError`. */
export function readDirectories(bytes: Uint8Array<ArrayBuffer>): TiffFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw damaged('its header is cut short');
  const littleEndian = bytes[0] === 0x49;
  const isBig = view.getUint16(2, littleEndian) === 43;
  if (isBig && (bytes.length < 16 || view.getUint16(4, littleEndian) !== 8)) {
    throw damaged('its BigTIFF header is cut short or of an odd kind');
  }
  const widths = isBig ? BIG : CLASSIC;
  const kind = isBig ? ' of a BigTIFF' : '';
  const directories: Directory[] = [];
  const seen = new Set<number>();
  let entries = 0;
  let offset = whole(view, isBig ? 8 : 4, widths.place, littleEndian);
  while (offset !== 0) {
    const page = `its page ${directories.length + 1}${kind}`;
    if (seen.has(offset)) throw damaged(`${page} leads back to an earlier one`);
    seen.add(offset);
    if (offset + widths.count > bytes.length) throw damaged(`${page} lies beyond the end of the file`);
    if (directories.length >= MAX_DIRECTORIES) {
      throw new DataError(`it has more than ${MAX_DIRECTORIES} pages; split the stack first`);
    }
    const start = offset + widths.count;
    const count = whole(view, offset, widths.count, littleEndian);
    const end = start + count * widths.entry;
    if (!(end + widths.place <= bytes.length)) {
      throw damaged(`the directory of ${page} is cut short`);
    }
    entries += count;
    if (entries * widths.entry > bytes.length) throw damaged(`the directory of ${page} overlaps another`);
    const fields = readFields(view, start, end, widths, littleEndian);
    directories.push(new Directory(offset, view, littleEndian, fields));
    offset = whole(view, end, widths.place, littleEndian);
  }
  if (directories.length === 0) throw damaged('it has no pages');
  return { bytes, littleEndian, directories };
}

function readFields(
  view: DataView,
  start: number,
  end: number,
  { entry, place: wide }: Widths,
  littleEndian: boolean,
): Map<number, Field> {
  const fields = new Map<number, Field>();
  for (let at = start; at < end; at += entry) {
    const tag = view.getUint16(at, littleEndian);
    if (!isKnownTag(tag)) continue;
    const type = view.getUint16(at + 2, littleEndian);
    const count = whole(view, at + 4, wide, littleEndian);
    const inline = count * (TYPE_BYTES[type] ?? 0) <= wide;
    const value = at + 4 + wide;
    const place = inline ? value : whole(view, value, wide, littleEndian);
    if (type in TYPE_BYTES && count > 0) fields.set(tag, { type, count, place });
  }
  return fields;
}
