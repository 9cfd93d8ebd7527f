/**
 * PNG of 16 bits a channel, which a canvas would cut to 8: grey or colour, opaque or not, interlaced or not. Everything
 * else is the browser's.
 *
 * Source: Portable Network Graphics, third edition, W3C 2025, sections 7 to 12.
 */
import { DataError } from '../../../core/errors';
import { crc32 } from '../../../data/formats/crc32';
import { INFLATE_EXPANSION, inflate } from '../../../data/formats/inflate';
import { countSamples, Greys, roomFor, type Samples } from '../../../data/formats/samples';

const WHITE = 65_535;
/** Bytes of a sample. */
const SAMPLE = 2;
/** Channels by colour type; palettes have at most 8 bits. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
/** First column and row, and steps, of the seven passes of Adam7. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

const isPng = (bytes: Uint8Array): boolean =>
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => bytes[i] === byte);

/** Whether the header names 16 bits a channel. */
export const isDeepPng = (bytes: Uint8Array): boolean =>
  isPng(bytes) && bytes.length >= 33 && bytes[24] === 16;

const damaged = (why: string) => new DataError(`${why}; the PNG is truncated or damaged`);

interface Png {
  readonly width: number;
  readonly height: number;
  readonly colour: number;
  readonly channels: number;
  readonly interlaced: boolean;
  readonly data: Uint8Array<ArrayBuffer>;
  /** The colour that stands for nothing, where there is one. */
  readonly clear: readonly number[] | null;
}

export function decodeDeepPng(bytes: Uint8Array<ArrayBuffer>): Samples {
  const png = readChunks(bytes);
  const { width, height, channels } = png;
  const passes = png.interlaced ? ADAM7 : WHOLE;
  const sizes = passes.map(([x, y, dx, dy]) => ({
    columns: Math.max(0, Math.ceil((width - x) / dx)),
    rows: Math.max(0, Math.ceil((height - y) / dy)),
  }));
  const rowBytes = (columns: number) => 1 + columns * channels * SAMPLE;
  const needed = sizes.reduce(
    (sum, { columns, rows }) => sum + (columns === 0 ? 0 : rows * rowBytes(columns)),
    0,
  );
  if (needed > png.data.length * INFLATE_EXPANSION) {
    throw damaged(`its header promises ${needed} bytes of samples, more than it can hold`);
  }
  let raw: Uint8Array<ArrayBuffer>;
  try {
    raw = inflate(png.data, needed);
  } catch {
    throw damaged('its samples cannot be unpacked');
  }
  if (raw.length < needed) throw damaged(`it has ${raw.length} of ${needed} bytes of samples`);
  const greys = new Greys();
  const values = roomFor(width * height, 'uint16');
  let at = 0;
  passes.forEach(([x0, y0, dx, dy], pass) => {
    const { columns, rows } = sizes[pass];
    if (columns === 0) return;
    const length = rowBytes(columns);
    let above: Uint8Array = new Uint8Array(length - 1);
    for (let row = 0; row < rows; row++, at += length) {
      const line = raw.subarray(at + 1, at + length);
      unfilter(raw[at], line, above, channels * SAMPLE);
      above = line;
      const start = (y0 + row * dy) * width + x0;
      for (let column = 0; column < columns; column++) {
        values[start + column * dx] = grey(line, column * channels * SAMPLE, png, greys);
      }
    }
  });
  return { shape: [height, width], values, dtype: 'uint16', lost: greys.lost() };
}

/** Luma of a pixel, laid on white. */
function grey(line: Uint8Array, at: number, { colour, channels, clear }: Png, greys: Greys): number {
  const sample = (channel: number) => line[at + SAMPLE * channel] * 256 + line[at + SAMPLE * channel + 1];
  if (clear?.every((value, channel) => sample(channel) === value)) return greys.onWhite(0, 0, WHITE);
  const own = channels >= 3 ? greys.luma(sample(0), sample(1), sample(2)) : sample(0);
  if (colour < 4) return Math.round(own);
  const opacity = sample(channels - 1);
  return Math.round(greys.onWhite((own * opacity) / WHITE, opacity, WHITE));
}

/** Undoes the filter of a row in place. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, back: number): void {
  if (filter > 4) throw damaged(`a row has the filter ${filter}, where 0 to 4 exist`);
  if (filter === 0) return;
  for (let i = 0; i < line.length; i++) {
    const left = i >= back ? line[i - back] : 0;
    const up = above[i];
    const corner = i >= back ? above[i - back] : 0;
    if (filter === 1) line[i] += left;
    else if (filter === 2) line[i] += up;
    else if (filter === 3) line[i] += (left + up) >> 1;
    else line[i] += paeth(left, up, corner);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Reads the header, the data and the colour that stands for nothing. Throws `DataError`. */
function readChunks(bytes: Uint8Array<ArrayBuffer>): Png {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [colour, interlace] = [bytes[25], bytes[28]];
  const channels = CHANNELS[colour];
  if (!channels) throw damaged(`it has the colour type ${colour} with 16 bits`);
  countSamples([height, width]);
  const parts: Uint8Array[] = [];
  let clear: number[] | null = null;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const end = at + 8 + length;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end + 4 > bytes.length) throw damaged(`its part ${type} is cut short`);
    if (['IHDR', 'IDAT', 'tRNS'].includes(type) && crc32(bytes, at + 4, end) !== view.getUint32(end)) {
      throw damaged(`the checksum of its part ${type} is wrong`);
    }
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end));
    if (type === 'tRNS' && colour < 4 && length >= SAMPLE * channels) {
      clear = Array.from({ length: channels }, (_, channel) => view.getUint16(at + 8 + SAMPLE * channel));
    }
    if (type === 'IEND') break;
    at = end + 4;
  }
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { width, height, colour, channels, interlaced: interlace === 1, data, clear };
}
