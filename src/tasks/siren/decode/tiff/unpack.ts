/**
 * The compressions of a TIFF that are read here, each to a given number of bytes and no more: what a strip or tile
 * must hold is known, so memory and work are bounded by it, whatever the stored bytes say.
 *
 * Source: TIFF 6.0, sections 9 (PackBits) and 13 (LZW).
 */
import { DataError } from '../../../../core/errors';
import { INFLATE_EXPANSION, inflate } from '../../../../data/formats/inflate';
import { unpackZstd, ZSTD_EXPANSION } from '../zstd';

/** Unpacks `data` to at most `length` bytes; fewer come back where it ends early. Throws on what cannot be read. */
type Unpack = (data: Uint8Array<ArrayBuffer>, length: number) => Uint8Array<ArrayBuffer>;

interface Compression {
  readonly unpack: Unpack;
  /** Most bytes that can come of one. */
  readonly expansion: number;
}

/** The browser's to decode (jpeg.ts); nothing else asks how far it expands. */
export const JPEG = 7;
const JPEG_EXPANSION = 4096;

const COMPRESSIONS: Readonly<Record<number, Compression>> = {
  1: { unpack: (data, length) => data.subarray(0, length), expansion: 1 },
  5: { unpack: unpackLzw, expansion: 2731 },
  8: { unpack: inflate, expansion: INFLATE_EXPANSION },
  32946: { unpack: inflate, expansion: INFLATE_EXPANSION },
  32773: { unpack: unpackBits, expansion: 64 },
  50000: { unpack: unpackZstd, expansion: ZSTD_EXPANSION },
  // Before it had a number of its own.
  34926: { unpack: unpackZstd, expansion: ZSTD_EXPANSION },
  [JPEG]: { unpack: () => new Uint8Array(0), expansion: JPEG_EXPANSION },
};

/** Compressions known by name only. */
const OTHERS: Readonly<Record<number, string>> = {
  2: 'CCITT RLE',
  3: 'CCITT fax 3',
  4: 'CCITT fax 4',
  6: 'JPEG of the old kind',
  32809: 'ThunderScan',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34676: 'SGI LogLuv',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** The compression of a number. Throws `DataError` that names one which is not read here. */
export function findCompression(number: number): Compression {
  const known = COMPRESSIONS[number];
  if (known) return known;
  const name = OTHERS[number];
  throw new DataError(
    `its compression ${name ? `is ${name}, number ${number}, which is not read here` : `has the number ${number}`}; save it uncompressed or with LZW, deflate, PackBits or Zstandard`,
  );
}

function unpackBits(data: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let at = 0;
  for (let from = 0; from < data.length && at < length; ) {
    const head = data[from++];
    if (head < 128) {
      const part = data.subarray(from, from + Math.min(head + 1, length - at));
      out.set(part, at);
      at += part.length;
      from += head + 1;
    } else if (head > 128 && from < data.length) {
      const end = Math.min(length, at + 257 - head);
      out.fill(data[from++], at, end);
      at = end;
    }
  }
  return out.subarray(0, at);
}

const CLEAR = 256;
const END = 257;
const TABLE = 4096;

/**
 * LZW with the most significant bit first and codes that widen one early. A table entry is a place in the output:
 * it repeats what was written there and the byte behind it, so it can refer to nothing but what is already known.
 */
function unpackLzw(data: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (data[0] === 0 && data[1] & 1) {
    throw new DataError('its LZW is of a kind older than TIFF 5, which is not read here; save it again');
  }
  const out = new Uint8Array(length);
  const starts = new Uint32Array(TABLE);
  const lengths = new Uint32Array(TABLE);
  let next = END + 1;
  let width = 9;
  /** Place and length of the string written last; none after a clearing. */
  let last = 0;
  let lastLength = 0;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let from = 0; at < length; ) {
    while (held < width && from < data.length) {
      bits = ((bits << 8) | data[from++]) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    held -= width;
    const code = (bits >> held) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      lastLength = 0;
      continue;
    }
    // The newest entry begins with the string written last; its last byte is the first of what is written now.
    if (lastLength > 0 && next < TABLE) {
      starts[next] = last;
      lengths[next++] = lastLength + 1;
    }
    const start = at;
    if (code < CLEAR) out[at++] = code;
    else if (code < next && code > END) {
      const source = starts[code];
      const end = Math.min(length, at + lengths[code]);
      for (let k = source; at < end; k++) out[at++] = out[k];
    } else throw new Error(`LZW code ${code} where ${next} codes are known`);
    last = start;
    lastLength = at - start;
    if (next >= (1 << width) - 1 && width < 12) width++;
  }
  return out.subarray(0, at);
}
