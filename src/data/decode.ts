/**
 * Files of labelled pictures, decoded where they are: IDX (pictures and labels are two files), batches of CIFAR-10 and
 * `.npz` of x_train, y_train. What a file is, its bytes say; whether it is for training or testing, its name.
 */
import { DataError, errorMessage } from '../core/errors';
import { describeKind, fileKind } from '../core/fileKind';
import { sha256Hex } from '../core/sha256';
import { isCifar, readCifar } from './formats/cifar';
import { gunzip, isGzip } from './formats/gzip';
import { idxBytes, isIdx, readIdx } from './formats/idx';
import { NPZ_PARTS, readNpzPictures } from './formats/npzPictures';
import { MAX_FILE_BYTES } from './formats/samples';
import { unzipped, zipNames } from './formats/zip';
import {
  countOf,
  joinExamples,
  type LabelledExamples,
  PARTS,
  type PictureData,
  type PictureExtents,
  pictureSet,
  sameExtents,
} from './pictures';

/** A file, unpacked. */
interface Member {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What was found for training and for testing. */
interface Found {
  readonly given: LabelledExamples;
  readonly test: LabelledExamples | null;
  /** Of several files. */
  readonly hash?: string;
}

/** Of a data set, more than any has that is read here. */
export const MOST_FILES = 20;
/** Characters that the name of data may have in a link. */
const MOST_NAME = 200;
const KNOWN =
  'IDX files (pictures and labels together), batches of CIFAR-10 (.bin) and .npz of x_train and y_train';

/** A data set of one file, or of several put into one by `joinFiles`. Throws `DataError`, a sentence that names the file. */
export async function decodePictures(file: File): Promise<PictureData> {
  const name = file.name || 'the file';
  try {
    const bytes = await bytesOf(file);
    const { given, test, hash } = await read({ name, bytes });
    const { extents } = given;
    if (test && !sameExtents(extents, test.extents)) {
      throw new DataError(
        `its pictures for training have ${words(extents)} values, those for testing ${words(test.extents)}; choose files that belong together`,
      );
    }
    const set = pictureSet(extents, given, test);
    const count = PARTS.reduce((sum, part) => sum + countOf(set.split[part]), 0);
    return {
      ...set,
      name: name.slice(0, MOST_NAME),
      hash: hash ?? (await sha256Hex(bytes)),
      shape: [count, extents.height, extents.width, extents.channels],
      dtype: 'uint8',
      bytes: file.size,
    };
  } catch (error) {
    const reason = error instanceof DataError ? error.message : `it cannot be read (${errorMessage(error)})`;
    throw new DataError(`"${name}" cannot be used: ${reason}.`);
  }
}

const words = ({ height, width, channels }: PictureExtents): string => `${height} x ${width} x ${channels}`;

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0) throw new DataError('it is empty; choose a file that holds labelled pictures');
  if (file.size > MAX_FILE_BYTES) {
    throw new DataError(
      `it has ${Math.ceil(file.size / 2 ** 20)} MiB, at most ${MAX_FILE_BYTES / 2 ** 20} are read; leave some pictures out`,
    );
  }
  return new Uint8Array(await file.arrayBuffer());
}

/** Files that come with a data set and are none of it. */
const BESIDES = /(?:^|\/)(?:\.|__MACOSX\/|readme|batches\.meta)|\/$/i;

async function read(file: Member): Promise<Found> {
  const kind = fileKind(file.bytes);
  if (kind !== 'npz' && kind !== 'zip') return assembled([await unpacked(file)]);
  const names = zipNames(file.bytes).filter((name) => !BESIDES.test(name));
  if (names.some((name) => name.endsWith('.npy'))) return ofNpz(file.bytes, names);
  if (names.length === 0) throw new DataError('it is a zip archive without files; choose another');
  if (names.length > MOST_FILES) {
    throw new DataError(
      `it is a zip archive of ${names.length} files, at most ${MOST_FILES} are read; choose those of the data set`,
    );
  }
  const members: Member[] = [];
  for (const name of names) {
    members.push(await unpacked({ name, bytes: unzipped(file.bytes, name) }));
    const size = members.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (size > MAX_FILE_BYTES) {
      throw new DataError(
        `unpacked it is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB; leave some of its files out`,
      );
    }
  }
  // One after the other, so that it does not matter in which order, or how packed, they came.
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hashes = await Promise.all(members.map(({ bytes }) => sha256Hex(bytes)));
  return { ...assembled(members), hash: await sha256Hex(new TextEncoder().encode(hashes.join(' '))) };
}

