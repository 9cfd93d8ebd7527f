/** Writes TIFFs of every kind that is read, and some that are not, for tests; free of Node. */
import { zlibSync } from 'fflate';

export interface TiffPageSpec {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** Row by row, channels of a pixel together; bit patterns for floats are made here. */
  readonly samples: readonly number[];
  /** 1 unsigned, 2 signed, 3 float. */
  readonly format?: 1 | 2 | 3;
  readonly channels?: number;
  readonly photometric?: number;
  readonly compression?: keyof typeof PACK;
  readonly predictor?: 1 | 2 | 3;
  readonly planar?: boolean;
  readonly reversed?: boolean;
  readonly rowsPerStrip?: number;
  readonly tile?: readonly [width: number, height: number];
  /** Strips as they are stored, in place of `samples`. */
  readonly stored?: readonly Uint8Array[];
  /** Further fields: SHORTs, text, or bytes. */
  readonly extra?: readonly (readonly [tag: number, value: readonly number[] | string | Uint8Array])[];
}

export interface TiffSpec {
  readonly little?: boolean;
  readonly big?: boolean;
  readonly pages: readonly TiffPageSpec[];
}

/** LZW as TIFF has it; a table is cleared before its entry 4094. */
export function lzw(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  let width = 9;
  const put = (code: number) => {
    bits = (bits << width) | code;
    held += width;
    while (held >= 8) {
      held -= 8;
      out.push((bits >> held) & 255);
    }
    bits &= (1 << held) - 1;
  };
  let table = new Map<string, number>();
  const clear = () => {
    put(256);
    table = new Map();
    width = 9;
  };
  clear();
  let current = '';
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  for (const byte of data) {
    const longer = current + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      current = longer;
      continue;
    }
    put(codeOf(current));
    const entry = 258 + table.size;
    table.set(longer, entry);
    if (entry + 1 > (1 << width) - 1 && width < 12) width++;
    if (entry >= 4093) clear();
    current = String.fromCharCode(byte);
  }
  if (current !== '') {
    put(codeOf(current));
    if (258 + table.size + 1 > (1 << width) - 1 && width < 12) width++;
  }
  put(257);
  if (held > 0) out.push((bits << (8 - held)) & 255);
  return Uint8Array.from(out);
}

/** PackBits with runs and literals. */
export function packBits(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < data.length; ) {
    let run = 1;
    while (run < 128 && i + run < data.length && data[i + run] === data[i]) run++;
    out.push(...(run > 1 ? [257 - run, data[i]] : [0, data[i]]));
    i += run;
  }
  return Uint8Array.from(out);
}

/** Zstandard in blocks as they are, or of one byte again and again. */
function zstdRaw(data: Uint8Array): Uint8Array {
  const out = [0x28, 0xb5, 0x2f, 0xfd, 0, 0];
  for (let i = 0; i < data.length; i += 1024) {
    const part = data.subarray(i, i + 1024);
    const isOne = part.every((byte) => byte === part[0]);
    const head = (part.length << 3) | (isOne ? 2 : 0) | (i + 1024 >= data.length ? 1 : 0);
    out.push(head & 255, (head >> 8) & 255, head >> 16, ...(isOne ? [part[0]] : part));
  }
  return Uint8Array.from(out);
}

const PACK = {
  1: (data: Uint8Array) => data,
  5: lzw,
  8: (data: Uint8Array) => zlibSync(data),
  32773: packBits,
  7: packBits,
  50000: zstdRaw,
  50001: packBits,
};

/** The bits of a float of 16, 32 or 64 bits. */
function floatBits(value: number, bits: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (bits === 64) view.setFloat64(0, value);
  else view.setFloat32(0, value);
  if (bits !== 16) return bits === 64 ? view.getBigUint64(0) : BigInt(view.getUint32(0));
  const word = view.getUint32(0);
  const exponent = ((word >>> 23) & 255) - 112;
  const sign = (word >>> 16) & 0x8000;
  // Only values that 16 bits hold exactly, and no subnormal ones.
  return BigInt(value === 0 ? sign : sign | (exponent << 10) | ((word >>> 13) & 1023));
}

/** One strip or tile of a page, `[rows, columns, channels]`, packed as the page says. */
function encodeChunk(
  page: TiffPageSpec,
  little: boolean,
  x: number,
  y: number,
  w: number,
  h: number,
  only: number | null,
) {
  const { bits, channels = 1, format = 1, predictor = 1, compression = 1 } = page;
  const mask = (1n << BigInt(bits)) - 1n;
  const used = only === null ? Array.from({ length: channels }, (_, c) => c) : [only];
  const bytes: number[] = [];
  for (let row = y; row < y + h; row++) {
    const words: bigint[] = [];
    for (let column = x; column < x + w; column++) {
      for (const channel of used) {
        const inside = row < page.height && column < page.width;
        const value = inside ? page.samples[(row * page.width + column) * channels + channel] : 0;
        words.push(format === 3 ? floatBits(value, bits) : BigInt(value) & mask);
      }
    }
    bytes.push(...encodeRow(words, bits, little, predictor, used.length));
  }
  let packed = PACK[compression](Uint8Array.from(bytes));
  if (page.reversed) {
    packed = packed.map((byte) =>
      Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2),
    );
  }
  return packed;
}

