/**
 * The strips and tiles of a page as rows of samples: unpacked, their bits and predictors undone.
 *
 * Source: TIFF 6.0, sections 14 and 15; Adobe Photoshop TIFF Technical Note 3 for the predictor of floats.
 */
import { BYTES_OF, checkRoom, sampleReader } from '../../../../data/formats/samples';
import { damaged, type TiffFile } from './directory';
import { type Chunks, rowBytes, type TiffPage } from './page';
import { findCompression } from './unpack';

/** Tiles reach over the edges of a page; how much more than it they may hold, and what is no matter in any case. */
const MOST_UNSEEN = 8;
const SMALL = 2 ** 24;

/** A row of a strip or tile, cut to the page. */
export interface Row {
  /** Place of its first sample in the page. */
  readonly x: number;
  readonly y: number;
  /** The channel it holds in a page of planes, 0 where it holds all of them. */
  readonly channel: number;
  readonly pixels: number;
  /** `[pixels, channels]`, or `[pixels]` in a page of planes; used again for the next row. */
  readonly samples: Float64Array;
}

/** Throws `DataError` where the strips or tiles of all pages cannot hold what these promise, or are more than fit. */
export function checkChunks(file: TiffFile, pages: readonly { page: TiffPage; chunks: Chunks }[]): void {
  let listed = 0;
  let unpacked = 0;
  let shown = 0;
  for (const { page, chunks } of pages) {
    listed += chunks.count;
    // Lists that pages share would multiply the work.
    if (listed > file.bytes.length) throw damaged('its pages list more strips or tiles than it has bytes');
    let stored = 0;
    for (let index = 0; index < chunks.count; index++) {
      const end = chunks.place(index) + Math.min(chunks.size(index), chunkBytes(page, index));
      if (!(end <= file.bytes.length)) throw damaged('the data of a page lie beyond the end of the file');
      stored += chunks.size(index);
    }
    const bytes = Math.ceil((page.rows * page.width * page.channels * page.bits) / 8);
    const { expansion } = findCompression(page.compression);
    checkRoom(Math.ceil(bytes / BYTES_OF[page.type]), page.type, stored * expansion);
    unpacked += chunks.count * page.chunkRows * rowBytes(page);
    shown += bytes;
    if (unpacked > MOST_UNSEEN * shown + SMALL) {
      throw damaged('its strips or tiles hold far more than its pages show');
    }
  }
}

/** Bytes a strip or tile unpacks to. */
function chunkBytes(page: TiffPage, index: number): number {
  return chunkRowsOf(page, index) * rowBytes(page);
}

/** Rows of a strip or tile: the last strip may have fewer. */
export function chunkRowsOf(page: TiffPage, index: number): number {
  if (page.tiled) return page.chunkRows;
  const perChannel = Math.ceil(page.rows / page.chunkRows);
  return Math.min(page.chunkRows, page.rows - (index % perChannel) * page.chunkRows);
}

/** Rows of all strips or tiles of a page. Throws an `Error` where one cannot be unpacked. */
export function* readRows(file: TiffFile, page: TiffPage, chunks: Chunks): Generator<Row> {
  const across = Math.ceil(page.width / page.chunkWidth);
  const perChannel = across * Math.ceil(page.rows / page.chunkRows);
  const inRow = page.planar ? 1 : page.channels;
  const samples = new Float64Array(Math.min(page.chunkWidth, page.width) * inRow);
  for (let index = 0; index < chunks.count; index++) {
    const own = index % perChannel;
    const x = (own % across) * page.chunkWidth;
    const y = Math.floor(own / across) * page.chunkRows;
    const pixels = Math.min(page.chunkWidth, page.width - x);
    const rows = Math.min(page.chunkRows, page.rows - y);
    const { bytes, littleEndian } = unpackChunk(file, page, chunks, index);
    const read = rowReader(page, bytes, littleEndian);
    for (let row = 0; row < rows; row++) {
      read(row, pixels * inRow, samples);
      yield { x, y: y + row, channel: Math.floor(index / perChannel), pixels, samples };
    }
  }
}

