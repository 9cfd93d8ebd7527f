/** Pictures, arrays and volumes besides TIFF, in the forms that people have. */
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { describe, expect, test } from 'vitest';
import { joinFiles } from '../../src/tasks/siren/decode/pair';
import { pictureExtents } from '../../src/tasks/siren/decode/pictureExtents';
import { niftiFile, npyFile, npyHeader } from './dataFiles';
import { bytesOf, decode, decodeWhole, gzip, ramp, refusal } from './decodeHelpers';
import { type PngSpec, pngFile } from './pngFile';

const words = (count: number, by = 7919) => ramp(count).map((i) => (i * by) % 65_536);

describe('PNG of 16 bits', () => {
  test.each([
    [0, 1],
    [2, 3],
    [4, 2],
    [6, 4],
  ] as const)('of colour type %i is read in full depth, interlaced or not', async (colour, channels) => {
    for (const [width, height] of [
      [9, 11],
      [2, 3],
      [5, 2],
    ]) {
      const samples = words(width * height * channels);
      const expected = ramp(width * height).map((i) => {
        const [a, b, c, d] = samples.slice(i * channels);
        const own = channels >= 3 ? (299 * a + 587 * b + 114 * c) / 1000 : a;
        const opacity = { 0: 65535, 2: 65535, 4: b, 6: d }[colour];
        return Math.round((own * opacity) / 65535 + 65535 - opacity);
      });
      for (const interlaced of [false, true]) {
        const data = await decode(pngFile({ width, height, colour, samples, interlaced }), 'deep.png');
        expect(data).toMatchObject({ shape: [height, width], dtype: 'uint16', peak: 65535 });
        expect([...data.values]).toEqual(expected);
      }
    }
  });

  const spec: PngSpec = { width: 3, height: 2, colour: 0, samples: words(6) };

  test('has what is transparent laid on white', async () => {
    const data = await decode(pngFile({ ...spec, clear: [7919] }));
    expect([...data.values]).toEqual([0, 65535, 15838, 23757, 31676, 39595]);
    expect(data.lost).toEqual(['opacity']);
    expect(await decode(pngFile(spec))).not.toHaveProperty('lost');
  });

  test('that is cut, changed or promises too much is refused', async () => {
    const whole = pngFile(spec);
    for (let length = 8; length < whole.length - 12; length++) {
      expect(await refusal(whole.subarray(0, length)), `${length} bytes`).toMatch(
        /truncated or damaged|only be decoded in a browser/,
      );
    }
    const changed = whole.slice();
    changed[45] ^= 1;
    expect(await refusal(changed)).toMatch(
      /checksum of its part IDAT is wrong; the PNG is truncated or damaged/,
    );
    expect(await refusal(pngFile({ ...spec, filters: [5] }))).toMatch(/filter 5, where 0 to 4 exist/);
  });
});

describe('.npy', () => {
  test('of bool, float16 and 64-bit integers is read', async () => {
    const bool = await decode(npyFile(npyHeader('2, 3', '|b1'), [0, 1, 0, 1, 1, 0]));
    expect(bool).toMatchObject({ dtype: 'bool', peak: 1 });
    expect([...bool.values]).toEqual([0, 1, 0, 1, 1, 0]);
    const half = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x3555, 0x8000);
    const floats = await decode(npyFile(npyHeader('2, 3', '<f2'), bytesOf(half)));
    expect(floats).toMatchObject({ dtype: 'float16', peak: 65506 });
    expect([...floats.values]).toEqual([1, -2, 2 ** -24, 65504, 0.333251953125, -0]);
    const long = BigInt64Array.from([-5n, 0n, 7n, 900_000n, 2n, 3n]);
    const integers = await decode(npyFile(npyHeader('2, 3', '<i8'), bytesOf(long)));
    expect(integers).toMatchObject({ dtype: 'int64', peak: 900_005 });
    expect([...integers.values]).toEqual([-5, 0, 7, 900_000, 2, 3]);
    const unsigned = BigUint64Array.from([2n ** 53n - 1n, 2n ** 53n - 2n, 2n ** 53n - 3n, 2n ** 53n - 4n]);
    const far = await decode(npyFile(npyHeader('2, 2', '<u8'), bytesOf(unsigned)));
    expect([...far.values]).toEqual([3, 2, 1, 0]);
    const beyond = bytesOf(BigUint64Array.from([0n, 1n, 2n, 2n ** 53n + 1n]));
    expect(await refusal(npyFile(npyHeader('2, 2', '<u8'), beyond))).toMatch(
      /sample 9007199254740993 .*2\^53/,
    );
  });

  test('keeps the levels of what is far from 0, and leaves the rest as it is', async () => {
    const far = await decode(dump(Float64Array.from(ramp(12, 1.7e9)), [3, 4]));
    expect([...far.values]).toEqual(ramp(12));
    const whole = await decode(dump(Int32Array.from(ramp(12, 2 ** 30)), [3, 4]));
    expect([...whole.values]).toEqual(ramp(12));
    const near = await decode(dump(Float64Array.from(ramp(12, 100)), [3, 4]));
    expect([...near.values]).toEqual(ramp(12, 100));
    expect(await refusal(dump(Float64Array.of(0, 1e300, 0, 0), [2, 2]))).toMatch(/reach 1.00e\+300/);
    expect(await refusal(dump(Float64Array.of(0, 1e-40, 0, 0), [2, 2]))).toMatch(/differ by 1.00e-40/);
  });

  test('[height, width, 3] is a picture, [height, width, 4] one with opacity', async () => {
    const samples = ramp(4 * 5 * 3).map((i) => (i * 91) % 256);
    const data = await decode(dump(Uint8Array.from(samples), [4, 5, 3]));
    expect(data).toMatchObject({ shape: [4, 5], dtype: 'uint8', peak: 255 });
    const expected = ramp(20).map((i) =>
      Math.round((299 * samples[3 * i] + 587 * samples[3 * i + 1] + 114 * samples[3 * i + 2]) / 1000),
    );
    expect([...data.values]).toEqual(expected);
    const clear = Uint8Array.from({ length: 5 * 6 * 4 }, (_, i) =>
      i % 4 === 3 ? (i % 8 === 3 ? 255 : 0) : 9,
    );
    const laid = await decode(dump(clear, [5, 6, 4]));
    expect([...laid.values.subarray(0, 4)]).toEqual([9, 255, 9, 255]);
    expect([data.lost, laid.lost]).toEqual([['colour'], ['opacity']]);
    // As long along another axis, it is a volume.
    expect((await decode(dump(Uint8Array.from(ramp(27)), [3, 3, 3]))).shape).toEqual([3, 3, 3]);
  });
});

