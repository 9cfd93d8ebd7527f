/** Files of more axes than a volume: what is asked, and that a part is what a file of it alone would be. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../src/tasks/siren/decode';
import { joinFiles } from '../../src/tasks/siren/decode/pair';
import type { DataPart } from '../../src/tasks/types';
import { niftiFile, npyFile, npyHeader } from './dataFiles';
import { bytesOf, decode, decodeWhole, gzip, questionOf, ramp, refusal } from './decodeHelpers';
import { type TiffPageSpec, tiffFile } from './tiffFile';

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');
const file = (name: string) => new Uint8Array(readFileSync(new URL(`./files/${name}`, import.meta.url)));
/** Samples in no order that an axis could be mistaken for another in. */
const mixed = (count: number): number[] => ramp(count).map((i) => (i * i * 31 + i * 7) % 251);

describe('an array', () => {
  const bytes = new Uint8Array(dump(Uint8Array.from(mixed(360)), [3, 4, 5, 6]));
  const strides = [120, 30, 6, 1];

  test('of four axes asks for one of them, and which', async () => {
    expect(await questionOf(bytes, 'a.npy')).toEqual({
      name: 'a.npy',
      axes: [3, 4, 5, 6].map((extent, axis) => ({ id: `axis${axis}`, extent })),
      picks: 1,
      rest: [],
    });
  });

  test.each([0, 1, 2, 3])('is read along axis %i as if that part were a file', async (axis) => {
    const shape = [3, 4, 5, 6];
    for (let index = 0; index < shape[axis]; index++) {
      const kept = [0, 1, 2, 3].filter((other) => other !== axis);
      const part = ramp(360 / shape[axis]).map((i) => {
        let left = i;
        let at = index * strides[axis];
        for (const other of kept.toReversed()) {
          at += (left % shape[other]) * strides[other];
          left = Math.floor(left / shape[other]);
        }
        return mixed(360)[at];
      });
      const alone = await decode(
        dump(
          Uint8Array.from(part),
          kept.map((other) => shape[other]),
        ),
      );
      const data = await decode(bytes, 'a.npy', { [`axis${axis}`]: index });
      expect(data).toMatchObject({ shape: alone.shape, peak: 255, dtype: 'uint8', bytes: part.length });
      expect([...data.values]).toEqual([...alone.values]);
      expect(data.name).toBe(`a.npy[${[...new Array(axis).fill(':'), index].join(', ')}]`);
      expect(data.hash).toBe(sha256(`${sha256(bytes)} axis${axis}=${index}`));
    }
  });

  test('in the other order, or in an archive, is read alike', async () => {
    const turned = ramp(360).map((i) => {
      const [a, b, c, d] = [i % 3, Math.floor(i / 3) % 4, Math.floor(i / 12) % 5, Math.floor(i / 60)];
      return mixed(360)[a * 120 + b * 30 + c * 6 + d];
    });
    const header = npyHeader('3, 4, 5, 6').replace('False', 'True');
    const fortran = npyFile(header, Uint8Array.from(turned));
    const zip = zipSync({ 'a.npy': bytes });
    for (const part of [{ axis0: 2 }, { axis1: 3 }, { axis3: 1 }] as readonly DataPart[]) {
      const wanted = await decode(bytes, 'a.npy', part);
      expect((await decode(fortran, 'f.npy', part)).values).toEqual(wanted.values);
      expect((await decode(zip, 'a.npz', part)).values).toEqual(wanted.values);
    }
  });

  test('of pictures in colour asks for no axis of theirs', async () => {
    const stacks = new Uint8Array(dump(Uint8Array.from(mixed(2 * 3 * 5 * 6 * 3)), [2, 3, 5, 6, 3]));
    expect(await questionOf(stacks)).toMatchObject({
      axes: [
        { id: 'axis0', extent: 2 },
        { id: 'axis1', extent: 3 },
      ],
      picks: 1,
      rest: [5, 6],
    });
    const second = Uint8Array.from(mixed(540).slice(270));
    const alone = await decode(dump(second, [3, 5, 6, 3]));
    const data = await decode(stacks, 'c.npy', { axis0: 1 });
    expect(data.shape).toEqual([3, 5, 6]);
    expect(data.values).toEqual(alone.values);
  });

  test('larger than an experiment is read in parts', async () => {
    const samples = new Uint8Array(2 ** 26).map((_, i) => i >> 20);
    const large = npyFile(npyHeader('4, 64, 512, 512'), samples.subarray(0, 0));
    const whole = new Uint8Array(large.length + samples.length);
    whole.set(large);
    whole.set(samples, large.length);
    const data = await decode(whole, 'large.npy', { axis0: 3 });
    expect(data.shape).toEqual([64, 512, 512]);
    expect(data.values[0]).toBe(48);
  }, 60_000);
});

