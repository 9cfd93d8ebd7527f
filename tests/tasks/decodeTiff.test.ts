/** What TIFFs of every kind that is read hold, and that the others are refused by what they are. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode, ramp, refusal, sum } from './decodeHelpers';
import { type TiffPageSpec, type TiffSpec, tiffFile } from './tiffFile';

/** A page of 7 x 5 with samples that no symmetry maps to themselves. */
const page = (extra: Partial<TiffPageSpec> = {}): TiffPageSpec => {
  const { bits = 8, channels = 1, format = 1 } = extra;
  const top = Math.min(2 ** Math.min(bits, 24), 2 ** 24) - 1;
  const samples = ramp(35 * channels, 1).map((i) =>
    format === 3
      ? ((i * 37) % 64) * 0.25 - 4
      : ((i * i * 7919) % (top + 1)) - (format === 2 ? (top + 1) / 2 : 0),
  );
  return { width: 7, height: 5, bits, samples, ...extra };
};

const read = (spec: TiffSpec) => decode(tiffFile(spec), 'page.tif');
const refused = (extra: Partial<TiffPageSpec>, spec: Partial<TiffSpec> = {}) =>
  refusal(tiffFile({ pages: [page(extra)], ...spec }), 'page.tif');

const STORAGE: readonly (readonly [name: string, extra: Partial<TiffPageSpec>])[] = [
  ['one strip', {}],
  ['strips of two rows', { rowsPerStrip: 2 }],
  ['strips of one row', { rowsPerStrip: 1 }],
  ['tiles over the edge', { tile: [4, 2] }],
  ['one tile', { tile: [16, 16] }],
];
const COMPRESSIONS = [1, 5, 8, 32773, 50000] as const;
const TYPES = [
  ['uint8', 8, 1],
  ['int8', 8, 2],
  ['uint16', 16, 1],
  ['int16', 16, 2],
  ['uint32', 32, 1],
  ['int32', 32, 2],
  ['uint64', 64, 1],
  ['int64', 64, 2],
  ['float16', 16, 3],
  ['float32', 32, 3],
  ['float64', 64, 3],
] as const;

describe.each([
  ['little-endian', { little: true }],
  ['big-endian', { little: false }],
  ['BigTIFF', { big: true }],
  ['big-endian BigTIFF', { big: true, little: false }],
])('a %s TIFF', (_, order) => {
  test.each(TYPES)('of %s is read from any storage', async (dtype, bits, format) => {
    let turn = bits + format;
    for (const [name, storage] of STORAGE) {
      for (const predictor of format === 3 ? ([1, 2, 3] as const) : ([1, 2] as const)) {
        const compression = COMPRESSIONS[turn++ % COMPRESSIONS.length];
        const spec = page({ ...storage, bits, format, compression, predictor });
        const data = await read({ pages: [spec], ...order });
        expect(data).toMatchObject({ shape: [5, 7], dtype });
        const what = `${name}, compression ${compression}, predictor ${predictor}`;
        expect([...data.values], what).toEqual([...spec.samples]);
      }
    }
  });

  test('in colour is read from pixels and from planes', async () => {
    for (const [, storage] of STORAGE) {
      for (const planar of [false, true]) {
        for (const predictor of [1, 2] as const) {
          const spec = page({ ...storage, channels: 3, bits: 16, compression: 5, planar, predictor });
          const data = await read({ pages: [spec], ...order });
          const expected = ramp(35).map((i) => {
            const [r, g, b] = spec.samples.slice(3 * i);
            return Math.fround((299 * r + 587 * g + 114 * b) / 1000);
          });
          expect([...data.values], JSON.stringify({ storage, planar, predictor })).toEqual(expected);
        }
      }
    }
  });
});

