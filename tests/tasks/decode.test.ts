import { existsSync, readFileSync } from 'node:fs';
import { zlibSync } from 'fflate';
import { dump } from 'npyjs';
import { describe, expect, test } from 'vitest';
import { decodeFile, MAX_FILE_BYTES } from '../../src/tasks/siren/decode';
import { niftiFile, npyFile } from './dataFiles';
import { bytesOf, decode, gzip, ramp, refusal } from './decodeHelpers';
import { lzw, packBits } from './tiffFile';

describe('any file', () => {
  test('has its SHA-256, name and size', async () => {
    const bytes = new Uint8Array(dump(Uint8Array.from(ramp(6)), [2, 3]));
    const data = await decode(bytes, 'ramp.npy');
    const { createHash } = await import('node:crypto');
    expect(data.hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(data).toMatchObject({ name: 'ramp.npy', bytes: bytes.length });
  });

  test('that is empty, unknown or too large is refused by what it is', async () => {
    expect(await refusal(new Uint8Array(0), 'none.png')).toBe(
      '"none.png" cannot be used: it is empty; choose a file that holds a picture or volume.',
    );
    expect(await refusal(new TextEncoder().encode('just some words, no picture'))).toMatch(
      /none of the formats/,
    );
    expect(await refusal(await gzip(new TextEncoder().encode('words')))).toMatch(/unpacked content is none/);
    const idx = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0);
    expect(await refusal(idx)).toMatch(/it is an IDX file .*; the task Digits takes those/);
    const huge = { size: MAX_FILE_BYTES + 1, name: 'huge.tif' } as File; // no byte of it may be asked for
    await expect(decodeFile(huge)).rejects.toThrow(/has 258 MiB, at most 257 MiB/);
  });

  test('of constant samples or with a sample that is no number is refused', async () => {
    expect(await refusal(dump(new Uint8Array(9).fill(7), [3, 3]))).toMatch(/all its samples are 7/);
    expect(await refusal(dump(Float32Array.of(1, 2, Number.NaN, 4), [2, 2]))).toMatch(/not finite/);
    expect(await refusal(dump(Float32Array.of(1, 2, Infinity, 4), [2, 2]))).toMatch(/not finite/);
  });

  test('loses axes of one sample, and must then have two or three', async () => {
    expect((await decode(dump(Uint8Array.from(ramp(6)), [1, 2, 1, 3]))).shape).toEqual([2, 3]);
    expect(await refusal(dump(Uint8Array.from(ramp(6)), [1, 6]))).toMatch(/shape 1 x 6/);
  });
});