describe('a NIfTI file', () => {
  const values = Int16Array.from(mixed(4 * 3 * 2 * 5));
  const bytes = niftiFile([4, 3, 2, 5], 4, bytesOf(values), { slope: 2, shift: 1 });

  test('of moments asks for one, gzipped and in two files too', async () => {
    const alone = await decode(
      niftiFile([4, 3, 2], 4, bytesOf(values.slice(72, 96)), { slope: 2, shift: 1 }),
    );
    const pair = bytes.slice();
    pair.set(new TextEncoder().encode('ni1'), 344);
    new DataView(pair.buffer).setFloat32(108, 0, true);
    const joined = await joinFiles([
      new File([pair.slice(0, 348)], 'brain.hdr'),
      new File([bytes.slice(352)], 'brain.img'),
    ]);
    for (const one of [
      new File([bytes], 'brain.nii'),
      new File([await gzip(bytes)], 'brain.nii.gz'),
      joined!,
    ]) {
      expect(await decodeFile(one)).toEqual({
        name: one.name,
        axes: [{ id: 'time', extent: 5 }],
        picks: 1,
        rest: [2, 3, 4],
      });
      const data = await decodeWhole(one, { time: 3 });
      expect(data).toMatchObject({
        name: `${one.name}, time 4 of 5`,
        shape: alone.shape,
        peak: alone.peak,
        bytes: 48,
      });
      expect(data.values).toEqual(alone.values);
    }
  });

  test('of channels and moments asks for both, and of five axes with one slice for channels', async () => {
    const five = niftiFile([2, 3, 2, 2, 3], 2, Uint8Array.from(mixed(72)));
    expect(await questionOf(five)).toMatchObject({
      axes: [
        { id: 'channel', extent: 3 },
        { id: 'time', extent: 2 },
      ],
      picks: 2,
      rest: [2, 3, 2],
    });
    const data = await decode(five, 'five.nii', { channel: 2, time: 1 });
    expect([...data.values]).toEqual(mixed(72).slice(60, 72));
    expect(data.name).toBe('five.nii, channel 3 of 3, time 2 of 2');
    const flat = niftiFile([2, 3, 1, 2, 3], 2, Uint8Array.from(mixed(36)));
    expect(await questionOf(flat)).toMatchObject({ axes: [{ id: 'channel', extent: 3 }], rest: [2, 3, 2] });
  });

  test('that is cut short is no question', async () => {
    expect(await refusal(bytes.slice(0, 400), 'cut.nii', { time: 0 })).toMatch(/promises 240 bytes/);
  });
});

