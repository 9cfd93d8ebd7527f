/**
 * Mutated files of every kind that is decoded here: each is decoded, or refused in a sentence, soon and in little memory.
 * DECODE_FUZZ names how many, 4,000 by default, and DECODE_FUZZ_SEED their seed.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { decodeFile } from '../../src/tasks/siren/decode';
import { type DataQuestion, isQuestion } from '../../src/tasks/types';
import { mutate } from '../helpers/mutate';
import { lcg } from '../optimizers/learned/helpers';
import { niftiFile, npyFile, npyHeader } from './dataFiles';
import { bytesOf, decodeWhole, ramp } from './decodeHelpers';
import { crc32, pngFile } from './pngFile';
import { type TiffPageSpec, tiffFile } from './tiffFile';

const FILES = Number(process.env.DECODE_FUZZ ?? 4000);
const SEED = Number(process.env.DECODE_FUZZ_SEED ?? 1);
const MIB = 2 ** 20;

const folder = new URL('./files/', import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => !name.startsWith('circle'))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

function tiffs(): Uint8Array<ArrayBuffer>[] {
  const out: Uint8Array<ArrayBuffer>[] = [];
  const storages: Partial<TiffPageSpec>[] = [{}, { rowsPerStrip: 4 }, { tile: [16, 16] }];
  const kinds: Partial<TiffPageSpec>[] = [
    { bits: 8 },
    { bits: 1 },
    { bits: 16, predictor: 2 },
    { bits: 32, format: 3, predictor: 3 },
    { bits: 64, format: 3 },
    { bits: 8, channels: 3, planar: true },
    { bits: 16, channels: 3 },
    { bits: 4, photometric: 3, extra: [[320, ramp(48, 0, 1300)]] },
    { bits: 8, channels: 2, photometric: 1, extra: [[338, [2]]] },
    { bits: 16, channels: 5, photometric: 1 },
  ];
  for (const [index, kind] of kinds.entries()) {
    const { bits = 8, channels = 1, format = 1 } = kind;
    const samples = ramp(17 * 13 * channels).map((i) =>
      format === 3 ? (i % 29) / 4 : (i * 31) % 2 ** Math.min(bits, 16),
    );
    const page = { width: 17, height: 13, bits, samples, ...kind };
    for (const compression of [1, 5, 8, 32773, 50000] as const) {
      const storage = storages[(index + compression) % storages.length];
      const full = { ...page, ...storage, compression };
      const order = { little: index % 2 === 0, big: (index + compression) % 3 === 0 };
      out.push(tiffFile({ pages: index % 4 === 0 ? [full, full, full] : [full], ...order }));
    }
  }
  return out;
}

const deep = (colour: 0 | 2 | 4 | 6, channels: number, interlaced: boolean) =>
  pngFile({ width: 11, height: 9, colour, samples: ramp(99 * channels, 3, 613), interlaced });

const grey = Int16Array.from(ramp(120, -50, 3));
const seeds: Uint8Array[][] = [
  [...cases.filter((bytes) => bytes[0] === bytes[1]), ...tiffs()],
  [
    ...cases.filter((bytes) => bytes[0] === 0x89),
    deep(0, 1, false),
    deep(2, 3, true),
    deep(4, 2, false),
    deep(6, 4, true),
  ],
  [
    niftiFile([6, 5, 4], 4, bytesOf(grey)),
    niftiFile([6, 5, 4], 4, bytesOf(grey), { slope: 0.5, shift: 3, little: false }),
    niftiFile([6, 5, 4], 4, bytesOf(grey), { magic: 'ni1', offset: 0 }),
    niftiFile([3, 4, 2, 5], 4, bytesOf(grey)),
    niftiFile([6, 5], 16, bytesOf(Float32Array.from(ramp(30)))),
  ],
  [
    ...cases.filter((bytes) => bytes[0] === 0x93),
    new Uint8Array(dump(Uint8Array.from(ramp(105)), [5, 7, 3])),
    new Uint8Array(dump(Float64Array.from(ramp(24)), [2, 3, 4])),
    new Uint8Array(dump(Uint8Array.from(ramp(120)), [2, 3, 4, 5])),
    npyFile(npyHeader('2, 3', '<i8'), bytesOf(BigInt64Array.from(ramp(6), BigInt))),
    zipSync({ 'x.npy': new Uint8Array(dump(Uint16Array.from(ramp(30)), [5, 6])) }),
  ],
];

/** The last of the parts that a file asks for. */
const lastPart = ({ axes, picks }: DataQuestion) =>
  Object.fromEntries(axes.slice(0, picks).map(({ id, extent }) => [id, extent - 1]));

/** Sets the checksums of a PNG right, so that what lies behind them is reached. */
function mend(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
}

test(`${FILES} mutated files are each decoded or refused, soon and in little memory`, async () => {
  const random = lcg(SEED);
  const names = ['TIFF', 'PNG', 'NIfTI', 'npy'];
  const decoded = [0, 0, 0, 0];
  let refused = 0;
  let slowest = { ms: 0, name: '' };
  let largest = 0;
  for (let index = 0; index < FILES; index++) {
    const kind = index % 2 === 0 ? 0 : 1 + (Math.floor(index / 2) % 3);
    const choices = seeds[kind];
    const bytes = mutate(choices[Math.floor(random() * choices.length)], random);
    if (kind === 1 && random() < 0.7) mend(bytes);
    const file = new File([bytes], 'mutated');
    const before = process.memoryUsage();
    const started = process.cpuUsage();
    try {
      const answer = await decodeFile(file);
      const data = isQuestion(answer) ? await decodeWhole(file, lastPart(answer)) : answer;
      decoded[kind]++;
      expect(data.values.length).toBe(data.shape.reduce((a, b) => a * b, 1));
      expect(data.values.every(Number.isFinite)).toBe(true);
    } catch (error) {
      refused++;
      if (!(error instanceof DataError)) throw error;
      expect(error.message).toMatch(/^"mutated" cannot be used: [\s\S]+\.$/);
      // Reasons are ours, not those of an engine that stumbled.
      expect(error.message).not.toMatch(/it cannot be read|undefined|NaN|Invalid|DataView|BigInt/);
      expect(error.message.length).toBeLessThan(500);
    }
    // Of the processor: a clock would tell of the machine.
    const { user, system } = process.cpuUsage(started);
    if (user + system > 1000 * slowest.ms)
      slowest = { ms: (user + system) / 1000, name: `${names[kind]} ${index}` };
    const after = process.memoryUsage();
    const grown = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
    largest = Math.max(largest, grown - bytes.length);
  }
  console.log(
    `${names.map((name, kind) => `${name} ${decoded[kind]}`).join(', ')} decoded, ${refused} refused, slowest ${slowest.ms.toFixed(0)} ms (${slowest.name}), largest ${(largest / MIB).toFixed(1)} MiB`,
  );
  // Where samples alone changed, a file stays good.
  for (const count of decoded) expect(count).toBeGreaterThan(FILES / 100);
  expect(refused).toBeGreaterThan(FILES / 4);
  expect(slowest.ms).toBeLessThan(1000);
  expect(largest).toBeLessThan(64 * MIB);
}, 1_800_000);
