/** Writes PNGs of 16 bits a channel, for tests. */
import { zlibSync } from 'fflate';

export interface PngSpec {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 2 colour, 4 grey with opacity, 6 colour with opacity. */
  readonly colour: 0 | 2 | 4 | 6;
  /** `[height, width, channels]`. */
  readonly samples: readonly number[];
  readonly interlaced?: boolean;
  /** Rows take these filters in turn. */
  readonly filters?: readonly number[];
  readonly clear?: readonly number[];
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

const bytesOf = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, k) => Math.floor(value / 256 ** (bytes - 1 - k)) % 256);

export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

function part(type: string, data: readonly number[]): number[] {
  const body = [...new TextEncoder().encode(type), ...data];
  return [...bytesOf(data.length, 4), ...body, ...bytesOf(crc32(Uint8Array.from(body)), 4)];
}

/** A row less what its filter predicts. */
function filtered(filter: number, row: readonly number[], above: readonly number[], back: number): number[] {
  return row.map((byte, i) => {
    const left = row[i - back] ?? 0;
    const up = above[i] ?? 0;
    const corner = i >= back ? (above[i - back] ?? 0) : 0;
    const guess = left + up - corner;
    const nearest = [left, up, corner].reduce((best, one) =>
      Math.abs(guess - one) < Math.abs(guess - best) ? one : best,
    );
    return (byte - [0, left, up, (left + up) >> 1, nearest][filter]) & 255;
  });
}

export function pngFile(spec: PngSpec): Uint8Array<ArrayBuffer> {
  const { width, height, colour, samples, interlaced = false, filters = [0, 1, 2, 3, 4], clear } = spec;
  const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[colour];
  const raw: number[] = [];
  for (const [x0, y0, dx, dy] of interlaced ? ADAM7 : [[0, 0, 1, 1]]) {
    let above: number[] = [];
    for (let y = y0, n = 0; y < height && x0 < width; y += dy, n++) {
      const row: number[] = [];
      for (let x = x0; x < width; x += dx) {
        for (let c = 0; c < channels; c++) row.push(...bytesOf(samples[(y * width + x) * channels + c], 2));
      }
      const filter = filters[n % filters.length];
      raw.push(filter, ...filtered(filter, row, above, channels * 2));
      above = row;
    }
  }
  const header = [...bytesOf(width, 4), ...bytesOf(height, 4), 16, colour, 0, 0, interlaced ? 1 : 0];
  const data = [...zlibSync(Uint8Array.from(raw))];
  // In two parts, as many writers have them.
  const half = data.length >> 1;
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
    ...part('IHDR', header),
    ...(clear
      ? part(
          'tRNS',
          clear.flatMap((value) => bytesOf(value, 2)),
        )
      : []),
    ...part('IDAT', data.slice(0, half)),
    ...part('IDAT', data.slice(half)),
    ...part('IEND', []),
  ]);
}
