/**
 * TIFF and BigTIFF, pictures and stacks: integers of 1, 2, 4, 8, 16, 32 and 64 bits and floats of 16, 32 and 64, grey,
 * RGB or palette, in strips or tiles, uncompressed, LZW, deflate, PackBits or Zstandard. Colour becomes luma, what is transparent
 * is laid on white, and pictures are turned upright.
 */
import { DataError } from '../../../../core/errors';
import {
  countSamples,
  Greys,
  roomFor,
  type Samples,
  type SampleValues,
} from '../../../../data/formats/samples';
import type { Choose } from '../part';
import { checkChunks, readRows } from './chunks';
import { type Directory, damaged, readDirectories, type TiffFile } from './directory';
import { bandChoice, choosePlanes, joinSlices } from './hyperstack';
import { decodeJpegs } from './jpeg';
import { type Chunks, chunksOf, isReduced, Photometric, paletteLuma, readPage, type TiffPage } from './page';

export { isTiff } from './directory';

export async function decodeTiff(bytes: Uint8Array<ArrayBuffer>, choose: Choose): Promise<Samples> {
  const stored = readDirectories(bytes);
  const whole = stored.directories.filter((directory) => !isReduced(directory));
  const directories = whole.length > 0 ? whole : stored.directories;
  const opening = readPage(directories[0]);
  const bands = bandChoice(opening, choose);
  const found = await readPages(stored, directories, opening, bands.choose);
  const [{ page: first }] = found;
  const height = first.rows / first.depth;
  const slices = found.length * first.depth;
  const shape = [slices, ...(first.orientation >= 5 ? [first.width, height] : [height, first.width])];
  countSamples(shape);
  checkChunks(stored, found);
  const band = await bands.index(shape);
  const { file, pages } = await decodeJpegs(stored, found);
  const sliceArea = height * first.width;
  /** Made once the first row is there: a damaged file then costs none of it. */
  let values: SampleValues | null = null;
  const greys = new Greys();
  for (let index = 0; index < pages.length; index++) {
    const { page, chunks } = pages[index];
    try {
      const place = placing(page, index * page.depth * sliceArea);
      const value = pixelValue(page, band, greys);
      const planes = page.planar ? roomFor(page.channels * page.rows * page.width, page.type) : null;
      for (const { x, y, channel, pixels, samples } of readRows(file, page, chunks)) {
        values ??= roomFor(slices * sliceArea, page.type);
        if (planes) {
          const start = (channel * page.rows + y) * page.width + x;
          for (let i = 0; i < pixels; i++) planes[start + i] = samples[i];
        } else {
          const { start, step } = place(x, y);
          for (let i = 0; i < pixels; i++) values[start + i * step] = value(samples, i * page.channels, 1);
        }
      }
      if (planes && values) {
        const plane = page.rows * page.width;
        for (let y = 0; y < page.rows; y++) {
          const { start, step } = place(0, y);
          for (let x = 0; x < page.width; x++) {
            values[start + x * step] = value(planes, y * page.width + x, plane);
          }
        }
      }
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw damaged(`a page cannot be unpacked (${error instanceof Error ? error.message : error})`);
    }
  }
  if (!values) throw damaged('it has no samples');
  return { shape, values, dtype: first.type, lost: greys.lost() };
}

interface PageData {
  readonly page: TiffPage;
  readonly chunks: Chunks;
}

