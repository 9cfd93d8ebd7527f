/**
 * What programs write into ImageDescription and what changes the meaning of the pages: ImageJ keeps a whole stack behind
 * one directory, and ImageJ and OME count channels and moments among the pages.
 *
 * Source: ImageJ's `TiffEncoder`; the OME data model of 2016-06, `Pixels` and `TiffData`.
 */
import { DataError } from '../../../../core/errors';
import type { Choose } from '../part';
import type { TiffFile } from './directory';
import { type Chunks, chunksOf, description, rowBytes, type TiffPage } from './page';

/** A whole number after `name=` in ImageJ's lines, 1 where it is missing. */
function imageJNumber(text: string, name: string): number {
  const found = new RegExp(`^${name}=(\\d{1,9})\\s*$`, 'm').exec(text)?.[1];
  return found ? Number(found) : 1;
}

const isImageJ = (text: string) => text.startsWith('ImageJ=');

/**
 * The slices of an ImageJ stack that has one directory, or those of the part chosen; null where it is none, or has room
 * for one slice only, as when another program kept the description. Throws `DataError`.
 */
export async function joinSlices(
  file: TiffFile,
  page: TiffPage,
  choose: Choose,
): Promise<{ page: TiffPage; chunks: Chunks } | null> {
  const text = description(page.directory);
  const images = isImageJ(text) ? imageJNumber(text, 'images') : 1;
  // ImageJ stores such stacks plain: a page of another kind was written by another program.
  if (images <= 1 || page.compression !== 1 || page.tiled || page.planar || page.depth > 1) return null;
  const height = page.rows;
  const place = chunksOf(page).place(0);
  const { directory } = page;
  const end = directory.place > place ? directory.place : file.bytes.length;
  const size = height * rowBytes(page);
  const found = Math.floor(Math.max(0, end - place) / size);
  if (found <= 1) return null;
  if (found < images) {
    throw new DataError(
      `it names ${images} images (ImageJ), the file has ${found}; it is truncated or damaged`,
    );
  }
  const planes = await choosePlanes(page, images, choose);
  const { count, at } = planes ?? { count: images, at: (index: number) => index };
  return {
    page: { ...page, depth: count, rows: count * height, chunkRows: height },
    chunks: { count, place: (index) => place + at(index) * size, size: () => size },
  };
}

/**
 * Asks for one of the bands of a page, together with what else is asked for by `choose`; `index` is the answer, and asks
 * by itself where nothing was asked before. `shape` is that of the stack.
 */
export function bandChoice(
  { bands }: TiffPage,
  choose: Choose,
): { readonly choose: Choose; index(shape: readonly number[]): Promise<number> } {
  const axis = { id: 'band', extent: bands };
  let band = bands > 1 ? null : 0;
  return {
    choose: async (surplus) => {
      if (bands === 1) return choose(surplus);
      const { axes, picks } = surplus;
      const part = await choose({ ...surplus, axes: [...axes, axis], picks: picks + 1 });
      band = part[axis.id];
      return part;
    },
    index: async (shape) => {
      const rest = shape.filter((extent) => extent > 1);
      band ??= (await choose({ axes: [axis], picks: 1, rest }))[axis.id];
      return band;
    },
  };
}

type Axis = 'channel' | 'slice' | 'time';

/** Axes that are counted among the pages. */
interface Stack {
  readonly extents: Readonly<Record<Axis, number>>;
  /** Fastest first. */
  readonly order: readonly Axis[];
  /** Where each is found, by its number in that order; null where in that order. */
  readonly pages: (count: number) => readonly number[] | null;
}

/** Pages that make up one picture or volume. */
export interface Planes {
  readonly count: number;
  at(index: number): number;
}

/**
 * The pages of the channel and moment that are chosen, where the first page's description tells of several; null where all
 * `count` pages are one volume, or the description does not fit their number. A page of several slices cannot be parted.
 */