function encodeRow(
  words: bigint[],
  bits: number,
  little: boolean,
  predictor: number,
  back: number,
): number[] {
  const size = bits / 8;
  const mask = (1n << BigInt(bits)) - 1n;
  const byteOf = (word: bigint, k: number) => Number((word >> BigInt(8 * (size - 1 - k))) & 255n);
  if (bits < 8) {
    const text = words.map((word) => word.toString(2).padStart(bits, '0')).join('');
    return (text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
  }
  if (predictor === 3) {
    const planes = Array.from({ length: size }, (_, k) => words.map((word) => byteOf(word, k))).flat();
    return planes.map((byte, i) => (byte - (i >= back ? planes[i - back] : 0)) & 255);
  }
  const coded =
    predictor === 2 ? words.map((word, i) => (word - (i >= back ? words[i - back] : 0n)) & mask) : words;
  return coded.flatMap((word) => {
    const own = Array.from({ length: size }, (_, k) => byteOf(word, k));
    return little ? own.reverse() : own;
  });
}

function encodeChunks(page: TiffPageSpec, little: boolean): Uint8Array[] {
  const { width, height, channels = 1, tile, rowsPerStrip = height } = page;
  const [w, h] = tile ?? [width, rowsPerStrip];
  const chunks: Uint8Array[] = [];
  for (const only of page.planar ? Array.from({ length: channels }, (_, c) => c) : [null]) {
    for (let y = 0; y < height; y += h) {
      for (let x = 0; x < width; x += w) {
        chunks.push(encodeChunk(page, little, x, y, w, tile ? h : Math.min(h, height - y), only));
      }
    }
  }
  return chunks;
}

const SHORT = 3;
const LONG = 4;
const TEXT = 2;
const BYTES = 7;

/** The bytes of a TIFF or BigTIFF. */
export function tiffFile({ little = true, big = false, pages }: TiffSpec): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  const number = (value: number, bytes: number): number[] => {
    const own = Array.from({ length: bytes }, (_, k) => Math.floor(value / 256 ** k) % 256);
    return little ? own : own.reverse();
  };
  const wide = big ? 8 : 4;
  out.push(...(little ? [0x49, 0x49] : [0x4d, 0x4d]), ...number(big ? 43 : 42, 2));
  if (big) out.push(...number(8, 2), 0, 0);
  let link = out.length;
  out.push(...number(0, wide));
  const patch = (at: number, value: number) => number(value, wide).forEach((byte, k) => (out[at + k] = byte));
  for (const page of pages) {
    const { channels = 1, tile } = page;
    const chunks = page.stored ?? encodeChunks(page, little);
    const places = chunks.map((chunk) => {
      const place = out.length;
      for (const byte of chunk) out.push(byte);
      if (out.length % 2) out.push(0);
      return place;
    });
    const sizes = chunks.map(({ length }) => length);
    const fields: [tag: number, type: number, values: readonly number[]][] = [
      [256, LONG, [page.width]],
      [257, LONG, [page.height]],
      [258, SHORT, Array.from({ length: channels }, () => page.bits)],
      [259, SHORT, [page.compression ?? 1]],
      [262, SHORT, [page.photometric ?? (channels >= 3 ? 2 : 1)]],
      [277, SHORT, [channels]],
      [284, SHORT, [page.planar ? 2 : 1]],
      [317, SHORT, [page.predictor ?? 1]],
      [339, SHORT, [page.format ?? 1]],
      ...(page.reversed ? ([[266, SHORT, [2]]] as [number, number, number[]][]) : []),
      ...(tile
        ? ([
            [322, LONG, [tile[0]]],
            [323, LONG, [tile[1]]],
            [324, LONG, places],
            [325, LONG, sizes],
          ] as [number, number, number[]][])
        : ([
            [273, LONG, places],
            [278, LONG, [page.rowsPerStrip ?? page.height]],
            [279, LONG, sizes],
          ] as [number, number, number[]][])),
    ];
    for (const [tag, value] of page.extra ?? []) {
      const known = fields.findIndex(([own]) => own === tag);
      if (known >= 0) fields.splice(known, 1);
      if (typeof value === 'string') fields.push([tag, TEXT, [...new TextEncoder().encode(`${value}\0`)]]);
      else if (value instanceof Uint8Array) fields.push([tag, BYTES, [...value]]);
      else fields.push([tag, SHORT, value]);
    }
    fields.sort(([a], [b]) => a - b);
    const entries = fields.map(([tag, type, values]) => {
      const data = values.flatMap((value) => number(value, type === SHORT ? 2 : type === LONG ? 4 : 1));
      let inline = data;
      if (data.length > wide) {
        inline = number(out.length, wide);
        for (const byte of data) out.push(byte);
        if (out.length % 2) out.push(0);
      }
      const padded = Array.from({ length: wide }, (_, k) => inline[k] ?? 0);
      return [...number(tag, 2), ...number(type, 2), ...number(values.length, wide), ...padded];
    });
    patch(link, out.length);
    out.push(...number(entries.length, big ? 8 : 2), ...entries.flat());
    link = out.length;
    out.push(...number(0, wide));
  }
  return Uint8Array.from(out);
}
