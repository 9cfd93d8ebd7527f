import { writeArrayBuffer } from 'geotiff';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { decodeFile } from '../../src/tasks/siren/decode';

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

const refusal = (file: File): Promise<unknown> => decodeFile(file).catch((error: unknown) => error);

describe('pictures in the browser', () => {
  test('PNG in grey comes through untouched, in rows from the top', async () => {
    const data = await decodeFile(await picture('image/png', 'rgb(200, 200, 200)'));
    expect(data).toMatchObject({ name: 'half.png', shape: [6, 8], dtype: 'uint8', peak: 255 });
    expect([...data.values.subarray(0, 8)]).toEqual([0, 0, 0, 0, 200, 200, 200, 200]);
  });

  test('PNG in colour becomes luma, and what is transparent is white', async () => {
    const red = await decodeFile(await picture('image/png', 'rgb(255, 0, 0)'));
    expect(red.values[7]).toBe(76); // 0.299 x 255
    const clear = await decodeFile(await picture('image/png', 'black', ''));
    expect([...clear.values.subarray(0, 8)]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
  });

  test('JPEG comes within its own loss', async () => {
    const data = await decodeFile(await picture('image/jpeg', 'rgb(200, 200, 200)'));
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

test('a TIFF written by another program is read in the browser', async () => {
  const samples = Uint16Array.of(1, 2, 3, 40, 500, 6000);
  const file = writeArrayBuffer(samples, { height: 2, width: 3 });
  const data = await decodeFile(new File([file], 'grey.tif'));
  expect(data).toMatchObject({ shape: [2, 3], dtype: 'uint16' });
  expect([...data.values]).toEqual([...samples]);
});