/** All pages, or those of the part chosen, which must be alike. Throws `DataError`. */
async function readPages(
  file: TiffFile,
  directories: readonly Directory[],
  opening: TiffPage,
  choose: Choose,
): Promise<PageData[]> {
  const joined = directories.length === 1 ? await joinSlices(file, opening, choose) : null;
  if (joined) return [joined];
  const planes = await choosePlanes(opening, directories.length * opening.depth, choose);
  const chosen = planes
    ? Array.from({ length: planes.count }, (_, index) => directories[planes.at(index)])
    : directories;
  return chosen.map((directory) => {
    const page = directory === opening.directory ? opening : readPage(directory);
    const keys = [
      'width',
      'rows',
      'depth',
      'channels',
      'type',
      'bits',
      'photometric',
      'orientation',
    ] as const;
    if (keys.some((key) => page[key] !== opening[key])) {
      const size = ({ width, rows, bits, channels }: TiffPage) =>
        `${width} x ${rows}, ${bits} bit${channels > 1 ? `, ${channels} channels` : ''}`;
      throw new DataError(
        `its page ${directories.indexOf(directory) + 1} (${size(page)}) differs from its first (${size(opening)}); a stack needs pages of one kind, so save the one to learn as a file of its own`,
      );
    }
    return { page, chunks: chunksOf(page) };
  });
}

/**
 * Where samples of a page go so that the picture is upright: the index of a sample, and the step to the next one of its
 * row. Source: TIFF 6.0, Orientation.
 */
function placing(page: TiffPage, base: number): (x: number, y: number) => { start: number; step: number } {
  const w = page.width;
  const h = page.rows / page.depth;
  const corners: Readonly<Record<number, readonly [start: number, perRow: number, perColumn: number]>> = {
    2: [w - 1, w, -1],
    3: [h * w - 1, -w, -1],
    4: [(h - 1) * w, -w, 1],
    5: [0, 1, h],
    6: [h - 1, -1, h],
    7: [h * w - 1, -1, -h],
    8: [(w - 1) * h, 1, -h],
  };
  const [start, perRow, perColumn] = corners[page.orientation] ?? [0, w, 1];
  return (x, y) => ({
    start: base + Math.floor(y / h) * w * h + start + (y % h) * perRow + x * perColumn,
    step: perColumn,
  });
}

/** The one number of a pixel; its channels lie `stride` apart from `at` on. `band` is the channel taken of several. */
function pixelValue(
  page: TiffPage,
  band: number,
  greys: Greys,
): (samples: ArrayLike<number>, at: number, stride: number) => number {
  const { photometric, bits, type, alpha } = page;
  const unsigned = type.startsWith('uint');
  const largest = unsigned ? 2 ** bits - 1 : 0;
  // Fewer than 8 bits are spread over the range of 8, as pictures are shown.
  const unit = bits < 8 ? 255 / largest : 1;
  if (photometric === Photometric.palette) {
    const table = paletteLuma(page, greys);
    return onWhite((samples, at) => table[samples[at]], alpha, 1, 255, unit, greys);
  }
  if (photometric === Photometric.rgb) {
    const grey = (samples: ArrayLike<number>, at: number, stride: number) =>
      unit * greys.luma(samples[at], samples[at + stride], samples[at + 2 * stride]);
    return onWhite(grey, alpha, 3, unit * (largest || 1), unit, greys);
  }
  const grey =
    photometric === Photometric.whiteIsZero
      ? (samples: ArrayLike<number>, at: number, stride: number) =>
          unit * (largest - samples[at + band * stride])
      : (samples: ArrayLike<number>, at: number, stride: number) => unit * samples[at + band * stride];
  return onWhite(grey, alpha, 1, unit * (largest || 1), unit, greys);
}

/** Lays a value on white, by the opacity in the channel behind the colours. */
function onWhite(
  value: (samples: ArrayLike<number>, at: number, stride: number) => number,
  alpha: number,
  colours: number,
  white: number,
  unit: number,
  greys: Greys,
): (samples: ArrayLike<number>, at: number, stride: number) => number {
  if (alpha === 0) return value;
  return (samples, at, stride) => {
    const opacity = unit * samples[at + colours * stride];
    const own = value(samples, at, stride);
    // Already multiplied, a colour cannot exceed its opacity but in a file that is wrong.
    return greys.onWhite(alpha === 1 ? Math.min(own, opacity) : (own * opacity) / white, opacity, white);
  };
}