describe('a TIFF', () => {
  const page = (index: number, text = ''): TiffPageSpec => ({
    width: 3,
    height: 2,
    bits: 8,
    samples: [0, 1, 2, 3, 4, 5].map((i) => 10 * index + i),
    ...(index === 0 ? { extra: [[270, text]] } : {}),
  });
  const stack = (count: number, text: string) => tiffFile({ pages: ramp(count).map((i) => page(i, text)) });
  const pagesOf = (values: Float32Array) =>
    [...values].filter((_, i) => i % 6 === 0).map((value) => value / 10);

  test('of ImageJ asks for channel and moment', async () => {
    const bytes = file('imagej-hyperstack.tif');
    expect(await questionOf(bytes)).toMatchObject({
      axes: [
        { id: 'channel', extent: 2 },
        { id: 'time', extent: 2 },
      ],
      picks: 2,
      rest: [3, 4, 5],
    });
    // Written from 0, 1, 2, ... in the order time, slice, channel, row, column.
    const data = await decode(bytes, 'cells.tif', { channel: 1, time: 1 });
    expect([...data.values]).toEqual([3, 4, 5].flatMap((slice) => ramp(20, (slice * 2 + 1) * 20)));
    expect(data).toMatchObject({
      shape: [3, 4, 5],
      peak: 65_535,
      name: 'cells.tif, channel 2 of 2, time 2 of 2',
    });
  });

  test('of ImageJ behind one directory is read alike', async () => {
    const text = 'ImageJ=1.53t\nimages=6\nchannels=3\nslices=2\nhyperstack=true\n';
    const one = tiffFile({
      pages: [{ ...page(0, text), stored: [Uint8Array.from(ramp(6).flatMap((i) => page(i).samples))] }],
    });
    expect(pagesOf((await decode(one, 'one.tif', { channel: 1 })).values)).toEqual([1, 4]);
    expect(pagesOf((await decode(stack(6, text), 'six.tif', { channel: 1 })).values)).toEqual([1, 4]);
  });

  test('of OME follows its order of dimensions', async () => {
    const bytes = file('hyperstack.ome.tif');
    // From 0, 1, 2, ... in the order channel, time, slice, row, column.
    const data = await decode(bytes, 'cells.ome.tif', { channel: 1, time: 0 });
    expect([...data.values]).toEqual(ramp(60, 120));
    for (const [order, pages] of [
      ['XYCZT', [1, 3]],
      ['XYZCT', [2, 3]],
      ['XYTZC', [4, 6]],
    ] as const) {
      const text = `<OME><Image><Pixels DimensionOrder="${order}" SizeC="2" SizeZ="2" SizeT="2"/></Image></OME>`;
      const part = await decode(stack(8, text), 'a.tif', { channel: 1, time: 0 });
      expect(pagesOf(part.values), order).toEqual(pages);
    }
  });

  test('of OME follows its list of planes where it is whole', async () => {
    const entry = (ifd: number, c: number, z: number) =>
      `<TiffData IFD="${ifd}" FirstC="${c}" FirstZ="${z}" FirstT="0" PlaneCount="1"><UUID FileName="a.tif">urn</UUID></TiffData>`;
    const planes = [entry(0, 1, 1), entry(1, 0, 0), entry(2, 1, 0), entry(3, 0, 1)];
    const text = (list: string) =>
      `<OME><Pixels DimensionOrder="XYZCT" SizeC="2" SizeZ="2" SizeT="1">${list}</Pixels></OME>`;
    const at = async (list: string) =>
      pagesOf((await decode(stack(4, text(list)), 'a.tif', { channel: 1 })).values);
    expect(await at(planes.join(''))).toEqual([2, 0]);
    expect(await at(planes.slice(1).join(''))).toEqual([2, 3]);
    expect(await at('<TiffData/>')).toEqual([2, 3]);
  });

  test('of channels alone is a picture of one, and of channels and moments a volume of moments', async () => {
    const six = await decode(stack(6, 'ImageJ=1.5\nimages=6\nchannels=6\n'), 'six.tif', { channel: 4 });
    expect(six.shape).toEqual([2, 3]);
    expect(pagesOf(six.values)).toEqual([4]);
    const moving = stack(6, 'ImageJ=1.5\nimages=6\nchannels=2\nframes=3\n');
    expect(await questionOf(moving)).toMatchObject({ axes: [{ id: 'channel', extent: 2 }], rest: [3, 2, 3] });
    expect(pagesOf((await decode(moving, 'm.tif', { channel: 1 })).values)).toEqual([1, 3, 5]);
  });

  test.each([false, true])('of pages of several bands asks for one, planes %s', async (planar) => {
    const samples = mixed(5 * 6);
    const bands: TiffPageSpec = {
      width: 3,
      height: 2,
      bits: 8,
      channels: 5,
      photometric: 1,
      planar,
      samples,
    };
    const one = tiffFile({ pages: [bands] });
    expect(await questionOf(one)).toMatchObject({
      axes: [{ id: 'band', extent: 5 }],
      picks: 1,
      rest: [2, 3],
    });
    const data = await decode(one, 'land.tif', { band: 3 });
    expect(data).toMatchObject({ shape: [2, 3], name: 'land.tif, band 4 of 5', bytes: 6 });
    expect([...data.values]).toEqual(samples.filter((_, i) => i % 5 === 3));
    const text = 'ImageJ=1.5\nimages=4\nchannels=2\nslices=2\n';
    const pages = ramp(4).map((i) => ({
      ...bands,
      samples: samples.map((value) => (value + i) % 251),
      ...(i === 0 ? { extra: [[270, text]] as const } : {}),
    }));
    expect(await questionOf(tiffFile({ pages }))).toMatchObject({
      axes: [
        { id: 'channel', extent: 2 },
        { id: 'band', extent: 5 },
      ],
      picks: 2,
    });
    const part = await decode(tiffFile({ pages }), 'both.tif', { channel: 1, band: 2 });
    const own = samples.filter((_, i) => i % 5 === 2);
    expect([...part.values]).toEqual([1, 3].flatMap((by) => own.map((value) => (value + by) % 251)));
  });

  test('of several slices a page cannot be parted, and says so', async () => {
    const deep = {
      ...page(0, 'ImageJ=1.5\nchannels=2\nslices=2\n'),
      height: 8,
      samples: mixed(24),
      extra: [
        [270, 'ImageJ=1.5\nchannels=2\nslices=2\n'],
        [257, [2]],
        [278, [2]],
        [32997, [4]],
      ],
      rowsPerStrip: 2,
    } as const;
    expect(await refusal(tiffFile({ pages: [deep] }))).toMatch(
      /slices \(ImageDepth\) are of 2 channels and 1 moments in time; save the one/,
    );
  });
});

