/**
 * Mutated files of labelled pictures: each is decoded, or refused in a sentence, soon and in little memory.
 * DECODE_FUZZ names how many, 4,000 by default, and DECODE_FUZZ_SEED their seed.
 */
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { decodePictures } from '../../src/data/decode';
import { joinFiles } from '../../src/data/joinFiles';
import { countOf, PARTS, pictureSize } from '../../src/data/pictures';
import { mutate } from '../helpers/mutate';
import { lcg } from '../optimizers/learned/helpers';
import { bytesOf, ramp } from '../tasks/decodeHelpers';
import { bytesUp, cifarFile, idxPair, inTurn, npzFile } from './pictureFiles';

const FILES = Number(process.env.DECODE_FUZZ ?? 4000);
const SEED = Number(process.env.DECODE_FUZZ_SEED ?? 1);
const MIB = 2 ** 20;

const { pictures, labels } = idxPair(20);
const x = { shape: [20, 4, 3], data: bytesUp(240, 3) };
const y = { shape: [20], data: inTurn(20) };

type Contents = readonly (readonly [name: string, bytes: Uint8Array])[];
const KINDS = ['IDX', 'CIFAR', 'npz'];
const seeds: readonly (readonly Contents[])[] = [
  [
    [
      ['train-images', pictures],
      ['train-labels', labels],
    ],
    [
      ['train-images.gz', gzipSync(pictures)],
      ['train-labels.gz', gzipSync(labels)],
      ['t10k-images', pictures],
      ['t10k-labels', labels],
    ],
  ],
  [
    [['data_batch_1.bin', cifarFile(ramp(8))]],
    [
      ['data_batch_1.bin', cifarFile(ramp(3))],
      ['test_batch.bin', cifarFile(ramp(2))],
    ],
  ],
  [
    [['mnist.npz', npzFile({ x_train: x, y_train: y })]],
    [['test.npz', npzFile({ x_train: x, y_train: y, x_test: x, y_test: y })]],
    [
      [
        'floats.npz',
        npzFile({
          x_train: {
            shape: [20, 4, 3, 1],
            type: '<f4',
            data: bytesOf(Float32Array.from(ramp(240, 0, 1 / 240))),
          },
          y_train: { shape: [20, 1], type: '<i8', data: bytesOf(BigInt64Array.from(inTurn(20), BigInt)) },
        }),
      ],
    ],
  ],
];

/** One of the files changed, and all of them as a reader would drop them. */
async function mutated(contents: Contents, random: () => number): Promise<File> {
  const changed = Math.floor(random() * contents.length);
  const files = contents.map(
    ([name, bytes], index) =>
      new File([(index === changed ? mutate(Uint8Array.from(bytes), random) : bytes) as BlobPart], name),
  );
  if (files.length === 1) return new File([files[0]], 'mutated');
  return new File([(await joinFiles(files))!], 'mutated');
}

test(`${FILES} mutated files are each decoded or refused, soon and in little memory`, async () => {
  const random = lcg(SEED);
  const decoded = [0, 0, 0];
  let refused = 0;
  let slowest = 0;
  let largest = 0;
  for (let index = 0; index < FILES; index++) {
    const kind = index % seeds.length;
    const file = await mutated(seeds[kind][Math.floor(random() * seeds[kind].length)], random);
    const before = process.memoryUsage();
    const started = process.cpuUsage();
    try {
      const { extents, classes, split } = await decodePictures(file);
      decoded[kind]++;
      for (const part of PARTS) {
        const { pictures: bytes, labels: own } = split[part];
        expect(bytes.length).toBe(countOf(split[part]) * pictureSize(extents));
        expect(own.every((label) => label < classes)).toBe(true);
      }
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
    slowest = Math.max(slowest, (user + system) / 1000);
    const after = process.memoryUsage();
    const grown = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
    largest = Math.max(largest, grown - file.size);
  }
  console.log(
    `${KINDS.map((name, kind) => `${name} ${decoded[kind]}`).join(', ')} decoded, ${refused} refused, slowest ${slowest.toFixed(0)} ms, largest ${(largest / MIB).toFixed(1)} MiB`,
  );
  // Where values alone changed, a file stays good.
  for (const count of decoded) expect(count).toBeGreaterThan(FILES / 100);
  expect(refused).toBeGreaterThan(FILES / 4);
  expect(slowest).toBeLessThan(1000);
  expect(largest).toBeLessThan(64 * MIB);
}, 1_800_000);
