import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { niftiFile } from './dataFiles';
import { decodeWhole, gzip, ramp } from './decodeHelpers';
import { pngFile } from './pngFile';
import { tiffFile } from './tiffFile';

/** A file of an 8 x 6 picture: left half black, right half of the colour given. */
async function picture(type: string, colour: string, background = 'black'): Promise<File> {
  const canvas = new OffscreenCanvas(8, 6);
  const context = canvas.getContext('2d')!;
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, 8, 6);
  }
  context.fillStyle = colour;
  context.fillRect(4, 0, 4, 6);
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  return new File([blob], `half.${type.slice(6)}`, { type });
}

const refusal = (file: File): Promise<unknown> => decodeWhole(file).catch((error: unknown) => error);

describe('pictures in the browser', () => {
  test('PNG in grey comes through untouched, in rows from the top', async () => {
    const data = await decodeWhole(await picture('image/png', 'rgb(200, 200, 200)'));
    expect(data).toMatchObject({ name: 'half.png', shape: [6, 8], dtype: 'uint8', peak: 255 });
    expect([...data.values.subarray(0, 8)]).toEqual([0, 0, 0, 0, 200, 200, 200, 200]);
    expect(data).not.toHaveProperty('lost');
  });

  test('PNG in colour becomes luma, and what is transparent is white', async () => {
    const red = await decodeWhole(await picture('image/png', 'rgb(255, 0, 0)'));
    expect(red.values[7]).toBe(76); // 0.299 x 255
    const clear = await decodeWhole(await picture('image/png', 'black', ''));
    expect([...clear.values.subarray(0, 8)]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
    expect([red.lost, clear.lost]).toEqual([['colour'], ['opacity']]);
  });

  test('JPEG comes within its own loss', async () => {
    const data = await decodeWhole(await picture('image/jpeg', 'rgb(200, 200, 200)'));
    expect(data).toMatchObject({ shape: [6, 8], dtype: 'uint8', peak: 255 });
    const expected = [0, 0, 0, 0, 200, 200, 200, 200];
    // Quality 1 still quantises its blocks, and the edge inside one rings a little.
    expected.forEach((value, i) => {
      expect(Math.abs(data.values[i] - value)).toBeLessThan(6);
    });
  });

  test('that are damaged are refused with the name and the reason', async () => {
    for (const type of ['image/png', 'image/jpeg']) {
      const good = new Uint8Array(await (await picture(type, 'white')).arrayBuffer());
      const garbled = good.slice();
      garbled.fill(0x55, type === 'image/png' ? 29 : 24);
      const error = await refusal(new File([garbled], 'garbled.bin'));
      expect(error).toBeInstanceOf(DataError);
      expect((error as Error).message).toMatch(/^"garbled.bin" cannot be used: .*(truncated or damaged)/);
    }
    const png = await picture('image/png', 'white');
    for (const length of [10, 30, 40]) {
      const error = await refusal(new File([png.slice(0, length)], 'cut.png'));
      expect(error, `${length} bytes`).toBeInstanceOf(DataError);
      expect((error as Error).message).toMatch(/truncated or damaged/);
    }
  });

  test('of one colour hold nothing to learn', async () => {
    const error = await refusal(await picture('image/png', 'black'));
    expect((error as Error).message).toBe(
      '"half.png" cannot be used: all its samples are 0, so there is nothing to learn.',
    );
  });
});

test('a TIFF is read in the browser as in Node', async () => {
  const samples = [1, 2, 3, 40, 500, 6000];
  for (const compression of [1, 5, 8] as const) {
    const file = tiffFile({
      pages: [{ width: 3, height: 2, bits: 16, samples, compression }],
      little: false,
    });
    const data = await decodeWhole(new File([file], 'grey.tif'));
    expect(data).toMatchObject({ shape: [2, 3], dtype: 'uint16' });
    expect([...data.values]).toEqual(samples);
  }
});

test('a PNG of 16 bits keeps what a canvas would cut off', async () => {
  const samples = [0, 1, 2, 256, 257, 65_535];
  const data = await decodeWhole(
    new File([pngFile({ width: 3, height: 2, colour: 0, samples })], 'deep.png'),
  );
  expect(data).toMatchObject({ shape: [2, 3], dtype: 'uint16', peak: 65_535 });
  expect([...data.values]).toEqual(samples);
});

test('gzip of several members, which browsers refuse, is read, and refused where it is damaged', async () => {
  const whole = niftiFile([4, 3, 2], 2, Uint8Array.from(ramp(24)));
  const parts = [whole.slice(0, 100), whole.slice(100, 360), whole.slice(360), new Uint8Array(0)];
  const packed = await Promise.all(parts.map(gzip));
  const data = await decodeWhole(new File(packed, 'brain.nii.gz'));
  expect([...data.values]).toEqual(ramp(24));
  for (const at of [40, packed[0].length + 60, packed[0].length + packed[1].length - 6]) {
    const bytes = new Uint8Array(await new Blob(packed).arrayBuffer());
    bytes[at] ^= 1;
    const error = await refusal(new File([bytes], 'brain.nii.gz'));
    expect((error as Error).message, `byte ${at}`).toMatch(/gzip stream cannot be unpacked/);
  }
});

/** The segments of a JPEG, and what of it follows them from the start of frame on. */
function split(jpeg: Uint8Array): { tables: Uint8Array; rest: Uint8Array } {
  const tables = [0xff, 0xd8];
  const rest = [0xff, 0xd8];
  let at = 2;
  for (; jpeg[at + 1] !== 0xda; ) {
    const end = at + 2 + jpeg[at + 2] * 256 + jpeg[at + 3];
    const isTable = jpeg[at + 1] === 0xdb || jpeg[at + 1] === 0xc4;
    if (isTable) tables.push(...jpeg.subarray(at, end));
    else if (jpeg[at + 1] < 0xe0) rest.push(...jpeg.subarray(at, end));
    at = end;
  }
  return {
    tables: Uint8Array.from([...tables, 0xff, 0xd9]),
    rest: Uint8Array.from([...rest, ...jpeg.subarray(at)]),
  };
}

describe('TIFF in JPEG', () => {
  const expected = [0, 0, 0, 0, 76, 76, 76, 76]; // red is 0.299 x 255

  test('is decoded by the browser, whole or with its tables in a field', async () => {
    const jpeg = new Uint8Array(await (await picture('image/jpeg', 'rgb(255, 0, 0)')).arrayBuffer());
    const { tables, rest } = split(jpeg);
    const page = {
      width: 8,
      height: 6,
      bits: 8,
      samples: [],
      channels: 3,
      photometric: 6,
      compression: 7,
    } as const;
    for (const [stored, extra] of [
      [jpeg, []],
      [rest, [[347, tables]]],
    ] as const) {
      const file = tiffFile({ pages: [{ ...page, stored: [stored], extra }] });
      const data = await decodeWhole(new File([file], 'jpeg.tif'));
      expect(data).toMatchObject({ shape: [6, 8], dtype: 'uint8', peak: 255 });
      for (let row = 0; row < 6; row++) {
        // Colour is stored at half the size, so the edge is soft.
        for (const i of [0, 1, 6, 7])
          expect(Math.abs(data.values[row * 8 + i] - expected[i])).toBeLessThan(12);
      }
    }
  });

  test('named RGB is not taken for YCbCr', async () => {
    const jpeg = new Uint8Array(await (await picture('image/jpeg', 'rgb(255, 0, 0)')).arrayBuffer());
    const page = {
      width: 8,
      height: 6,
      bits: 8,
      samples: [],
      channels: 3,
      photometric: 2,
      compression: 7,
    } as const;
    const data = await decodeWhole(
      new File(
        [tiffFile({ pages: [{ ...page, stored: [split(jpeg).rest], extra: [[347, split(jpeg).tables]] }] })],
        'a',
      ),
    );
    // Red is Y 76, Cb 85, Cr 255: as red, green and blue of luma 102.
    expect(Math.abs(data.values[7] - Math.fround((299 * 76 + 587 * 85 + 114 * 255) / 1000))).toBeLessThan(6);
  });

  test('of another size than its page, or damaged, is refused', async () => {
    const jpeg = new Uint8Array(await (await picture('image/jpeg', 'white')).arrayBuffer());
    const page = {
      width: 9,
      height: 6,
      bits: 8,
      samples: [],
      channels: 3,
      photometric: 6,
      compression: 7,
    } as const;
    const error = await refusal(new File([tiffFile({ pages: [{ ...page, stored: [jpeg] }] })], 'a.tif'));
    expect((error as Error).message).toMatch(/8 x 6 samples for 9 x 6/);
    const cut = tiffFile({ pages: [{ ...page, width: 8, stored: [split(jpeg).rest] }] });
    expect(((await refusal(new File([cut], 'a.tif'))) as Error).message).toMatch(/cannot be decoded/);
  });
});

describe('kinds that the browser decodes', () => {
  test('GIF is its first frame', async () => {
    // 2 x 2, palette of black and white, one frame: the codes 0 1 1 0 in LZW of three bits.
    const gif = [
      ...[0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
      ...[0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0, 0x3b],
    ];
    const data = await decodeWhole(new File([Uint8Array.from(gif)], 'two.gif'));
    expect(data).toMatchObject({ shape: [2, 2], dtype: 'uint8' });
    expect([...data.values]).toEqual([0, 255, 255, 0]);
  });

  test('BMP runs from the top, whatever its file does', async () => {
    const bmp = new Uint8Array(54 + 16);
    const view = new DataView(bmp.buffer);
    bmp.set([0x42, 0x4d]);
    for (const [at, value] of [
      [2, bmp.length],
      [10, 54],
      [14, 40],
      [18, 2],
      [22, 2],
      [26, 1 + (24 << 16)],
      [34, 16],
    ]) {
      view.setUint32(at, value, true);
    }
    bmp.set([255, 255, 255, 9, 9, 9], 54 + 8); // rows of eight bytes, the lower one first
    const data = await decodeWhole(new File([bmp], 'two.bmp'));
    expect([...data.values]).toEqual([255, 9, 0, 0]);
  });

  test('WebP comes within its own loss', async () => {
    const data = await decodeWhole(await picture('image/webp', 'rgb(200, 200, 200)'));
    expect(data).toMatchObject({ shape: [6, 8], dtype: 'uint8' });
    for (const [i, value] of [0, 0, 0, 0, 200, 200, 200, 200].entries()) {
      expect(Math.abs(data.values[i] - value)).toBeLessThan(12);
    }
  });

  test('AVIF that the browser cannot decode is not called damaged', async () => {
    const size = [0, 0, 0, 20, 0x69, 0x73, 0x70, 0x65, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 8];
    const file = [
      ...[0, 0, 0, 32],
      ...new TextEncoder().encode('ftypavif'),
      ...size,
      ...new Array(16).fill(0),
    ];
    const error = await refusal(new File([Uint8Array.from(file)], 'a.avif'));
    expect((error as Error).message).toMatch(/AVIF picture that this browser cannot decode; save it as PNG/);
  });
});

/** 16 x 12, grey, of avifenc --lossless: a sample is 12 times its column and 5 times its row. */
const AVIF = [
  'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAPBtZXRhAAAAAAAAAChoZGxyAAAAAAAAAABwaWN0AAAAAAAA',
  'AAAAAAAAbGliYXZpZgAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEUAAAAaAAAAChpaW5m',
  'AAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABoaXBycAAAAElpcGNvAAAAFGlzcGUAAAAAAAAAEAAA',
  'AAwAAAAOcGl4aQAAAAABCAAAAAxhdjFDgQAcAAAAABNjb2xybmNseAABAA0ABoAAAAAXaXBtYQAAAAAAAAABAAEE',
  'AQKDBAAAAHBtZGF0EgAKCBgM/thgIaDUMloQAMa8ncbb2Z1+Y7uPjGJbskKqTjC7CKRHSFoDpKLavOsjVIR16jQG',
  'TybBFmOznA7kk3glRZYaKadTRtvmj8aY6A1tXJmXlZmeBAoVk68zeKnA3N3cKdx4KmA=',
].join('');

test('AVIF comes as the browser decodes it, and its size is looked at first', async () => {
  const bytes = Uint8Array.from(atob(AVIF), (letter) => letter.charCodeAt(0));
  const data = await decodeWhole(new File([bytes], 'grey.avif'));
  expect(data).toMatchObject({ name: 'grey.avif', shape: [12, 16], dtype: 'uint8', peak: 255 });
  expect([...data.values]).toEqual(ramp(16 * 12).map((i) => 12 * (i % 16) + 5 * Math.floor(i / 16)));
  const large = bytes.slice();
  const ispe = large.findIndex((_, i) => String.fromCharCode(...large.subarray(i, i + 4)) === 'ispe');
  for (const at of [8, 12]) new DataView(large.buffer).setUint32(ispe + at, 60_000);
  expect(String(await refusal(new File([large], 'large.avif')))).toMatch(
    /60000 x 60000 = 3600000000 samples/,
  );
});
