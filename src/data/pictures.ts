/** Labelled pictures, and how they are split into what is trained on and what is held out. */
import { DataError } from '../core/errors';
import { bitsAt, prngKey } from '../core/prng';
import { NO_EXAMPLES } from './noPictures';

/** Pictures with their classes, in one order. */
export interface Examples {
  /** `[count, height, width, channels]`. */
  readonly pictures: Uint8Array<ArrayBuffer>;
  /** `[count]`, below the number of classes. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Extents of one picture. */
export interface PictureExtents {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Examples as a file has them. */
export interface LabelledExamples extends Examples {
  readonly extents: PictureExtents;
}

export const PARTS = ['training', 'validation', 'test'] as const;
export type Part = (typeof PARTS)[number];

/** A data set: what is trained on, what is looked at during training, and what is kept for the end (perhaps nothing). */
export interface PictureSet {
  readonly extents: PictureExtents;
  readonly classes: number;
  readonly split: Readonly<Record<Part, Examples>>;
}

/** A data set of the reader's, or the built-in one, with what is told of it. */
export interface PictureData extends PictureSet {
  readonly name: string;
  /** SHA-256, hex: of the file; of several, of a text of theirs, see `decode.ts`. Empty where it is built in. */
  readonly hash: string;
  /** All examples: `[count, height, width, channels]`. */
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Of the file or files. */
  readonly bytes: number;
}

/** Bytes of training pictures at most: WebGPU's default limit of a storage binding. */
export const MAX_PICTURE_BYTES = 2 ** 27;
/** Entries of one picture at most. */
export const MAX_PICTURE_SIZE = 2 ** 16;

export const pictureSize = ({ height, width, channels }: PictureExtents): number => height * width * channels;

export const sameExtents = (a: PictureExtents, b: PictureExtents): boolean =>
  a.height === b.height && a.width === b.width && a.channels === b.channels;

export const countOf = ({ labels }: Examples): number => labels.length;

/** The examples at these places, in their order. */
export function examplesAt(
  { pictures, labels }: Examples,
  size: number,
  places: readonly number[],
): Examples {
  const some = { pictures: new Uint8Array(places.length * size), labels: new Uint8Array(places.length) };
  places.forEach((from, to) => {
    some.pictures.set(pictures.subarray(from * size, (from + 1) * size), to * size);
    some.labels[to] = labels[from];
  });
  return some;
}

/** The data set with the first `count` of its training examples alone. */
export function withFewer(set: PictureSet, count: number): PictureSet {
  const { training } = set.split;
  const places = Array.from({ length: Math.min(count, countOf(training)) }, (_, place) => place);
  const fewer = examplesAt(training, pictureSize(set.extents), places);
  return { ...set, split: { ...set.split, training: fewer } };
}

/** All of one and then all of the other. */
export function joinExamples(all: readonly Examples[]): Examples {
  const joined = (arrays: readonly Uint8Array[]) => {
    const bytes = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      bytes.set(array, at);
      at += array.length;
    }
    return bytes;
  };
  return all.length === 1
    ? all[0]
    : { pictures: joined(all.map((one) => one.pictures)), labels: joined(all.map((one) => one.labels)) };
}

/** Of what a file gives for training, one in so many is held out; at most so many. */
const HELD_OUT = 10;
const MOST_HELD_OUT = 5000;
/** Tells the held out from the others, for ever the same. */
const SPLIT = prngKey(0x73706c69);

/** Places of `count` examples that are held out, those with the smallest draws, and the others; both ascending. */
export function heldOut(count: number): { readonly training: number[]; readonly validation: number[] } {
  const most = Math.min(MOST_HELD_OUT, Math.max(1, Math.floor(count / HELD_OUT)));
  const places = Array.from({ length: count }, (_, place) => place);
  const draws = places.map((place) => bitsAt(SPLIT, place));
  const chosen = new Set(places.toSorted((a, b) => draws[a] - draws[b] || a - b).slice(0, most));
  return {
    training: places.filter((place) => !chosen.has(place)),
    validation: places.filter((place) => chosen.has(place)),
  };
}

/**
 * A data set of what files have: validation examples are taken from the training ones by key, a test set is the files'
 * own. Throws `DataError`.
 */
export function pictureSet(extents: PictureExtents, given: Examples, test: Examples | null): PictureSet {
  const size = pictureSize(extents);
  if (size < 1 || size > MAX_PICTURE_SIZE) {
    const { height, width, channels } = extents;
    throw new DataError(
      `its pictures have ${height} x ${width} x ${channels} = ${size} values, 1 to ${MAX_PICTURE_SIZE} are possible; scale them to another size`,
    );
  }
  if (countOf(given) < 2) {
    throw new DataError('it has fewer than two examples, and one is held out; add more');
  }
  const { training, validation } = heldOut(countOf(given));
  if (training.length * size > MAX_PICTURE_BYTES) {
    throw new DataError(
      `it has ${training.length} pictures of ${size} bytes to train on, ${Math.floor(MAX_PICTURE_BYTES / size)} fit; leave some out`,
    );
  }
  return {
    extents,
    classes: classesOf([given, ...(test ? [test] : [])]),
    split: {
      training: examplesAt(given, size, training),
      validation: examplesAt(given, size, validation),
      test: test ?? NO_EXAMPLES,
    },
  };
}

/** One more than the largest label. Throws `DataError` where there is nothing to tell apart. */
function classesOf(all: readonly Examples[]): number {
  let largest = 0;
  for (const { labels } of all) for (const label of labels) if (label > largest) largest = label;
  if (largest === 0) throw new DataError('all its labels are 0, so there is nothing to tell apart');
  return largest + 1;
}
