import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { decodePictures } from '../../src/data/decode';
import { joinFiles } from '../../src/data/joinFiles';
import { countOf, heldOut, MAX_PICTURE_BYTES, pictureSet } from '../../src/data/pictures';
import { bytesOf, gzip } from '../tasks/decodeHelpers';
import { bytesUp, cifarFile, idxFile, idxPair, inTurn, npzFile } from './pictureFiles';

type Files = Readonly<Record<string, Uint8Array>>;

async function fileOf(contents: Files): Promise<File> {
  const files = Object.entries(contents).map(([name, bytes]) => new File([bytes as BlobPart], name));
  return files.length === 1 ? files[0] : (await joinFiles(files))!;
}

const decode = async (contents: Files) => decodePictures(await fileOf(contents));

async function refusal(contents: Files): Promise<string> {
  const error = await decode(contents).then(
    () => new Error('was accepted'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  expect(error.message).toMatch(/^".*" cannot be used: .+\.$/s);
  return error.message;
}

const { pictures, labels } = idxPair(40);
const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';

/** Counts of training, validation and test examples. */
const counts = ({ split }: Awaited<ReturnType<typeof decode>>) => [
  countOf(split.training),
  countOf(split.validation),
  countOf(split.test),
];

describe('IDX files', () => {
  test('of pictures and labels are a data set, whose examples stay together', async () => {
    const data = await decode({ [IMAGES]: pictures, [LABELS]: labels });
    expect(data.extents).toEqual({ height: 4, width: 3, channels: 1 });
    expect(data.shape).toEqual([40, 4, 3, 1]);
    expect(data.classes).toBe(10);
    expect(counts(data)).toEqual([36, 4, 0]);
    const { training, validation } = heldOut(40);
    for (const [part, places] of [
      [data.split.training, training],
      [data.split.validation, validation],
    ] as const) {
      places.forEach((place, index) => {
        expect(part.labels[index]).toBe(place % 10);
        expect(part.pictures.slice(index * 12, (index + 1) * 12)).toEqual(
          bytesUp(480, 7).slice(place * 12, (place + 1) * 12),
        );
      });
    }
  });

  test('are the same data packed or not, in either order', async () => {
    const plain = await decode({ [IMAGES]: pictures, [LABELS]: labels });
    const packed = await decode({
      [`${LABELS}.gz`]: await gzip(labels),
      [`${IMAGES}.gz`]: await gzip(pictures),
    });
    expect(packed.hash).toBe(plain.hash);
    expect(packed.split).toEqual(plain.split);
    expect(packed.name).toBe('train-images-idx3-ubyte.gz + 1');
  });

  test('in a zip archive of the reader’s are read as well', async () => {
    const zip = zipSync({
      [`mnist/${IMAGES}`]: pictures,
      [`mnist/${LABELS}`]: labels,
      'mnist/README': bytesUp(9),
    });
    const plain = await decode({ [IMAGES]: pictures, [LABELS]: labels });
    expect((await decode({ 'mnist.zip': zip })).hash).toBe(plain.hash);
  });

  test('of a test set are its test set, and alone are trained on', async () => {
    const own = idxPair(12);
    const test = { 't10k-images-idx3-ubyte': own.pictures, 't10k-labels-idx1-ubyte': own.labels };
    const data = await decode({ [IMAGES]: pictures, [LABELS]: labels, ...test });
    expect(counts(data)).toEqual([36, 4, 12]);
    expect(counts(await decode(test))).toEqual([11, 1, 0]);
  });

  test.each([
    ['pictures without labels', { [IMAGES]: pictures }, /1 IDX file of pictures and 0 of labels.*drop both/],
    ['labels without pictures', { [LABELS]: labels }, /0 IDX files of pictures and 1 of labels/],
    ['counts that disagree', { [IMAGES]: pictures, [LABELS]: idxPair(39).labels }, /40 pictures.*39 labels/],
    [
      'a truncated file',
      { [IMAGES]: pictures.slice(0, -1), [LABELS]: labels },
      /"train-images.*promises 496 bytes.*has 495/,
    ],
    [
      'a file that goes on',
      { [IMAGES]: pictures, [LABELS]: Uint8Array.from([...labels, 0]) },
      /"train-labels.*promises 48/,
    ],
    ['a header cut short', { [IMAGES]: pictures.slice(0, 10), [LABELS]: labels }, /cut short/],
    [
      'floats',
      { [IMAGES]: idxFile([40, 4, 3], bytesUp(1920), 13), [LABELS]: labels },
      /float32.*unsigned bytes/,
    ],
    [
      'a wrong magic',
      { [IMAGES]: Uint8Array.from([1, ...pictures.slice(1)]), [LABELS]: labels },
      /"train-images.* is none of the formats/,
    ],
    [
      'one class',
      { [IMAGES]: pictures, [LABELS]: idxFile([40], new Uint8Array(40)) },
      /all its labels are 0/,
    ],
    ['no width', { [IMAGES]: idxFile([40, 4, 0], new Uint8Array(0)), [LABELS]: labels }, /4 x 0 x 1/],
    [
      'one example',
      { [IMAGES]: idxFile([1, 4, 3], bytesUp(12)), [LABELS]: idxFile([1], inTurn(1)) },
      /fewer than two/,
    ],
    ['three files', { [IMAGES]: pictures, [LABELS]: labels, more: pictures }, /2 IDX files of pictures/],
    [
      'a picture of the web',
      { 'cat.png': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) },
      /is a picture, where labelled pictures/,
    ],
    ['nothing', { 'empty.idx': new Uint8Array(0) }, /it is empty/],
    ['a broken gzip stream', { 'x.gz': gzipSync(pictures).slice(0, 40) }, /gzip stream cannot be unpacked/],
    [
      'pictures of another size for testing',
      {
        [IMAGES]: pictures,
        [LABELS]: labels,
        't10k-i': idxFile([3, 2, 2], bytesUp(12)),
        't10k-l': idxFile([3], inTurn(3)),
      },
      /4 x 3 x 1.*2 x 2 x 1/,
    ],
  ] as const)('with %s are refused', async (_, files, reason) => {
    expect(await refusal(files)).toMatch(reason);
  });
});

describe('Batches of CIFAR-10', () => {
  const one = cifarFile([3, 1, 4, 1, 5, 9, 2, 6]);

  test('have their channels put last', async () => {
    const data = await decode({ 'data_batch_1.bin': one });
    expect(data.extents).toEqual({ height: 32, width: 32, channels: 3 });
    expect(data.classes).toBe(10);
    const [place] = heldOut(8).training;
    expect([...data.split.training.pictures.slice(0, 6)]).toEqual([
      place,
      100 + place,
      200,
      place,
      100 + place,
      200,
    ]);
  });

  test('are read one after the other, the test batch for testing', async () => {
    const data = await decode({
      'data_batch_2.bin': cifarFile([7, 7]),
      'data_batch_1.bin': one,
      'test_batch.bin': cifarFile([0, 8, 0]),
    });
    expect(counts(data)).toEqual([9, 1, 3]);
    expect([...data.split.test.labels]).toEqual([0, 8, 0]);
  });

  test('that begin like IDX are told by their length', async () => {
    const batch = cifarFile([0, 1, 2]);
    batch.set([0, 0, 8, 1], 0);
    expect((await decode({ 'a.bin': batch })).extents.channels).toBe(3);
  });

  test.each([
    ['a label out of range', { 'data_batch_1.bin': cifarFile([3, 10, 1]) }, /record 1 has the label 10/],
    ['a record cut short', { 'data_batch_1.bin': one.slice(0, -1) }, /none of the formats known here/],
    ['IDX files beside', { 'data_batch_1.bin': one, [LABELS]: labels }, /mixes batches/],
    ['one bad file of two', { a: one, b: cifarFile([77, 1]) }, /of "b", its record 0/],
  ])('with %s are refused', async (_, files, reason) => {
    expect(await refusal(files)).toMatch(reason);
  });
});

describe('A .npz', () => {
  const x = { shape: [20, 4, 3], data: bytesUp(240, 3) };
  const y = { shape: [20], data: inTurn(20, 4) };

  test('of x_train and y_train is a data set, x_test and y_test its test set', async () => {
    const file = npzFile({
      x_train: x,
      y_train: y,
      x_test: { shape: [5, 4, 3], data: bytesUp(60) },
      y_test: { shape: [5], data: inTurn(5, 4) },
    });
    const data = await decode({ 'mnist.npz': file });
    expect(counts(data)).toEqual([18, 2, 5]);
    expect(data.classes).toBe(4);
    expect(data.split.training.pictures.slice(0, 12)).toEqual(
      x.data.slice(heldOut(20).training[0] * 12, heldOut(20).training[0] * 12 + 12),
    );
  });

  test('of floats within 0 and 1 and of labels of 64 bits in a column is the same', async () => {
    const floats = Float32Array.from(x.data, (value) => value / 255);
    const longs = BigInt64Array.from(y.data, BigInt);
    const data = await decode({
      'a.npz': npzFile({
        x_train: { shape: [20, 4, 3, 1], type: '<f4', data: bytesOf(floats) },
        y_train: { shape: [20, 1], type: '<i8', data: bytesOf(longs) },
      }),
    });
    const same = await decode({ 'b.npz': npzFile({ x_train: x, y_train: y }) });
    expect(data.split).toEqual(same.split);
  });

  test.each([
    ['other names', { images: x, labels: y }, /no array x_train and no y_train, but images, labels/],
    ['no labels', { x_train: x }, /no array y_train/],
    [
      'counts that disagree',
      { x_train: x, y_train: { shape: [19], data: inTurn(19) } },
      /20 pictures.*19 labels/,
    ],
    [
      'labels one-hot',
      { x_train: x, y_train: { shape: [20, 4], data: bytesUp(80) } },
      /20 x 4.*one class per example/,
    ],
    [
      'a label out of range',
      {
        x_train: x,
        y_train: { shape: [20], type: '<i2', data: bytesOf(Int16Array.from(inTurn(20, 20), (v) => v - 1)) },
      },
      /label -1 at 0/,
    ],
    [
      'rows in place of pictures',
      { x_train: { shape: [20, 12], data: x.data }, y_train: y },
      /20 x 12; pictures have/,
    ],
    ['pixels below 0', { x_train: { ...x, type: '|i1' }, y_train: y }, /pixels lie between 0 and 255/],
    [
      'fewer samples than promised',
      { x_train: { shape: [20, 4, 4], data: x.data }, y_train: y },
      /promises 320 bytes/,
    ],
  ] as const)('with %s is refused', async (_, arrays, reason) => {
    expect(await refusal({ 'a.npz': npzFile(arrays) })).toMatch(reason);
  });
});

describe('A split', () => {
  test('holds one in ten out, at most 5,000, for ever the same', () => {
    expect(heldOut(60_000).validation).toHaveLength(5000);
    expect(heldOut(2)).toEqual({ training: [0], validation: [1] });
    expect(heldOut(30).validation).toEqual([1, 2, 17]);
    const { training, validation } = heldOut(1000);
    expect([...training, ...validation].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  test('of more than a device binds is refused', () => {
    const many = MAX_PICTURE_BYTES / 2 ** 16 + 300;
    const given = { pictures: new Uint8Array(0), labels: inTurn(many) };
    expect(() => pictureSet({ height: 256, width: 256, channels: 1 }, given, null)).toThrow(
      /2048 fit; leave some out/,
    );
  });
});

test('Files of one name, and more than there are in a data set, are not joined', async () => {
  const file = new File(['a'], 'a');
  expect(await joinFiles([file, file])).toBeNull();
  expect(await joinFiles(Array.from({ length: 21 }, (_, i) => new File(['a'], `${i}`)))).toBeNull();
});
