/** Files as people have them, each for a kind; what is right was computed when they were made. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Greys } from '../../src/data/formats/samples';
import { decode, refusal, sum } from './decodeHelpers';

const bytes = (name: string) => new Uint8Array(readFileSync(new URL(`./files/${name}`, import.meta.url)));
const read = (name: string) => decode(bytes(name), name);
const refused = (name: string) => refusal(bytes(name), name);

describe('TIFF', () => {
  test.each(['be', 'le'])('differences of samples and of floats are undone: %s', async (order) => {
    const whole = await read(`${order}-u16.tif`);
    expect(whole).toMatchObject({ shape: [2, 4], dtype: 'uint16', peak: 65535 });
    expect([...whole.values]).toEqual([1000, 4000, 4001, 300, 300, 299, 60000, 1]);
    const floats = await read(`${order}-f32.tif`);
    expect(floats).toMatchObject({ shape: [2, 3], dtype: 'float32' });
    expect([...floats.values]).toEqual([1.5, 2.25, 3, -4, 5, 6.5]);
  });

  test('a long list of strips is read in either byte order', async () => {
    const data = await read('be-256-strips.tif');
    expect(data.shape).toEqual([256, 4]);
    expect(sum(data.values)).toBe(125_690);
  });

  test('LZW may use every entry of its table', async () => {
    const data = await read('lzw-entry-4093.tif');
    expect(data.shape).toEqual([11, 349]);
    expect(sum(data.values)).toBe(488_538);
  });

  test('Zstandard as libtiff writes it is read, in either number', async () => {
    const whole = await read('zstd-u16.tif');
    expect(whole).toMatchObject({ shape: [40, 48], dtype: 'uint16' });
    expect(sum(whole.values)).toBe(22_791_872);
    expect([whole.values[0], whole.values[20 * 48 + 5], whole.values[1919]]).toEqual([1000, 5588, 33_200]);
    const floats = await read('zstd-f32-tiles.tif');
    expect(floats).toMatchObject({ shape: [40, 48], dtype: 'float32' });
    expect(sum(floats.values)).toBeCloseTo(-15.363, 5);
    expect(floats.values[20 * 48 + 5]).toBe(Math.fround(-0.506));
    const old = bytes('zstd-u16.tif');
    const at = old.findIndex((_, i) => old[i] === 3 && old[i + 1] === 1 && old[i + 8] === 0x50);
    new DataView(old.buffer).setUint16(at + 8, 34_926, true);
    expect((await decode(old)).values).toEqual(whole.values);
  });

  test('an LZW code that refers to itself is refused', async () => {
    expect(await refused('lzw-cycle.tif')).toMatch(/a page cannot be unpacked .*LZW/);
  });

  test('RGB may name its sample format once', async () => {
    const data = await read('rgb_sf1.tif');
    expect(data.shape).toEqual([4, 6]);
    const file = bytes('rgb_sf1.tif');
    const samples = file.subarray(152, 152 + 72);
    expect(sum(samples)).toBe(8352);
    const expected = Array.from({ length: 24 }, (_, i) =>
      Math.fround(new Greys().luma(samples[3 * i], samples[3 * i + 1], samples[3 * i + 2])),
    );
    expect([...data.values]).toEqual(expected);
  });

  test('a reduced copy of the picture is no second page', async () => {
    const data = await read('reduced_page.tif');
    expect(data).toMatchObject({ shape: [64, 64], dtype: 'uint16' });
    expect(sum(data.values)).toBe(134_949_887);
  });

  test('slices within one page are a volume', async () => {
    const deep = await read('depth3.tif');
    expect(deep.shape).toEqual([3, 4, 6]);
    expect(sum(deep.values)).toBe(8904);
    const imageJ = await read('imagej_one_ifd.tif');
    expect(imageJ.shape).toEqual([3, 4, 6]);
    expect(sum(imageJ.values)).toBe(8352);
  });
});

describe('PNG of 16 bits', () => {
  test.each([
    ['12bit-in-16.png', 4086],
    ['dark-0-180.png', 180],
  ])('%s keeps its levels', async (name, largest) => {
    const data = await read(name);
    expect(data).toMatchObject({ shape: [8, 12], dtype: 'uint16', peak: 65535 });
    expect(Math.min(...data.values)).toBe(0);
    expect(Math.max(...data.values)).toBe(largest);
    expect(new Set(data.values).size).toBe(19);
  });
});

describe('.npy', () => {
  test('levels far from 0 are kept', async () => {
    const data = await read('f8-offset.npy');
    expect(data).toMatchObject({ shape: [3, 4], dtype: 'float64', peak: 11 });
    expect([...data.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('a header may be in double quotes', async () => {
    const data = await read('double-quotes.npy');
    expect(data.shape).toEqual([2, 3]);
    expect([...data.values]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('a single number has no axis', async () => {
    expect(await refused('zero-d.npy')).toBe(
      '"zero-d.npy" cannot be used: it has no axis, for it holds a single number (shape ()); save an array of two or three axes.',
    );
  });
});