describe('.npy', () => {
  test('of every type comes back with its values, span and type', async () => {
    const cases = [
      [Uint8Array.from(ramp(12, 3, 20)), 'uint8', 255],
      [Int8Array.from(ramp(12, -100, 10)), 'int8', 255],
      [Uint16Array.from(ramp(12, 16633, 600)), 'uint16', 65535],
      [Int16Array.from(ramp(12, -3000, 500)), 'int16', 65535],
      [Uint32Array.from(ramp(12, 0, 100_000)), 'uint32', 1_100_000],
      [Int32Array.from(ramp(12, -500_000, 100_000)), 'int32', 1_100_000],
      [Float32Array.from(ramp(12, -1, 0.25)), 'float32', 2.75],
      [Float64Array.from(ramp(12, -1, 0.25)), 'float64', 2.75],
    ] as const;
    for (const [array, dtype, peak] of cases) {
      const data = await decode(dump(array, [2, 2, 3]));
      expect(data).toMatchObject({ shape: [2, 2, 3], dtype, peak });
      expect([...data.values]).toEqual([...array]);
    }
  });

  test('in Fortran order, big-endian or of version 2 is read as NumPy would', async () => {
    // [[0, 1, 2], [3, 4, 5]] stored column by column
    const fortran = npyFile("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [0, 3, 1, 4, 2, 5]);
    expect([...(await decode(fortran)).values]).toEqual([0, 1, 2, 3, 4, 5]);
    const big = npyFile(
      "{'descr': '>u2', 'fortran_order': False, 'shape': (2, 2), }",
      [0, 1, 1, 0, 2, 3, 255, 255],
      2,
    );
    expect([...(await decode(big)).values]).toEqual([1, 256, 515, 65535]);
  });

  test('that is cut short, promises too much or holds other things is refused before anything is allocated', async () => {
    const whole = new Uint8Array(dump(Uint16Array.from(ramp(100)), [10, 10]));
    expect(await refusal(whole.subarray(0, 9))).toMatch(/cut short/);
    expect(await refusal(whole.subarray(0, 40))).toMatch(/cut short/);
    expect(await refusal(whole.subarray(0, whole.length - 1))).toMatch(/promises 200 bytes .* has 199/);
    const header = (shape: string, type = '|u1') =>
      `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;
    expect(await refusal(npyFile(header('100000, 100000'), [1, 2]))).toMatch(
      /10000000000 samples, at most 33554432/,
    );
    expect(await refusal(npyFile(header('5000, 5000'), [1, 2]))).toMatch(/promises 25000000 bytes .* has 2/);
    expect(await refusal(npyFile(header('0, 5'), []))).toMatch(/extent of 0/);
    expect(await refusal(npyFile(header('2, 2'), [1, 2, 3, 4, 5]))).toMatch(/1 bytes over/);
    expect(await refusal(npyFile(header('2, 2', '<c8'), ramp(32)))).toMatch(/NumPy type "<c8"/);
    expect(
      await refusal(npyFile("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2, 2)}", ramp(16))),
    ).toMatch(/record/);
    expect(await refusal(npyFile('{}', [1, 2]))).toMatch(/no shape/);
    expect(await refusal(npyFile(header('2, 2'), ramp(4), 9))).toMatch(/version 9/);
  });
});

describe('NIfTI', () => {
  const grey = Int16Array.from(ramp(24, -5, 3));

  test('comes out as z, y, x with x the fastest, gzipped or not, either byte order', async () => {
    const plain = niftiFile([4, 3, 2], 4, bytesOf(grey));
    for (const file of [plain, await gzip(plain)]) {
      const data = await decode(file, 'brain.nii');
      expect(data).toMatchObject({ shape: [2, 3, 4], dtype: 'int16', peak: 65535, bytes: file.length });
      expect([...data.values]).toEqual([...grey]);
    }
    const swapped = bytesOf(grey.slice());
    for (let i = 0; i < swapped.length; i += 2) swapped.subarray(i, i + 2).reverse();
    expect([...(await decode(niftiFile([4, 3, 2], 4, swapped, { little: false }))).values]).toEqual([
      ...grey,
    ]);
  });

  test('is scaled by its slope and intercept, and so is its span', async () => {
    const data = await decode(niftiFile([4, 3, 2], 4, bytesOf(grey), { slope: 0.5, shift: 10 }));
    expect([...data.values]).toEqual([...grey].map((value) => value * 0.5 + 10));
    expect(data.peak).toBe(32767.5);
    // A slope of 0 means: not scaled, whatever the intercept.
    expect((await decode(niftiFile([4, 3, 2], 4, bytesOf(grey), { shift: 10 }))).values[0]).toBe(-5);
  });

  test('of floats has its own range as the span', async () => {
    const data = await decode(niftiFile([2, 2], 16, bytesOf(Float32Array.of(0.5, 1, 2, 4))));
    expect(data).toMatchObject({ shape: [2, 2], dtype: 'float32', peak: 3.5 });
  });

  test('that is cut short, promises too much or has an odd type is refused', async () => {
    const whole = niftiFile([4, 3, 2], 4, bytesOf(grey));
    expect(await refusal(whole.subarray(0, 390))).toMatch(/promises 48 bytes .* has 38/);
    expect(await refusal(niftiFile([30000, 30000, 30000], 4, bytesOf(grey)))).toMatch(/samples, at most/);
    expect(await refusal(niftiFile([100, 100, 10], 4, bytesOf(grey)))).toMatch(/promises 200000 bytes/);
    expect(await refusal(niftiFile([4, -3, 2], 4, bytesOf(grey)))).toMatch(/extent of -3/);
    expect(await refusal(niftiFile([4, 3, 2], 128, bytesOf(grey)))).toMatch(/datatype 128/);
    expect(await refusal(niftiFile([4, 3, 2], 4, bytesOf(grey), { offset: 1e9 }))).toMatch(
      /begin at byte 1000000000/,
    );
    const packed = await gzip(whole);
    expect(await refusal(packed.subarray(0, packed.length - 20))).toMatch(/gzip/);
  });
});

interface TiffOptions {
  readonly compression?: 1 | 5 | 8 | 32773 | 7;
  readonly little?: boolean;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly format?: number;
  readonly channels?: number;
  readonly photometric?: number;
}

const PACK = {
  1: (d: Uint8Array) => d,
  5: lzw,
  8: (d: Uint8Array) => zlibSync(d),
  32773: packBits,
  7: packBits,
};

/** A TIFF of equal pages, one strip each; `pages` hold samples as bytes in the file's byte order. */
function tiff(
  width: number,
  height: number,
  bits: number,
  pages: readonly Uint8Array[],
  { compression = 1, little = true, format = 1, channels = 1, photometric = 1 }: TiffOptions = {},
): Uint8Array {
  const strips = pages.map(PACK[compression]);
  const entries = 11;
  const directory = 2 + entries * 12 + 4;
  const pageBytes = (strip: Uint8Array) => directory + 4 * channels + ((strip.length + 1) & ~1);
  const out = new Uint8Array(8 + strips.reduce((sum, strip) => sum + pageBytes(strip), 0));
  const view = new DataView(out.buffer);
  out.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  let at = 8;
  strips.forEach((strip, page) => {
    const extra = at + directory;
    const data = extra + 4 * channels;
    for (let c = 0; c < channels; c++) {
      view.setUint16(extra + 2 * c, bits, little);
      view.setUint16(extra + 2 * (channels + c), format, little);
    }
    const fields: [tag: number, type: 3 | 4, count: number, value: number][] = [
      [256, 4, 1, width],
      [257, 4, 1, height],
      [258, 3, channels, channels <= 2 ? bits : extra],
      [259, 3, 1, compression],
      [262, 3, 1, photometric],
      [273, 4, 1, data],
      [277, 3, 1, channels],
      [278, 4, 1, height],
      [279, 4, 1, strip.length],
      [284, 3, 1, 1],
      [339, 3, channels, channels <= 2 ? format : extra + 2 * channels],
    ];
    view.setUint16(at, entries, little);
    fields.forEach(([tag, type, count, value], i) => {
      const place = at + 2 + 12 * i;
      view.setUint16(place, tag, little);
      view.setUint16(place + 2, type, little);
      view.setUint32(place + 4, count, little);
      if (type === 3 && count === 1) view.setUint16(place + 8, value, little);
      else view.setUint32(place + 8, value, little);
    });
    const next = at + pageBytes(strip);
    view.setUint32(at + 2 + 12 * entries, page === strips.length - 1 ? 0 : next, little);
    out.set(strip, data);
    at = next;
  });
  return out;
}

/** Offset of the value of a field in the first page's directory. */
const fieldAt = (tag: number): number =>
  8 + 2 + 12 * [256, 257, 258, 259, 262, 273, 277, 278, 279].indexOf(tag) + 8;

describe('TIFF', () => {
  const page = (from: number) => Uint16Array.from(ramp(20, from, 7));
  const stack = [page(100), page(5000), page(30000)];
  const values = stack.flatMap((samples) => [...samples]);

  for (const [compression, name] of [
    [1, 'uncompressed'],
    [5, 'LZW'],
    [8, 'deflate'],
    [32773, 'PackBits'],
  ] as const) {
    test(`stacks of 16 bit are read page by page: ${name}`, async () => {
      const data = await decode(tiff(5, 4, 16, stack.map(bytesOf), { compression }), 'stack.tif');
      expect(data).toMatchObject({ shape: [3, 4, 5], dtype: 'uint16', peak: 65535 });
      expect([...data.values]).toEqual(values);
    });
  }

  test('of 8 and 32 bit, signed, float and big-endian are read', async () => {
    const eight = await decode(tiff(5, 4, 8, [Uint8Array.from(ramp(20, 10, 3))]));
    expect(eight).toMatchObject({ shape: [4, 5], dtype: 'uint8', peak: 255 });
    expect([...eight.values]).toEqual(ramp(20, 10, 3));
    const signed = await decode(tiff(5, 4, 16, [bytesOf(Int16Array.from(ramp(20, -50, 5)))], { format: 2 }));
    expect([...signed.values]).toEqual(ramp(20, -50, 5));
    const words = await decode(tiff(5, 4, 32, [bytesOf(Uint32Array.from(ramp(20, 0, 100_000)))]));
    expect(words).toMatchObject({ dtype: 'uint32', peak: 1_900_000 });
    const floats = await decode(
      tiff(5, 4, 32, [bytesOf(Float32Array.from(ramp(20, -1, 0.5)))], { format: 3 }),
    );
    expect(floats).toMatchObject({ dtype: 'float32', peak: 9.5 });
    expect([...floats.values]).toEqual(ramp(20, -1, 0.5));
    const big = stack.map((samples) => {
      const swapped = bytesOf(samples.slice());
      for (let i = 0; i < swapped.length; i += 2) swapped.subarray(i, i + 2).reverse();
      return swapped;
    });
    expect([...(await decode(tiff(5, 4, 16, big, { little: false }))).values]).toEqual(values);
  });

  test('in colour become luma, and white-is-zero is turned round', async () => {
    const rgb = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 10, 10]);
    const colour = await decode(tiff(2, 2, 8, [rgb], { channels: 3, photometric: 2 }));
    expect([...colour.values]).toEqual([76.245, 149.685, 29.07, 10].map(Math.fround));
    const negative = await decode(tiff(2, 2, 8, [Uint8Array.of(0, 1, 2, 255)], { photometric: 0 }));
    expect([...negative.values]).toEqual([255, 254, 253, 0]);
  });

  test('that are truncated, circular or promise too much are refused before a decoder sees them', async () => {
    const whole = tiff(5, 4, 16, stack.map(bytesOf));
    for (const length of [4, 9, 100]) {
      expect(await refusal(whole.subarray(0, length), 'cut.tif'), `${length} bytes`).toMatch(
        /truncated or damaged/,
      );
    }
    expect(await refusal(whole.subarray(0, whole.length - 1))).toMatch(/beyond the end/);

    const edited = (edit: (view: DataView) => void): Uint8Array => {
      const copy = whole.slice();
      edit(new DataView(copy.buffer));
      return copy;
    };
    const nextPage = 8 + 2 + 12 * 11;
    expect(await refusal(edited((view) => view.setUint32(nextPage, 8, true)))).toMatch(/leads back/);
    expect(await refusal(edited((view) => view.setUint32(nextPage, 1e9, true)))).toMatch(/beyond the end/);
    expect(await refusal(edited((view) => view.setUint32(fieldAt(256), 50, true)))).toMatch(
      /differs|promises/,
    );
    expect(await refusal(edited((view) => view.setUint32(fieldAt(273), 1e9, true)))).toMatch(
      /beyond the end/,
    );
    expect(await refusal(edited((view) => view.setUint16(2, 43, true)))).toMatch(/BigTIFF/);

    const single = (width: number) => {
      const copy = tiff(5, 4, 16, [bytesOf(page(0))]);
      new DataView(copy.buffer).setUint32(fieldAt(256), width, true);
      return copy;
    };
    expect(await refusal(single(6))).toMatch(/promises 48 bytes .* has 40/);
    expect(await refusal(single(1e9))).toMatch(/samples, at most/);
  });

  test('of kinds nobody can learn from are refused by name', async () => {
    const samples = bytesOf(page(0));
    expect(await refusal(tiff(5, 4, 16, [samples], { compression: 7 }))).toMatch(/number 7/);
    expect(await refusal(tiff(5, 4, 16, [samples], { photometric: 3 }))).toMatch(/photometric kind 3/);
    expect(await refusal(tiff(5, 4, 12, [samples]))).toMatch(/12 bits/);
    const broken = tiff(5, 4, 16, [samples], { compression: 8 });
    broken.fill(0xff, broken.length - 30);
    expect(await refusal(broken)).toMatch(/cannot be unpacked/);
  });
});

describe('PNG and JPEG', () => {
  test('promising more than fits, or cut within the header, are refused before they are decoded', async () => {
    const png = Uint8Array.from([
      0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 1, 0, 0, 0, 1, 0, 0,
    ]);
    expect(await refusal(png, 'bomb.png')).toMatch(/65536 x 65536 = 4294967296 samples, at most/);
    expect(await refusal(png.subarray(0, 20))).toMatch(/PNG header is cut short/);
    const jpeg = Uint8Array.from([
      0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3,
    ]);
    expect(await refusal(jpeg)).toMatch(/65535 x 65535/);
    expect(await refusal(jpeg.subarray(0, 12))).toMatch(/JPEG header is cut short/);
  });

  test('outside a browser say so', async () => {
    const png = Uint8Array.from([
      0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 8, 0, 0, 0, 8,
    ]);
    expect(await refusal(png)).toMatch(/only be decoded in a browser/);
  });
});

const ctFile = new URL('../../../shared/data/hipct-brain-64x64x64.tif', import.meta.url);

test.skipIf(!existsSync(ctFile))(
  'the HiP-CT block is 64 x 64 x 64 of 16 bit from 16,633 to 24,070',
  async () => {
    const data = await decode(readFileSync(ctFile), 'hipct-brain-64x64x64.tif');
    expect(data).toMatchObject({ shape: [64, 64, 64], dtype: 'uint16', peak: 65535 });
    expect(data.hash).toBe('9620d69b271a03c2ec1ebedbb84d4eca2f313d9a5877880a85d5220cddb3eadc');
    expect(data.values.reduce((a, b) => Math.min(a, b))).toBe(16633);
    expect(data.values.reduce((a, b) => Math.max(a, b))).toBe(24070);
    const { siren } = await import('../../src/tasks/siren');
    const { optionDefaults } = await import('../../src/core/option');
    const options = { ...optionDefaults(siren.options), source: 'own', layers: 7, size: 'ratio', ratio: 256 };
    expect(siren.create(options, data).layout.size).toBe(496);
  },
);