export async function choosePlanes(first: TiffPage, count: number, choose: Choose): Promise<Planes | null> {
  const text = description(first.directory);
  const stack = isImageJ(text) ? imageJStack(text) : omeStack(text, first.channels);
  if (!stack) return null;
  const { extents, order } = stack;
  const { channel, slice, time } = extents;
  if (channel * slice * time !== count) return null;
  // Of slices alone, and of moments alone, a volume is made.
  const asked: Axis[] = [
    ...(channel > 1 ? (['channel'] as const) : []),
    ...(slice > 1 && time > 1 ? (['time'] as const) : []),
  ];
  if (asked.length === 0) return null;
  if (first.depth > 1) {
    throw new DataError(
      `its slices (ImageDepth) are of ${channel} channels and ${time} moments in time; save the one to learn as a file of its own`,
    );
  }
  const left: Axis = slice > 1 ? 'slice' : 'time';
  const area = first.orientation >= 5 ? [first.width, first.rows] : [first.rows, first.width];
  const part = await choose({
    axes: asked.map((id) => ({ id, extent: extents[id] })),
    picks: asked.length,
    rest: [extents[left], ...area].filter((extent) => extent > 1),
  });
  const stride = (axis: Axis) =>
    order.slice(0, order.indexOf(axis)).reduce((product, inner) => product * extents[inner], 1);
  const start = asked.reduce((sum, axis) => sum + part[axis] * stride(axis), 0);
  const step = stride(left);
  const pages = stack.pages(count);
  const at = (index: number) => start + index * step;
  return { count: extents[left], at: pages ? (index) => pages[at(index)] : at };
}

const imageJStack = (text: string): Stack => ({
  extents: {
    channel: imageJNumber(text, 'channels'),
    slice: imageJNumber(text, 'slices'),
    time: imageJNumber(text, 'frames'),
  },
  order: ['channel', 'slice', 'time'],
  pages: () => null,
});

const AXES: Readonly<Record<string, Axis>> = { C: 'channel', Z: 'slice', T: 'time' };

/** The first image of OME-XML; colours of one page count as channels there. Null where there is none. */
function omeStack(text: string, colours: number): Stack | null {
  const start = /<OME[\s>]/.test(text) ? text.search(/<Pixels\s/) : -1;
  if (start < 0) return null;
  const pixels = text.slice(start).split('</Pixels>', 1)[0];
  const head = pixels.split('>', 1)[0];
  const ofPages = (channels: number) => (channels % colours === 0 ? channels / colours : channels);
  const extents = {
    channel: ofPages(attribute(head, 'SizeC') ?? 1),
    slice: attribute(head, 'SizeZ') ?? 1,
    time: attribute(head, 'SizeT') ?? 1,
  };
  const named = /\bDimensionOrder=["']XY([CZT]{3})["']/.exec(head)?.[1] ?? 'CZT';
  const order = [...new Set([...named, ...'CZT'])].map((letter) => AXES[letter]);
  const pages = (count: number) => {
    const table: number[] = Array.from({ length: count }, () => -1);
    for (const [, entry] of pixels.matchAll(/<TiffData\b([^<>]*)>/g)) {
      const first = {
        channel: ofPages(attribute(entry, 'FirstC') ?? 0),
        slice: attribute(entry, 'FirstZ') ?? 0,
        time: attribute(entry, 'FirstT') ?? 0,
      };
      const from = order.reduceRight((sum, axis) => sum * extents[axis] + first[axis], 0);
      const page = attribute(entry, 'IFD');
      const planes = attribute(entry, 'PlaneCount') ?? (page === null ? count : 1);
      for (let i = 0; i < planes; i++) {
        // What leads elsewhere, or twice to one place, is not followed.
        if (from + i >= count || (page ?? 0) + i >= count || table[from + i] >= 0) return null;
        table[from + i] = (page ?? 0) + i;
      }
    }
    return table.includes(-1) ? null : table;
  };
  return { extents, order, pages };
}

function attribute(text: string, name: string): number | null {
  const found = new RegExp(`\\b${name}=["'](\\d{1,9})["']`).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