describe('a part', () => {
  const bytes = niftiFile([2, 3, 2, 4], 2, Uint8Array.from(mixed(48)));

  test('that is wanted by its hash is found, and where there is none it is said', async () => {
    const wanted = await decode(bytes, 'brain.nii', { time: 2 });
    expect(await decodeFile(new File([bytes], 'renamed.nii'), { hash: wanted.hash })).toEqual({
      ...wanted,
      name: 'renamed.nii, time 3 of 4',
    });
    expect(await questionOf(bytes, 'brain.nii', 'ab'.repeat(32))).toMatchObject({ lacksWanted: true });
    expect(await questionOf(bytes)).not.toHaveProperty('lacksWanted');
    const array = dump(Uint8Array.from(mixed(72)), [2, 3, 2, 2, 3]);
    const { hash } = await decode(array, 'a.npy', { axis1: 2, axis3: 1 });
    expect(await decodeFile(new File([array as BlobPart], 'a.npy'), { hash })).toMatchObject({
      name: 'a.npy[:, 2, :, 1]',
    });
  });

  test.each([
    [{ time: 4 }, /index to take along each of its axes time \(0 to 3\)/],
    [{ time: 1.5 }, /time \(0 to 3\)/],
    [{ channel: 0 }, /time \(0 to 3\)/],
    [{ time: 0, channel: 0 }, /time \(0 to 3\)/],
  ])('that the file does not have is refused: %j', async (part, reason) => {
    expect(await refusal(bytes, 'brain.nii', part as Record<string, number>)).toMatch(reason);
  });

  test('of an array names as many axes as are too many', async () => {
    const array = dump(Uint8Array.from(mixed(120)), [2, 3, 4, 5]);
    expect(await refusal(array, 'a.npy', { axis0: 1, axis1: 1 })).toMatch(
      /along 1 of its axes axis0 \(0 to 1\), axis1 \(0 to 2\)/,
    );
  });

  test('of what has none is refused', async () => {
    const volume = dump(Uint8Array.from(mixed(24)), [2, 3, 4]);
    expect(await refusal(volume, 'v.npy', { axis0: 0 })).toMatch(
      /is one picture or volume, of which no part/,
    );
  });

  test('keeps its place in a name that is cut', async () => {
    const { name } = await decode(bytes, `${'x'.repeat(300)}.nii`, { time: 0 });
    expect(name).toHaveLength(200);
    expect(name).toMatch(/x, time 1 of 4$/);
  });
});