describe('grey and colour', () => {
  test.each([1, 2, 4])('of %i bits are spread over those of 8', async (bits) => {
    const largest = 2 ** bits - 1;
    for (const storage of [{}, { compression: 5 as const }, { tile: [16, 16] as const }]) {
      const spec = page({ bits, ...storage });
      const data = await read({ pages: [spec] });
      expect(data).toMatchObject({ dtype: 'uint8', peak: 255 });
      expect([...data.values]).toEqual(spec.samples.map((value) => (value * 255) / largest));
      const turned = await read({ pages: [{ ...spec, photometric: 0 }] });
      expect([...turned.values]).toEqual(spec.samples.map((value) => ((largest - value) * 255) / largest));
    }
  });

  test('of a palette are its colours', async () => {
    for (const bits of [4, 8]) {
      const size = 2 ** bits;
      const map = ramp(3 * size).map((i) => ((i * 7919) % 256) * 257);
      const spec = page({ bits, photometric: 3, extra: [[320, map]] });
      const data = await read({ pages: [spec] });
      const expected = spec.samples.map((value) => {
        const [r, g, b] = [0, 1, 2].map((channel) => map[channel * size + value] / 257);
        return Math.round((299 * r + 587 * g + 114 * b) / 1000);
      });
      expect(data).toMatchObject({ dtype: 'uint8', peak: 255 });
      expect([...data.values]).toEqual(expected);
      // Over 8 bits the three parts of this map are alike: all greys.
      expect(data.lost).toEqual(bits === 4 ? ['colour'] : undefined);
    }
  });

  test('with opacity are laid on white', async () => {
    const samples = [100, 255, 100, 0, 100, 51, 0, 255];
    const spec: TiffPageSpec = { width: 2, height: 2, bits: 8, channels: 2, samples, photometric: 1 };
    const own = await read({ pages: [{ ...spec, extra: [[338, [2]]] }] });
    expect([...own.values]).toEqual([100, 255, 20 + 204, 0]);
    const multiplied = await read({ pages: [{ ...spec, extra: [[338, [1]]] }] });
    expect([...multiplied.values]).toEqual([100, 255, 255, 0]);
    const colour = await read({
      pages: [
        {
          width: 2,
          height: 2,
          bits: 8,
          channels: 4,
          samples: [10, 10, 10, 255, 10, 10, 10, 0, 90, 90, 90, 255, 0, 0, 0, 255],
          extra: [[338, [2]]],
        },
      ],
    });
    expect([...colour.values]).toEqual([10, 255, 90, 0]);
    for (const { lost } of [own, multiplied, colour]) expect(lost).toEqual(['opacity']);
  });

  test('of bits in the other order are turned round', async () => {
    for (const bits of [1, 8, 16]) {
      const spec = page({ bits, reversed: true, compression: bits === 8 ? 8 : 1 });
      const plain = await read({ pages: [{ ...spec, reversed: false }] });
      expect([...(await read({ pages: [spec] })).values]).toEqual([...plain.values]);
    }
  });

  test.each([
    [1, ['abc', 'def']],
    [2, ['cba', 'fed']],
    [3, ['fed', 'cba']],
    [4, ['def', 'abc']],
    [5, ['ad', 'be', 'cf']],
    [6, ['da', 'eb', 'fc']],
    [7, ['fc', 'eb', 'da']],
    [8, ['cf', 'be', 'ad']],
  ])('are turned upright from orientation %i', async (orientation, rows) => {
    const samples = [...'abcdef'].map((letter) => letter.charCodeAt(0));
    const spec: TiffPageSpec = { width: 3, height: 2, bits: 8, samples, extra: [[274, [orientation]]] };
    const one = await read({ pages: [spec] });
    expect(one.shape).toEqual([rows.length, rows[0].length]);
    expect(String.fromCharCode(...one.values)).toBe(rows.join(''));
    const two = await read({ pages: [spec, spec] });
    expect(String.fromCharCode(...two.values)).toBe(rows.join('') + rows.join(''));
  });
});