function ofNpz(archive: Uint8Array<ArrayBuffer>, names: readonly string[]): Found {
  const has = (name: string) => names.includes(`${name}.npy`);
  const [given, test] = NPZ_PARTS;
  const lacking = given.filter((name) => !has(name));
  if (lacking.length > 0) {
    const some = names.slice(0, 6).map((name) => name.slice(0, 40).replace(/\.npy$/, ''));
    throw new DataError(
      `it has no array ${lacking.join(' and no ')}, but ${some.join(', ')}; save the pictures as x_train and their classes as y_train`,
    );
  }
  return {
    given: readNpzPictures(archive, given),
    test: test.every(has) ? readNpzPictures(archive, test) : null,
  };
}

async function unpacked({ name, bytes }: Member): Promise<Member> {
  if (!isGzip(bytes)) return { name, bytes };
  const inside = await gunzip(bytes, (head) => (isIdx(head) ? idxBytes(head) : null));
  return { name: name.replace(/\.gz$/i, ''), bytes: inside };
}

// -- what belongs together ----------------------------------------------------------------------------

const isForTest = ({ name }: Member): boolean => /t10k|test/i.test(name.split('/').at(-1)!);

function assembled(members: readonly Member[]): Found {
  const test = members.filter(isForTest);
  const given = members.filter((member) => !isForTest(member));
  // A test set alone is as good as any other.
  if (given.length === 0) return { given: examplesOf(test), test: null };
  return { given: examplesOf(given), test: test.length > 0 ? examplesOf(test) : null };
}

/** CIFAR records begin with a label, which may look like IDX; the exact length tells. */
const isBatch = ({ bytes }: Member): boolean =>
  isCifar(bytes) && !(isIdx(bytes) && idxBytes(bytes) === bytes.length);

function examplesOf(members: readonly Member[]): LabelledExamples {
  const stranger = members.find((member) => !isIdx(member.bytes) && !isBatch(member));
  if (stranger) throw new DataError(`${subject(stranger, members)} ${strange(stranger)}`);
  const batches = members.filter(isBatch);
  if (batches.length === 0) return ofIdx(members);
  if (batches.length < members.length) {
    throw new DataError('it mixes batches of CIFAR-10 with IDX files; choose the files of one data set');
  }
  const all = batches.map((batch) => within(batch, members, () => readCifar(batch.bytes)));
  return { ...joinExamples(all), extents: all[0].extents };
}

/** "it", or the file by its name where there are several. */
const subject = ({ name }: Member, members: readonly Member[]): string =>
  members.length === 1 ? 'it' : `"${name.slice(0, 80)}"`;

function strange({ bytes }: Member): string {
  const kind = fileKind(bytes);
  if (!kind || kind === 'text') return `is none of the formats known here: ${KNOWN}`;
  const { what, remedy } = describeKind(kind);
  return `is ${what}, where labelled pictures are read from ${KNOWN}; ${remedy}`;
}

/** Reads one of several files: what is wrong is said of it. */
function within<T>(member: Member, members: readonly Member[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DataError) || members.length === 1) throw error;
    throw new DataError(`of ${subject(member, members)}, ${error.message}`);
  }
}

function ofIdx(members: readonly Member[]): LabelledExamples {
  const arrays = members.map((member) => ({
    member,
    ...within(member, members, () => readIdx(member.bytes)),
  }));
  const pictures = arrays.filter(({ shape }) => shape.length >= 3);
  const labels = arrays.filter(({ shape }) => shape.length === 1);
  if (pictures.length !== 1 || labels.length !== 1 || arrays.length !== 2) {
    const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
    throw new DataError(
      `there ${pictures.length === 1 ? 'is' : 'are'} ${plural(pictures.length, 'IDX file')} of pictures and ${labels.length} of labels, one of each is needed; drop both together, such as train-images-idx3-ubyte and train-labels-idx1-ubyte`,
    );
  }
  const [count, height, width, channels = 1] = pictures[0].shape;
  if (labels[0].shape[0] !== count) {
    throw new DataError(
      `"${pictures[0].member.name.slice(0, 80)}" has ${count} pictures, "${labels[0].member.name.slice(0, 80)}" ${labels[0].shape[0]} labels; choose files that belong together`,
    );
  }
  // Copies: the file's own buffer is let go.
  return {
    pictures: pictures[0].values.slice(),
    labels: labels[0].values.slice(),
    extents: { height, width, channels },
  };
}