describe('.npz', () => {
  const picture = new Uint8Array(dump(Uint8Array.from(ramp(6)), [2, 3]));

  test('of one array is that array, packed or not', async () => {
    for (const level of [0, 9] as const) {
      const data = await decode(zipSync({ 'arr_0.npy': picture }, { level }), 'one.npz');
      expect(data.shape).toEqual([2, 3]);
      expect([...data.values]).toEqual(ramp(6));
    }
  });

  test('of several arrays names them, and of none says so', async () => {
    expect(await refusal(zipSync({ 'x.npy': picture, 'y.npy': picture }))).toMatch(/holds 2 arrays \(x, y\)/);
    expect(await refusal(zipSync({ 'a.txt': picture }))).toMatch(
      /zip archive of 1 file without a NumPy array/,
    );
  });

  test('that promises more than it holds is refused', async () => {
    const zip = zipSync({ 'x.npy': picture }, { level: 9 });
    const view = new DataView(zip.buffer);
    const directory = view.getUint32(zip.length - 6, true);
    view.setUint32(directory + 24, 200_000_000, true);
    expect(await refusal(zip)).toMatch(/promises more than it can hold/);
    expect(await refusal(zip.subarray(0, zip.length - 10))).toMatch(/cannot be unpacked/);
  });
});

describe('NIfTI', () => {
  const grey = Int16Array.from(ramp(24, -5, 3));

  test('in two files is one volume, whichever comes first', async () => {
    const whole = niftiFile([4, 3, 2], 4, bytesOf(grey), { magic: 'ni1', offset: 0 });
    const image = new File([whole.slice(352)], 'brain.img');
    for (const length of [348, 352]) {
      const header = new File([whole.slice(0, length)], 'brain.hdr');
      for (const files of [[header, image] as const, [image, header] as const]) {
        const data = await decodeWhole((await joinFiles(files))!);
        expect(data).toMatchObject({ name: 'brain.hdr + brain.img', shape: [2, 3, 4], dtype: 'int16' });
        expect([...data.values]).toEqual([...grey]);
      }
    }
    expect(await joinFiles([image, image])).toBeNull();
    expect(await refusal(whole.slice(0, 348), 'brain.hdr')).toMatch(/choose the .hdr and the .img together/);
  });

  test('gzipped is unpacked as far as its header says, however much follows', async () => {
    const whole = niftiFile([4, 3, 2], 4, bytesOf(grey));
    const bomb = new Uint8Array(whole.length + 200 * 2 ** 20);
    bomb.set(whole);
    const packed = await gzip(bomb);
    const before = process.memoryUsage().arrayBuffers;
    const data = await decode(packed, 'bomb.nii.gz');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
    expect([...data.values]).toEqual([...grey]);
    // What says from the start that it does not fit is not unpacked.
    const large = new Uint8Array(2048);
    large.set(niftiFile([3000, 3000, 3000], 4, new Uint8Array(0)));
    expect(await refusal(await gzip(large))).toMatch(/samples, at most/);
  });

  test('of 64-bit integers and of the second version is read', async () => {
    const long = BigInt64Array.from(ramp(24, -5), BigInt);
    expect([...(await decode(niftiFile([4, 3, 2], 1024, bytesOf(long)))).values]).toEqual(ramp(24, -5));
    for (const little of [true, false]) {
      const bytes = new Uint8Array(544 + 24);
      const view = new DataView(bytes.buffer);
      view.setInt32(0, 540, little);
      bytes.set(new TextEncoder().encode('n+2'), 4);
      view.setInt16(12, 2, little);
      [3, 4, 3, 2, 1, 1, 1, 1].forEach((extent, i) => view.setBigInt64(16 + 8 * i, BigInt(extent), little));
      view.setBigInt64(168, 544n, little);
      view.setFloat64(176, 0.5, little);
      view.setFloat64(184, 1e9, little);
      bytes.set(ramp(24), 544);
      const data = await decode(bytes, 'two.nii');
      expect(data).toMatchObject({ shape: [2, 3, 4], dtype: 'uint8', peak: 127.5 });
      // 1e9 + 0 to 11.5 has 24 levels, and float32 of it one.
      expect([...data.values]).toEqual(ramp(24, 0, 0.5));
    }
  });
});