describe('stacks', () => {
  test('of 3,000 pages are read', async () => {
    const pages = ramp(3000).map((i) => ({ width: 2, height: 2, bits: 16, samples: ramp(4, i) }));
    const data = await read({ pages });
    expect(data.shape).toEqual([3000, 2, 2]);
    expect(sum(data.values)).toBe(4 * sum(ramp(3000)) + 3000 * 6);
  });

  test('do without reduced copies and masks', async () => {
    const full = page();
    const small = { width: 3, height: 2, bits: 8, samples: ramp(6) };
    for (const kind of [1, 4, 5]) {
      const pages = [full, { ...small, extra: [[254, [kind]]] as const }, full];
      expect((await read({ pages })).shape).toEqual([2, 5, 7]);
    }
    const old = { ...small, extra: [[255, [2]]] as const };
    expect((await read({ pages: [full, old] })).shape).toEqual([5, 7]);
  });

  test('of pages that differ are refused with both', async () => {
    const message = await refusal(tiffFile({ pages: [page(), page({ bits: 16 })] }));
    expect(message).toMatch(/page 2 \(7 x 5, 16 bit\) differs from its first \(7 x 5, 8 bit\)/);
    expect(message).not.toMatch(/damaged/);
  });

  test('behind one directory of ImageJ are found where they are', async () => {
    const text = 'ImageJ=1.53t\nimages=3\nslices=3\n';
    const extra = [[270, text]] as const;
    // Data first, then the directory: there is room for one slice, and the description is of another file.
    expect((await read({ pages: [page({ extra })] })).shape).toEqual([5, 7]);
    const one = readFileSync(new URL('./files/imagej_one_ifd.tif', import.meta.url));
    expect((await decode(one)).shape).toEqual([3, 4, 6]);
    expect(await refusal(one.subarray(0, one.length - 1))).toMatch(
      /names 3 images \(ImageJ\), the file has 2/,
    );
    expect((await read({ pages: [page({ compression: 8, extra })] })).shape).toEqual([5, 7]);
  });

  test('whose description names slices or moments alone are volumes', async () => {
    for (const text of ['ImageJ=1.5\nimages=6\nslices=6\n', 'ImageJ=1.5\nimages=6\nframes=6\n', 'a note']) {
      const pages = ramp(6).map((i) => page(i === 0 ? { extra: [[270, text]] } : {}));
      expect((await read({ pages })).shape).toEqual([6, 5, 7]);
    }
  });
});

describe('refused by name', () => {
  test.each([
    [{ compression: 7 }, /its compression is JPEG, number 7, which only a browser can decode/],
    [{ compression: 7, bits: 16 }, /its compression is JPEG, number 7, in 1 channel of 16 bits/],
    [{ compression: 50001 }, /its compression is WebP, number 50001/],
    [{ extra: [[259, [9999]]] }, /its compression has the number 9999/],
    [{ channels: 4, photometric: 5 }, /photometric kind 5 \(CMYK\)/],
    [{ channels: 3, photometric: 6 }, /photometric kind 6 \(YCbCr\)/],
    [{ channels: 2, photometric: 3, extra: [[320, ramp(768)]] }, /2 channels in every page/],
    [{ bits: 32, extra: [[339, [5]]] }, /complex numbers/],
    [{ bits: 4, extra: [[317, [2]]] }, /predictor 2 for samples of 4 bits/],
    [{ bits: 8, extra: [[317, [3]]] }, /predictor 3 for samples of 8 bits/],
    [{ tile: [16, 16], extra: [[32997, [2]]] }, /2 slices in one page \(ImageDepth\) whose tiles/],
    [{ channels: 3, extra: [[258, [5, 6, 5]]] }, /5, 6, 5 bits/],
  ] as const)('%j', async (extra, reason) => {
    const message = await refused(extra as Partial<TiffPageSpec>);
    expect(message).toMatch(reason);
    expect(message).not.toMatch(/damaged/);
  });

  test('64-bit integers beyond what numbers tell apart', async () => {
    const huge = page({ bits: 64, samples: ramp(35).map((i) => 2 ** 60 + i * 4096) });
    expect(await refusal(tiffFile({ pages: [huge] }))).toMatch(/beyond 2\^53/);
  });
});

describe('bounded by the file', () => {
  test('a strip that unpacks to more than it shows is cut off', async () => {
    for (const compression of [5, 8, 32773, 50000] as const) {
      const large = page({
        width: 512,
        height: 512,
        samples: ramp(512 * 512).map((i) => i % 3),
        compression,
      });
      const bytes = tiffFile({ pages: [{ ...large, extra: [[257, [3]]] }] });
      const data = await decode(bytes);
      expect(data.shape).toEqual([3, 512]);
    }
  });

  test('and promises that no compression could keep are refused', async () => {
    for (const compression of [5, 8, 32773, 50000] as const) {
      const bytes = tiffFile({
        pages: [
          page({
            compression,
            extra: [
              [257, [60_000]],
              [278, [60_000]],
            ],
          }),
        ],
      });
      expect(await refusal(bytes)).toMatch(/promises 420000 bytes|ends before its/);
    }
  });
});
