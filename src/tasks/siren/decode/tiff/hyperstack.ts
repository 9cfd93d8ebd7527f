/**
 * What programs write into ImageDescription and what changes the meaning of the pages: ImageJ keeps a whole stack behind
 * one directory, and ImageJ and OME count channels and moments among the pages.
 */
import { DataError } from '../../../../core/errors';
import { countSamples } from '../samples';
import type { TiffFile } from './directory';
import { type Chunks, chunksOf, description, rowBytes, type TiffPage } from './page';

/** A whole number after `name=` in ImageJ's lines, 1 where it is missing. */
function imageJNumber(text: string, name: string): number {
  const found = new RegExp(`^${name}=(\\d{1,9})\\s*$`, 'm').exec(text)?.[1];
  return found ? Number(found) : 1;
}

const isImageJ = (text: string) => text.startsWith('ImageJ=');

/**
 * All slices of an ImageJ stack that has one directory; null where it is none, or has room for one slice only, as when
 * another program kept the description. Throws `DataError`.
 */
export function joinSlices(file: TiffFile, page: TiffPage): { page: TiffPage; chunks: Chunks } | null {
  const text = description(page.directory);
  const images = isImageJ(text) ? imageJNumber(text, 'images') : 1;
  // ImageJ stores such stacks plain: a page of another kind was written by another program.
  if (images <= 1 || page.compression !== 1 || page.tiled || page.planar || page.depth > 1) return null;
  const height = page.rows;
  const place = chunksOf(page).place(0);
  const { directory } = page;
  const end = directory.place > place ? directory.place : file.bytes.length;
  const found = Math.floor(Math.max(0, end - place) / (height * rowBytes(page)));
  if (found <= 1) return null;
  countSamples([images, height, page.width]);
  if (found < images) {
    throw new DataError(
      `it names ${images} images (ImageJ), the file has ${found}; it is truncated or damaged`,
    );
  }
  const size = images * height * rowBytes(page);
  return {
    page: { ...page, depth: images, rows: images * height, chunkRows: images * height },
    chunks: { count: 1, place: () => place, size: () => size },
  };
}

/**
 * Refuses stacks whose pages are more than the slices of one volume, or the moments of one picture. A description that
 * does not fit the number of pages is left alone. Throws `DataError`.
 */
export function refuseHyperstack(text: string, slices: number, channels: number): void {
  const axes = isImageJ(text) ? imageJAxes(text) : omeAxes(text, channels);
  if (!axes) return;
  const [channel, slice, moment] = axes;
  if (channel * slice * moment !== slices) return;
  const named = [
    [channel, 'channels'],
    [slice, 'slices'],
    [moment, 'moments in time'],
  ] as const;
  const long = named.filter(([extent]) => extent > 1);
  if (channel === 1 && long.length < 2) return;
  const list = long.map(([extent, name]) => `${extent} ${name}`).join(' and ');
  const one = channel > 1 ? 'channel' : 'moment';
  throw new DataError(
    `its ${slices} pages are ${list}; a volume has slices alone, so save the ${one} to learn as a file of its own`,
  );
}

type Axes = readonly [channels: number, slices: number, moments: number];

const imageJAxes = (text: string): Axes => [
  imageJNumber(text, 'channels'),
  imageJNumber(text, 'slices'),
  imageJNumber(text, 'frames'),
];

/** Extents from OME-XML; colours of one page count as channels there. */
function omeAxes(text: string, colours: number): Axes | null {
  if (!/<OME[\s>]/.test(text)) return null;
  const extent = (name: string) => Number(new RegExp(`\\bSize${name}="(\\d{1,9})"`).exec(text)?.[1] ?? 1);
  const channels = extent('C');
  return [channels % colours === 0 ? channels / colours : channels, extent('Z'), extent('T')];
}