interface Unpacked {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly littleEndian: boolean;
}

function unpackChunk(file: TiffFile, page: TiffPage, chunks: Chunks, index: number): Unpacked {
  const place = chunks.place(index);
  const size = chunks.size(index);
  const needed = chunkBytes(page, index);
  // Of sparse files: a tile that is not there is zero.
  if (place === 0 && size === 0) return { bytes: new Uint8Array(needed), littleEndian: true };
  const { unpack, expansion } = findCompression(page.compression);
  const what = `${page.tiled ? 'tile' : 'strip'} ${index + 1} of a page`;
  let stored = file.bytes.subarray(place, place + size);
  if (page.reversed) stored = reverseBits(stored);
  const bytes = stored.length * expansion < needed ? stored : unpack(stored, needed);
  if (bytes.length < needed) throw new Error(`${what} ends before its ${needed} bytes`);
  if (page.predictor === 1) return { bytes, littleEndian: file.littleEndian };
  const own = page.compression === 1 && !page.reversed ? bytes.slice() : bytes;
  if (page.predictor === 2) {
    undoDifferences(page, own, file.littleEndian);
    return { bytes: own, littleEndian: file.littleEndian };
  }
  undoFloatDifferences(page, own);
  return { bytes: own, littleEndian: false };
}

function reverseBits(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes, (byte) => {
    let turned = 0;
    for (let bit = 0; bit < 8; bit++) turned |= ((byte >> bit) & 1) << (7 - bit);
    return turned;
  });
}

/** Predictor 2: each sample is the difference to the one a pixel before, in the width of its type. */
function undoDifferences(page: TiffPage, bytes: Uint8Array<ArrayBuffer>, littleEndian: boolean): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = page.bits / 8;
  const back = (page.planar ? 1 : page.channels) * size;
  const length = rowBytes(page);
  const add: Readonly<Record<number, (at: number) => void>> = {
    1: (at) => view.setUint8(at, view.getUint8(at) + view.getUint8(at - back)),
    2: (at) =>
      view.setUint16(
        at,
        view.getUint16(at, littleEndian) + view.getUint16(at - back, littleEndian),
        littleEndian,
      ),
    4: (at) =>
      view.setUint32(
        at,
        view.getUint32(at, littleEndian) + view.getUint32(at - back, littleEndian),
        littleEndian,
      ),
    8: (at) =>
      view.setBigUint64(
        at,
        view.getBigUint64(at, littleEndian) + view.getBigUint64(at - back, littleEndian),
        littleEndian,
      ),
  };
  for (let row = 0; row + length <= bytes.length; row += length) {
    for (let at = row + back; at < row + length; at += size) add[size](at);
  }
}

/** Predictor 3: a row holds the first bytes of all its floats, then the second ones, as differences. */
function undoFloatDifferences(page: TiffPage, bytes: Uint8Array): void {
  const size = page.bits / 8;
  const back = page.planar ? 1 : page.channels;
  const length = rowBytes(page);
  const count = length / size;
  const row = new Uint8Array(length);
  for (let start = 0; start + length <= bytes.length; start += length) {
    row.set(bytes.subarray(start, start + length));
    for (let i = back; i < length; i++) row[i] += row[i - back];
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < size; k++) bytes[start + i * size + k] = row[k * count + i];
    }
  }
}

/** Reads the first `count` samples of a row. */
function rowReader(
  page: TiffPage,
  bytes: Uint8Array<ArrayBuffer>,
  littleEndian: boolean,
): (row: number, count: number, out: Float64Array) => void {
  const { bits } = page;
  const length = rowBytes(page);
  if (bits < 8) {
    const mask = (1 << bits) - 1;
    return (row, count, out) => {
      for (let i = 0; i < count; i++) {
        const bit = i * bits;
        out[i] = (bytes[row * length + (bit >> 3)] >> (8 - bits - (bit & 7))) & mask;
      }
    };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = sampleReader(view, page.type, littleEndian);
  const size = bits / 8;
  return (row, count, out) => {
    for (let i = 0; i < count; i++) out[i] = read(row * length + i * size);
  };
}