describe('pictures of the browser', () => {
  const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));

  test('have their size read before they are decoded', () => {
    const gif = Uint8Array.from([...text('GIF89a'), 44, 1, 200, 0]);
    expect(pictureExtents(gif, 'GIF')).toEqual([300, 200]);
    const lossy = Uint8Array.from([
      ...text('RIFF'),
      0,
      0,
      0,
      0,
      ...text('WEBPVP8 '),
      ...ramp(10),
      44,
      1,
      200,
      0,
    ]);
    expect(pictureExtents(lossy, 'WebP')).toEqual([300, 200]);
    const size = 299 | (199 << 14);
    const bits = [size & 255, (size >> 8) & 255, (size >> 16) & 255, size >> 24];
    const lossless = Uint8Array.from([
      ...text('RIFF'),
      0,
      0,
      0,
      0,
      ...text('WEBPVP8L'),
      0,
      0,
      0,
      0,
      0x2f,
      ...bits,
    ]);
    expect(pictureExtents(lossless, 'WebP')).toEqual([300, 200]);
    const extended = Uint8Array.from([
      ...[...text('RIFF'), 0, 0, 0, 0, ...text('WEBPVP8X'), 0, 0, 0, 0, 0, 0, 0, 0],
      ...[43, 1, 0, 199, 0, 0],
    ]);
    expect(pictureExtents(extended, 'WebP')).toEqual([300, 200]);
    const bmp = Uint8Array.from([...text('BM'), ...ramp(12), 40, 0, 0, 0, 44, 1, 0, 0, 56, 255, 255, 255]);
    expect(pictureExtents(bmp, 'BMP')).toEqual([300, 200]);
    const avif = Uint8Array.from([
      ...[0, 0, 0, 32, ...text('ftypavif'), 0, 0, 0, 20, ...text('ispe'), 0, 0, 0, 0],
      ...[0, 0, 1, 44, 0, 0, 0, 200, ...ramp(8)],
    ]);
    expect(pictureExtents(avif, 'AVIF')).toEqual([300, 200]);
    expect(pictureExtents(gif.subarray(0, 8), 'GIF')).toBeNull();
    expect(pictureExtents(lossy.subarray(0, 20), 'WebP')).toBeNull();
  });

  test('are known by their content, and too large ones refused', async () => {
    const gif = Uint8Array.from([...text('GIF89a'), 255, 255, 255, 255]);
    expect(await refusal(gif, 'picture.png')).toMatch(/65535 x 65535 = \d+ samples, at most/);
    const small = Uint8Array.from([...text('GIF89a'), 8, 0, 8, 0]);
    expect(await refusal(small)).toMatch(/GIF files can only be decoded in a browser/);
  });
});

describe('other files are named for what they are', () => {
  const bytes = (value: string) => Uint8Array.from(value, (letter) => letter.charCodeAt(0));

  test.each([
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n',
      /it is a Git LFS pointer; fetch/,
    ],
    ['\n<!DOCTYPE html>\n<html><body>404</body></html>', /it is an HTML page; it was saved in place/],
    ['\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x05numpy', /it is a Python pickle/],
    ['\x89HDF\r\n\x1a\n\0\0\0\0', /it is an HDF5 file/],
    [`${'\0'.repeat(128)}DICM\x02\0\0\0UL`, /it is a DICOM file/],
    ['P5\n8 8\n255\n', /it is a Netpbm picture/],
    ['%PDF-1.7\n', /it is a PDF document/],
    ['\0\0\0\x18ftypheic\0\0\0\0', /it is a HEIC picture/],
    ['<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', /it is an SVG drawing/],
  ])('%j', async (content, reason) => {
    const message = await refusal(bytes(content), 'volume.tif');
    expect(message).toMatch(reason);
    expect(message).not.toMatch(/damaged/);
    expect(await refusal(await gzip(bytes(content)), 'volume.nii.gz')).toMatch(/unpacked, it is/);
  });
});
